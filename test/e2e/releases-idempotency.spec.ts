import { randomUUID } from 'node:crypto';
import { aProject } from '../support/fixtures/team.fixture.js';
import {
  ALL_PLATFORMS,
  BULK,
  refusal,
  refused,
  ReleaseFixture,
} from '../support/fixtures/releases.fixture.js';

const QUERY = 'mutation ($input: CreateReleaseInput!) { createRelease(input: $input) { id } }';

describe('the idempotency key of createRelease', () => {
  let fixture: ReleaseFixture;

  beforeAll(async () => {
    fixture = await ReleaseFixture.start();
  });

  afterAll(() => fixture.stop());

  const withTickets = (idempotencyKey: string, more: object = {}) => ({
    platforms: ALL_PLATFORMS,
    jiraConfig: fixture.jiraConfig({ labels: ['a', 'b'] }),
    waitForTicketsMs: 10_000,
    idempotencyKey,
    ...more,
  });

  it('returns the first release for the same input, whatever the order of its members and the wait', async () => {
    const key = randomUUID();
    const first = await fixture.create(withTickets(key, { version: 'v3.0.0', description: null }));
    const before = await fixture.rowCounts();
    const { jiraConfig, platforms } = withTickets(key);
    const again = await fixture.graphql(QUERY, {
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
        projectId: fixture.projectId,
      },
    });
    expect(again.data.createRelease.id).toBe(first.id);
    expect(await fixture.rowCounts()).toEqual(before);
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
      jiraConfig: fixture.jiraConfig({ enabled: false, labels: ['a', 'b'] }),
    };
    await fixture.create({ ...input, idempotencyKey: key });
    const before = await fixture.rowCounts();
    const other = labels ? { ...input, jiraConfig: fixture.jiraConfig({ enabled: false, labels }) } : input;
    const answer = await fixture.tryCreate({ ...other, idempotencyKey: key, ...more });
    expect(refusal(answer)).toEqual(refused('CONFLICT', 'idempotencyKey'));
    expect(await fixture.rowCounts()).toEqual(before);
  });

  it('makes five simultaneous requests one release with one set of tickets', async () => {
    const key = randomUUID();
    const before = await fixture.rowCounts();
    const madeBefore = fixture.lab.issues().length;
    fixture.lab.calls.reset();
    const answers = await Promise.all(
      Array.from({ length: 5 }, () => fixture.tryCreate(withTickets(key, { version: '4.0.0' }))),
    );
    const releases = answers.map(({ data }) => data.createRelease);
    expect(new Set(releases.map(({ id }) => id)).size).toBe(1);
    for (const { tickets } of releases)
      expect(tickets.map(({ state }: any) => state)).toEqual(['CREATED', 'CREATED', 'CREATED']);
    expect(fixture.lab.issues()).toHaveLength(madeBefore + 3);
    expect(fixture.lab.calls.count(BULK)).toBe(1);
    const after = await fixture.rowCounts();
    expect(after['releases']! - before['releases']!).toBe(1);
    expect(after['ticket_operations']! - before['ticket_operations']!).toBe(3);
  });

  it('accepts one of five simultaneous requests with different inputs; the others are CONFLICT', async () => {
    const key = randomUUID();
    const answers = await Promise.all(
      [1, 2, 3, 4, 5].map((n) => fixture.tryCreate({ version: `5.0.${n}`, idempotencyKey: key })),
    );
    const codes = answers.map(({ errors }) => errors?.[0]?.extensions['code'] ?? 'made').sort();
    expect(codes).toEqual(['CONFLICT', 'CONFLICT', 'CONFLICT', 'CONFLICT', 'made']);
  });

  it('returns the release also after its status changed and its config became inactive', async () => {
    const pmConfigId = await fixture.createConfig({ WEB: {} });
    const input = { pmConfigId, idempotencyKey: randomUUID(), waitForTicketsMs: 10_000 };
    const { id } = await fixture.create(input);
    await fixture.run('mutation ($id: ID!) { updatePmConfig(input: { id: $id, isActive: false }) { id } }', {
      id: pmConfigId,
    });
    await fixture.moveThrough(id, 'CANCELLED');
    expect(await fixture.create(input)).toMatchObject({ id, status: 'CANCELLED' });
  });

  it('is unique within its project only', async () => {
    const idempotencyKey = randomUUID();
    const here = await fixture.create({ idempotencyKey });
    const input = { ...fixture.input(), projectId: await aProject(fixture.app), idempotencyKey };
    const { createRelease } = await fixture.app.run(QUERY, { input });
    expect(createRelease.id).not.toBe(here.id);
  });

  it('does not affect releases without a key', async () => {
    const [one, other] = [await fixture.create(), await fixture.create()];
    expect(one.id).not.toBe(other.id);
  });

  it.each(['', '  ', 'x'.repeat(256), 'a\u0000b', 'a\nb', 'a\ud800'])(
    'cannot be %j',
    async (idempotencyKey) => {
      const before = await fixture.rowCounts();
      expect(refusal(await fixture.tryCreate({ idempotencyKey }))).toEqual(
        refused('BAD_USER_INPUT', 'idempotencyKey'),
      );
      expect(await fixture.rowCounts()).toEqual(before);
    },
  );
});
