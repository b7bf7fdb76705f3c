import { randomUUID } from 'node:crypto';
import { aProject } from '../support/people.js';
import { ALL_PLATFORMS, BULK, refusal, refused, ReleaseBench } from './releases.support.js';

const QUERY = 'mutation ($input: CreateReleaseInput!) { createRelease(input: $input) { id } }';

describe('the idempotency key of createRelease', () => {
  let bench: ReleaseBench;

  beforeAll(async () => {
    bench = await ReleaseBench.start();
  });

  afterAll(() => bench.stop());

  const withTickets = (idempotencyKey: string, more: object = {}) => ({
    platforms: ALL_PLATFORMS,
    jiraConfig: bench.jiraConfig({ labels: ['a', 'b'] }),
    waitForTicketsMs: 10_000,
    idempotencyKey,
    ...more,
  });

  it('returns the first release for the same input, however its members are ordered and long it waits', async () => {
    const key = randomUUID();
    const first = await bench.create(withTickets(key, { version: 'v3.0.0', description: null }));
    const before = await bench.written();
    const { jiraConfig, platforms } = withTickets(key);
    const again = await bench.graphql(QUERY, {
      input: {
        waitForTicketsMs: 0,
        idempotencyKey: key,
        jiraConfig: {
          ...Object.fromEntries(Object.entries(jiraConfig).reverse()),
          issueTypeForRelease: 'Epic',
        },
        type: 'MINOR',
        platforms,
        version: '3.0.0 ',
        projectId: bench.projectId,
      },
    });
    expect(again.data.createRelease.id).toBe(first.id);
    expect(await bench.written()).toEqual(before);
  });

  it.each([
    ['version', { version: '1.0.1' }],
    ['type', { type: 'MAJOR' }],
    ['description', { description: 'Other.' }],
    ['date', { plannedDate: '2026-05-01' }],
    ['platforms', { platforms: ['WEB', 'IOS'] }],
    ['config', { jiraConfig: null }],
    ['detail of the config', { labels: ['b', 'a'] }],
  ])('with another %s is a conflict, and nothing is written', async (_, { labels, ...more }: any) => {
    const key = randomUUID();
    const input = {
      platforms: ['WEB'],
      jiraConfig: bench.jiraConfig({ enabled: false, labels: ['a', 'b'] }),
    };
    await bench.create({ ...input, idempotencyKey: key });
    const before = await bench.written();
    const other = labels ? { ...input, jiraConfig: bench.jiraConfig({ enabled: false, labels }) } : input;
    const answer = await bench.tryCreate({ ...other, idempotencyKey: key, ...more });
    expect(refusal(answer)).toEqual(refused('CONFLICT', 'idempotencyKey'));
    expect(await bench.written()).toEqual(before);
  });

  it('makes one release and one set of tickets of five requests at once', async () => {
    const key = randomUUID();
    const before = await bench.written();
    const madeBefore = bench.lab.issues().length;
    bench.lab.calls.reset();
    const answers = await Promise.all(
      Array.from({ length: 5 }, () => bench.tryCreate(withTickets(key, { version: '4.0.0' }))),
    );
    const releases = answers.map(({ data }) => data.createRelease);
    expect(new Set(releases.map(({ id }) => id)).size).toBe(1);
    for (const { tickets } of releases)
      expect(tickets.map(({ state }: any) => state)).toEqual(['CREATED', 'CREATED', 'CREATED']);
    expect(bench.lab.issues()).toHaveLength(madeBefore + 3);
    expect(bench.lab.calls.count(BULK)).toBe(1);
    const after = await bench.written();
    expect(after['releases']! - before['releases']!).toBe(1);
    expect(after['ticket_operations']! - before['ticket_operations']!).toBe(3);
  });

  it('of five different requests at once lets one through; the others are conflicts', async () => {
    const key = randomUUID();
    const answers = await Promise.all(
      [1, 2, 3, 4, 5].map((n) => bench.tryCreate({ version: `5.0.${n}`, idempotencyKey: key })),
    );
    const codes = answers.map(({ errors }) => errors?.[0]?.extensions['code'] ?? 'made').sort();
    expect(codes).toEqual(['CONFLICT', 'CONFLICT', 'CONFLICT', 'CONFLICT', 'made']);
  });

  it('still returns the release when it has moved on, and its config is inactive', async () => {
    const pmConfigId = await bench.config({ WEB: {} });
    const input = { pmConfigId, idempotencyKey: randomUUID(), waitForTicketsMs: 10_000 };
    const { id } = await bench.create(input);
    await bench.run('mutation ($id: ID!) { updatePmConfig(input: { id: $id, isActive: false }) { id } }', {
      id: pmConfigId,
    });
    await bench.lead(id, 'CANCELLED');
    expect(await bench.create(input)).toMatchObject({ id, status: 'CANCELLED' });
  });

  it('counts within its project only', async () => {
    const idempotencyKey = randomUUID();
    const here = await bench.create({ idempotencyKey });
    const input = { ...bench.input(), projectId: await aProject(bench.app), idempotencyKey };
    const { createRelease } = await bench.app.run(QUERY, { input });
    expect(createRelease.id).not.toBe(here.id);
  });

  it('does not hold back releases without one', async () => {
    const [one, other] = [await bench.create(), await bench.create()];
    expect(one.id).not.toBe(other.id);
  });

  it.each(['', '  ', 'x'.repeat(256), 'a\u0000b', 'a\nb', 'a\ud800'])(
    'cannot be %j',
    async (idempotencyKey) => {
      const before = await bench.written();
      expect(refusal(await bench.tryCreate({ idempotencyKey }))).toEqual(
        refused('BAD_USER_INPUT', 'idempotencyKey'),
      );
      expect(await bench.written()).toEqual(before);
    },
  );
});
