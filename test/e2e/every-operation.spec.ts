import { type JiraCloudLab, startJiraCloudLab } from '../../lab/index.js';
import { type GraphqlResponse, startApp, type TestApp } from '../support/app.js';
import { aManualTicket } from '../support/fixtures/jira.fixture.js';
import { aToken, type Role } from '../support/fixtures/team.fixture.js';
import { sql } from '../support/release-tickets.js';
import { documentOf, idPathsOf, type Operation, operationsOf, readSchema } from '../support/schema-walk.js';
import { ProjectResources } from '../support/fixtures/project-resources.js';
import { validArguments } from './every-operation.arguments.js';
import { OPERATIONS, resourceKindAt } from './every-operation.table.js';

const NAMES = Object.keys(OPERATIONS);
const ROLES: readonly Role[] = ['VIEWER', 'EDITOR', 'OWNER'];
const NOWHERE = '01890a5d-ac96-774b-bcce-b302099a8057';

let app: TestApp;
let lab: JiraCloudLab;
let operations: ReadonlyMap<string, Operation>;
beforeAll(async () => {
  lab = await startJiraCloudLab();
  aManualTicket(lab);
  app = await startApp();
  operations = operationsOf(await readSchema(app));
});
afterAll(async () => {
  await app?.close();
  await lab?.stop();
});

function operationOf(name: string): Operation {
  const operation = operations.get(name);
  if (!operation) throw new Error(`${name} is not in the schema.`);
  return operation;
}

const call = async (name: string, args: object, token: string | null) =>
  app.graphql(documentOf(operationOf(name), args), args, token);
const codeOf = ({ errors }: GraphqlResponse) => errors?.[0]?.extensions['code'] ?? null;

describe('every operation', () => {
  it('of the schema is in the table, and the table holds no other', () => {
    expect([...operations.keys()].sort()).toEqual([...NAMES].sort());
  });
});

describe.each(NAMES)('%s', (name) => {
  const expected = OPERATIONS[name]!;
  const isMutation = () => operationOf(name).kind === 'mutation';

  it('is closed to nobody, to revoked and to expired tokens, with HTTP 401', async () => {
    const resources = await ProjectResources.open(app, lab);
    const args = await validArguments(resources, operationOf(name), 'OWNER');
    for (const token of [null, await revokedToken(resources), await expiredToken(resources)]) {
      const answer = await call(name, args, token);
      expect([answer.status, codeOf(answer), answer.data ?? null]).toEqual([401, 'UNAUTHENTICATED', null]);
    }
  });

  it(`is open to ${expected.role} and above, and to nobody below`, async () => {
    let resources = await ProjectResources.open(app, lab);
    for (const role of ROLES) {
      // A mutation may have used up what it was given.
      if (isMutation()) resources = await ProjectResources.open(app, lab);
      const answer = await call(
        name,
        await validArguments(resources, operationOf(name), role),
        resources.person(role).token,
      );
      const isAllowed =
        expected.role === 'SIGNED_IN' ||
        (expected.role !== 'ACCOUNT_TOKEN' && ROLES.indexOf(role) >= ROLES.indexOf(expected.role));
      if (isAllowed) expect({ role, errors: answer.errors }).toEqual({ role, errors: undefined });
      else expect({ role, code: codeOf(answer) }).toEqual({ role, code: 'FORBIDDEN' });
    }
    const bootstrap = await call(
      name,
      await validArguments(await ProjectResources.open(app, lab), operationOf(name), 'OWNER'),
      app.bootstrapToken,
    );
    expect(bootstrap.errors).toBeUndefined();
  });

  it('does not tell another project’s things from missing ones', async () => {
    const paths = idPathsOf(operationOf(name));
    if (paths.length === 0) return;
    const [ours, theirs] = [await ProjectResources.open(app, lab), await ProjectResources.open(app, lab)];
    const { token } = ours.person('OWNER');
    for (const path of paths) {
      const ids = [await theirs.idOf(resourceKindAt(name, path), 'OWNER'), NOWHERE, 'nonsense', ''];
      const answers = [];
      for (const value of ids) {
        answers.push(
          await call(name, await validArguments(ours, operationOf(name), 'OWNER', { path, value }), token),
        );
      }
      for (const answer of answers) expect({ path, answer }).toEqual({ path, answer: answers[0] });
      expectAbsence(path, answers[0]!);
    }
  });

  /** Null where it is a look-up; else NOT_FOUND, which names the field where the id came inside an input. */
  function expectAbsence(path: string, answer: GraphqlResponse): void {
    if (!answer.errors) return expect(answer.data).toEqual({ [name]: null });
    expect({ path, code: codeOf(answer) }).toEqual({ path, code: 'NOT_FOUND' });
    const fields = answer.errors[0]!.extensions['fields'];
    if (path.startsWith('input.'))
      expect(fields).toEqual([{ path: path.slice(6), message: expect.any(String) }]);
    else expect(fields).toBeUndefined();
  }
});

async function revokedToken(resources: ProjectResources): Promise<string> {
  const token = await aToken(app, resources.projectId, 'OWNER', { name: 'Revoked' });
  const { apiTokens } = await app.run(
    'query ($projectId: ID!) { apiTokens(projectId: $projectId) { id name } }',
    { projectId: resources.projectId },
  );
  const { id } = apiTokens.find((one: { name: string }) => one.name === 'Revoked');
  await app.run('mutation ($id: ID!) { revokeApiToken(id: $id) { id } }', { id });
  return token;
}

/** Time went by, as far as the database knows. */
async function expiredToken(resources: ProjectResources): Promise<string> {
  const { projectId } = resources;
  const expiresAt = new Date(Date.now() + 3_600_000);
  const token = await aToken(app, projectId, 'OWNER', { name: 'Expired', expiresAt });
  const expired = await sql(
    app,
    `update api_tokens set expires_at = now() - interval '1 second'
     where project_id = $1 and name = 'Expired' returning 1`,
    [projectId],
  );
  expect(expired).toHaveLength(1);
  return token;
}
