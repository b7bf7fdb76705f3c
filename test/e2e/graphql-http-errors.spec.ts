import { CREATE_RELEASE } from '../support/releases.documents.js';
import { codes, send } from './graphql-http.support.js';
import { ReleaseFixture } from '../support/fixtures/releases.fixture.js';

const SECRET = 'lab-token-that-was-pasted-into-a-description';
const TICKETS = 'query ($id: ID!) { release(id: $id) { tickets { id } } }';
const HIDDEN =
  /\bselect\b|\binsert\b|relation|releases|api_tokens|column|syntax|node_modules|\.ts:|at \w+ \(/i;

describe('an accident on our side', () => {
  let fixture: ReleaseFixture;

  beforeAll(async () => {
    fixture = await ReleaseFixture.start();
  });

  afterAll(() => fixture.stop());

  /** A table is away while `work` runs. */
  const without = async <T>(table: string, work: () => Promise<T>): Promise<T> => {
    await fixture.sql((client) => client.query(`alter table ${table} rename to ${table}_away`));
    try {
      return await work();
    } finally {
      await fixture.sql((client) => client.query(`alter table ${table}_away rename to ${table}`));
    }
  };

  /** The answer says no more than an id; the log has it under that id, with what happened. */
  const isUnexpectedError = (errors: readonly any[] | undefined, ...keys: string[]) => {
    expect(errors).toHaveLength(1);
    const { message, extensions, ...rest } = errors![0];
    expect(Object.keys(rest).sort()).toEqual(keys);
    expect(extensions).toEqual({
      code: 'INTERNAL_SERVER_ERROR',
      errorId: expect.stringMatching(/^[0-9a-f-]{36}$/),
    });
    expect(message).toContain(extensions.errorId);
    expect(message).not.toMatch(HIDDEN);
    const lines = fixture.app.logs.filter((line) => line.includes(extensions.errorId));
    expect(lines).toHaveLength(1);
    return JSON.parse(lines[0]!);
  };

  it('in a query is told by an id only, and stands in the log under it', async () => {
    const { id } = await fixture.create();
    const answer = await without('release_tickets', () => fixture.graphql(TICKETS, { id }));
    expect(answer.data).toEqual({ release: null });
    const { error, level } = isUnexpectedError(answer.errors, 'locations', 'path');
    expect([level, error.message]).toEqual([50, expect.stringContaining('release_tickets')]);
    expect((await fixture.read(id)).id).toBe(id);
  });

  it.each(['releases', 'release_tickets', 'ticket_operations', 'activity'])(
    'in a mutation that meets %s writes nothing, and what was sent is in neither answer nor log',
    async (table) => {
      const input = fixture.input({ description: SECRET, jiraConfig: fixture.jiraConfig() });
      const before = await fixture.rowCounts();
      const answer = await without(table, () => fixture.graphql(CREATE_RELEASE, { input }));
      isUnexpectedError(answer.errors, 'locations', 'path');
      expect(JSON.stringify(answer)).not.toContain(SECRET);
      expect(fixture.app.logs.join()).not.toContain(SECRET);
      expect(await fixture.rowCounts()).toEqual(before);
    },
  );

  it('in a refused row writes nothing, and what was sent is in neither answer nor log', async () => {
    const fault = "alter table releases add constraint never check (version <> '6.6.6')";
    await fixture.sql((client) => client.query(fault));
    const answer = await fixture.tryCreate({ version: '6.6.6', description: SECRET });
    await fixture.sql((client) => client.query('alter table releases drop constraint never'));
    isUnexpectedError(answer.errors, 'locations', 'path');
    expect(JSON.stringify(answer)).not.toContain(SECRET);
    expect(fixture.app.logs.join()).not.toContain(SECRET);
  });

  it('before the caller is known is told in the same way', async () => {
    const answer = await without('api_tokens', () =>
      send(fixture.app, { body: { query: '{ viewer { account { id } } }' } }),
    );
    expect([answer.status, codes(answer)]).toEqual([500, ['INTERNAL_SERVER_ERROR']]);
    isUnexpectedError(answer.body.errors);
    expect(answer.text).not.toMatch(HIDDEN);
    expect(fixture.app.logs.join()).not.toContain(fixture.app.bootstrapToken);
  });
});
