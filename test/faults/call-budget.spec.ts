import { randomUUID } from 'node:crypto';
import { CallBudgetService } from '../../src/shared/call-budget/index.js';
import { inBackground } from '../../src/shared/jobs/index.js';
import { startAppInside, type TestAppInside } from '../support/app-inside.js';
import { aJiraFixture, type JiraFixture } from '../support/fixtures/jira.fixture.js';
import { BULK_READ, MYSELF, aRelease, untilStates } from '../support/release-tickets.js';
import { createTestDatabase, type TestDatabase } from '../support/test-database.js';

const VERIFY = 'mutation ($id: ID!) { verifyIntegration(id: $id) { verificationStatus } }';
const REFRESH = `mutation ($id: ID!) { refreshReleaseTickets(releaseId: $id) { tickets { error { failure message } } } }`;

/** Two processes' worth of delivr on one database. */
let database: TestDatabase;
let one: TestAppInside;
let other: TestAppInside;

beforeAll(async () => {
  database = await createTestDatabase();
  one = await startAppInside({ database });
  const { encryptionKeys, bootstrapToken } = one;
  other = await startAppInside({ database, encryptionKeys, bootstrapToken, env: { ROLE: 'api' } });
});
afterAll(async () => {
  await one?.close();
  await other?.close();
  await database?.drop();
});

describe('what all processes together may ask with one credential', () => {
  const rate = { calls: 50, perMs: 1_000, burst: 10 };
  const budgets = () => [one.app.get(CallBudgetService), other.app.get(CallBudgetService)] as const;

  it('is a budget that they share: no more than the rate and the burst allow', async () => {
    const key = randomUUID();
    const begun = performance.now();
    await Promise.all(
      Array.from({ length: 60 }, (_, index) => budgets()[index % 2]!.admit(key, rate, 60_000)),
    );
    // 60 calls, of which at most a burst of 10 runs ahead of 50 a second.
    expect(performance.now() - begun).toBeGreaterThanOrEqual(((60 - 10) / 50) * 1_000);
  });

  it('lets people go before work in the background', async () => {
    const key = randomUUID();
    const [first, second] = budgets();
    const order: string[] = [];
    const work = Array.from({ length: 60 }, () =>
      inBackground(() => first.admit(key, rate, 60_000)).then(() => order.push('background')),
    );
    await work[4];
    const person = second.admit(key, rate, 60_000).then(() => order.push('person'));
    await Promise.all([...work, person]);
    expect(order.indexOf('person')).toBeLessThan(order.length - 1);
    expect(order).toHaveLength(61);
  });

  it('lets people wait for no more than half a second of the calls that the background has taken', async () => {
    const key = randomUUID();
    const [first, second] = budgets();
    const steady = { calls: 12, perMs: 1_000, burst: 0 };
    const order: string[] = [];
    await first.admit(key, steady, 1_000);
    const work = Array.from({ length: 20 }, () =>
      inBackground(() => first.admit(key, steady, 60_000)).then(() => order.push('background')),
    );
    await Promise.race(work);
    const person = second.admit(key, steady, 60_000).then(() => order.push('person'));
    await Promise.all([...work, person]);
    // 20 calls take two seconds.
    expect(order.indexOf('person')).toBeLessThan(12);
    expect(order).toHaveLength(21);
  });

  it('is one for each credential', () => {
    const [first, second] = budgets();
    const key = first.keyOf('https://tracker.example', 'secret');
    expect(second.keyOf('https://tracker.example', 'secret')).toBe(key);
    expect(first.keyOf('https://tracker.example', 'other')).not.toBe(key);
    expect(first.keyOf('https://other.example', 'secret')).not.toBe(key);
    expect(key).not.toContain('secret');
  });

  it('says when to ask again, and takes no permit, where the wait would be too long', async () => {
    const key = randomUUID();
    const [first, second] = budgets();
    await first.admit(key, rate, 1_000);
    await first.applyUpdate(key, { pauseMs: 5_000 });
    expect(await second.admit(key, rate, 100)).toBeGreaterThan(4_000);
  });

  it('follows what the answers say', async () => {
    const key = randomUUID();
    const [first, second] = budgets();
    await first.admit(key, null, 1_000);
    await first.applyUpdate(key, { rate: { calls: 10, perMs: 1_000, burst: 2 } });
    const begun = performance.now();
    for (let count = 0; count < 5; count += 1) await second.admit(key, null, 10_000);
    expect(performance.now() - begun).toBeGreaterThanOrEqual(200);
  });
});

describe('a pause that a tracker asks for', () => {
  let fixture: JiraFixture;
  beforeEach(async () => {
    fixture = await aJiraFixture(one);
  });
  afterEach(() => fixture.lab.stop());

  it('is observed by every process and for everybody, to the second, with a reason', async () => {
    const { lab, integrationId } = fixture;
    const release = await aRelease(one, fixture, { waitMs: 10_000 });
    await untilStates(one, release.id, 'CREATED');
    lab.faults.inject(MYSELF, { kind: 'rate-limit', retryAfterSeconds: 3 });
    lab.calls.reset();

    const limited = await one.graphql(VERIFY, { id: integrationId });
    expect(limited.errors?.[0]?.extensions['provider']).toMatchObject({ failure: 'RATE_LIMITED' });
    const { refreshReleaseTickets } = await other.run(REFRESH, { id: release.id });
    const again = await other.graphql(VERIFY, { id: integrationId });

    const [first, ...later] = lab.calls.all;
    expect(later.every(({ at }) => at >= first!.finishedAt! + 3_000 - 50)).toBe(true);
    expect([BULK_READ, MYSELF]).toEqual(expect.arrayContaining(later.map(({ operation }) => operation)));
    // With a time-out of 2 s nobody waits three: the call is refused.
    expect(refreshReleaseTickets.tickets[0].error).toMatchObject({ failure: 'RATE_LIMITED' });
    expect(again.errors?.[0]?.extensions['provider']).toMatchObject({
      failure: 'RATE_LIMITED',
      retryAfterSeconds: expect.any(Number),
    });
  });
});
