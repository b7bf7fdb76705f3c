import { CREATE_RELEASE } from '../support/release-operations.js';
import { codes, send } from './graphql-http.support.js';
import { ReleaseBench } from './releases.support.js';

const SECRET = 'lab-token-that-was-pasted-into-a-description';
const TICKETS = 'query ($id: ID!) { release(id: $id) { tickets { id } } }';
const HIDDEN =
  /\bselect\b|\binsert\b|relation|releases|api_tokens|column|syntax|node_modules|\.ts:|at \w+ \(/i;

describe('an accident on our side', () => {
  let bench: ReleaseBench;

  beforeAll(async () => {
    bench = await ReleaseBench.start();
  });

  afterAll(() => bench.stop());

  /** A table is away while `work` runs. */
  const without = async <T>(table: string, work: () => Promise<T>): Promise<T> => {
    await bench.sql((client) => client.query(`alter table ${table} rename to ${table}_away`));
    try {
      return await work();
    } finally {
      await bench.sql((client) => client.query(`alter table ${table}_away rename to ${table}`));
    }
  };

  /** The answer says no more than an id; the log has it under that id, with what happened. */
  const isAnAccident = (errors: readonly any[] | undefined, ...keys: string[]) => {
    expect(errors).toHaveLength(1);
    const { message, extensions, ...rest } = errors![0];
    expect(Object.keys(rest).sort()).toEqual(keys);
    expect(extensions).toEqual({
      code: 'INTERNAL_SERVER_ERROR',
      errorId: expect.stringMatching(/^[0-9a-f-]{36}$/),
    });
    expect(message).toContain(extensions.errorId);
    expect(message).not.toMatch(HIDDEN);
    const lines = bench.app.logs.filter((line) => line.includes(extensions.errorId));
    expect(lines).toHaveLength(1);
    return JSON.parse(lines[0]!);
  };

  it('in a query is told by an id only, and stands in the log under it', async () => {
    const { id } = await bench.create();
    const answer = await without('release_tickets', () => bench.graphql(TICKETS, { id }));
    expect(answer.data).toEqual({ release: null });
    const { error, level } = isAnAccident(answer.errors, 'locations', 'path');
    expect([level, error.message]).toEqual([50, expect.stringContaining('release_tickets')]);
    expect((await bench.read(id)).id).toBe(id);
  });

  it.each(['releases', 'release_tickets', 'ticket_operations', 'activity'])(
    'in a mutation that meets %s writes nothing, and what was sent is in neither answer nor log',
    async (table) => {
      const input = bench.input({ description: SECRET, jiraConfig: bench.jiraConfig() });
      const before = await bench.written();
      const answer = await without(table, () => bench.graphql(CREATE_RELEASE, { input }));
      isAnAccident(answer.errors, 'locations', 'path');
      expect(JSON.stringify(answer)).not.toContain(SECRET);
      expect(bench.app.logs.join()).not.toContain(SECRET);
      expect(await bench.written()).toEqual(before);
    },
  );

  it('in a refused row writes nothing, and what was sent is in neither answer nor log', async () => {
    const fault = "alter table releases add constraint never check (version <> '6.6.6')";
    await bench.sql((client) => client.query(fault));
    const answer = await bench.tryCreate({ version: '6.6.6', description: SECRET });
    await bench.sql((client) => client.query('alter table releases drop constraint never'));
    isAnAccident(answer.errors, 'locations', 'path');
    expect(JSON.stringify(answer)).not.toContain(SECRET);
    expect(bench.app.logs.join()).not.toContain(SECRET);
  });

  it('before the caller is known is told in the same way', async () => {
    const answer = await without('api_tokens', () =>
      send(bench.app, { body: { query: '{ viewer { account { id } } }' } }),
    );
    expect([answer.status, codes(answer)]).toEqual([500, ['INTERNAL_SERVER_ERROR']]);
    isAnAccident(answer.body.errors);
    expect(answer.text).not.toMatch(HIDDEN);
    expect(bench.app.logs.join()).not.toContain(bench.app.bootstrapToken);
  });
});
