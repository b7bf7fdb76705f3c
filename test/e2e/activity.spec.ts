import { EntityManager } from '@mikro-orm/postgresql';
import { ActivityLogService, SYSTEM_ACTOR } from '../../src/activity/index.js';
import { limitToProjects } from '../../src/shared/persistence/index.js';
import { startAppInside, type TestAppInside } from '../support/app-inside.js';
import { aProject } from '../support/fixtures/team.fixture.js';

const PAGE =
  `query ($projectId: ID!, $first: Int, $after: String) { activity(projectId: $projectId, first: $first, after: $after) {
  edges { cursor node { id at action summary releaseId details actor { kind name account { id } } } }
  pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } }`.replace(
    '$first: Int,',
    '$first: Int! = 20,',
  );

describe('the activity', () => {
  let app: TestAppInside;
  let projectId: string;
  beforeAll(async () => {
    app = await startAppInside();
    projectId = await aProject(app);
    await record(7);
  });
  afterAll(() => app.close());

  async function record(count: number, more: object = {}): Promise<void> {
    const em = app.app.get(EntityManager).fork();
    limitToProjects(em, [projectId]);
    for (let index = 0; index < count; index++) {
      app.app.get(ActivityLogService).record(em, {
        ...{ projectId, actor: SYSTEM_ACTOR, action: 'test.happened', summary: `Number ${index}.` },
        ...more,
      });
    }
    await em.flush();
  }
  const page = async (variables: object) => (await app.run(PAGE, { projectId, ...variables })).activity;

  it('is read newest first, page by page, without gap or repeat', async () => {
    const seen: string[] = [];
    let after: string | null = null;
    do {
      const { edges, pageInfo }: any = await page({ first: 3, after });
      expect(edges.length).toBeLessThanOrEqual(3);
      expect(pageInfo.hasPreviousPage).toBe(after !== null);
      expect(pageInfo.startCursor).toBe(edges[0].cursor);
      seen.push(...edges.map(({ node }: any) => node.summary));
      after = pageInfo.hasNextPage ? pageInfo.endCursor : null;
    } while (after);
    const numbers = [6, 5, 4, 3, 2, 1, 0].map((number) => `Number ${number}.`);
    expect(seen).toEqual([...numbers, 'Administrator created the project Project.']);
  });

  it('names delivr itself without an account', async () => {
    const { edges } = await page({ first: 1 });
    expect(edges[0].node.actor).toEqual({ kind: 'SYSTEM', name: 'delivr', account: null });
  });

  it.each([0, 101, -1])('refuses pages of %d', async (first) => {
    const { errors } = await app.graphql(PAGE, { projectId, first });
    expect(errors![0]!.extensions).toEqual({
      code: 'BAD_USER_INPUT',
      fields: [{ path: 'first', message: 'must be from 1 to 100.' }],
    });
  });

  it.each(['nonsense', '', Buffer.from('["x"]').toString('base64url')])(
    'refuses the cursor %j',
    async (after) => {
      const { errors } = await app.graphql(PAGE, { projectId, after });
      expect(errors![0]!.extensions).toMatchObject({ code: 'BAD_USER_INPUT', fields: [{ path: 'after' }] });
    },
  );

  it('of a release lists its own entries only', async () => {
    const releaseId = '01890a5d-ac96-774b-bcce-b302099a8057';
    await record(2, { releaseId, action: 'release.test' });
    const em = app.app.get(EntityManager).fork();
    limitToProjects(em, [projectId]);
    const { edges } = await new ActivityLogService(em).pageOfRelease(projectId, releaseId, { first: 20 });
    expect(edges.map(({ node }) => node.action)).toEqual(['release.test', 'release.test']);
  });

  it('shortens what is too long instead of failing', async () => {
    await record(1, { summary: 'é'.repeat(2_000), actor: { ...SYSTEM_ACTOR, name: '🚀'.repeat(200) } });
    const [{ node }] = (await page({ first: 1 })).edges;
    expect([...node.summary]).toHaveLength(1_000);
    expect([...node.actor.name]).toHaveLength(100);
  });

  it.each(['update activity set summary = $$other$$', 'delete from activity'])(
    'is never rewritten: the database refuses `%s`',
    async (sql) => {
      await expect(app.app.get(EntityManager).fork().execute(sql)).rejects.toThrow(/append only/);
    },
  );
});
