import { startApp, type TestApp } from '../support/app.js';
import { eventually } from '../support/eventually.js';
import { aJiraFixture, type JiraFixture } from '../support/fixtures/jira.fixture.js';
import {
  aRelease,
  BULK,
  operationsOf,
  QUICK,
  sql,
  statesOf,
  untilStates,
} from '../support/release-tickets.js';
import { shiftClock } from '../support/shifted-clock.js';

const HOUR_MS = 3_600_000;

describe.each([
  ['an hour ahead of', HOUR_MS],
  ['an hour behind', -HOUR_MS],
])('a process whose clock is %s the database’s', (_, offsetMs) => {
  let app: TestApp;
  let fixture: JiraFixture;
  let setBack: () => void;

  beforeAll(async () => {
    setBack = shiftClock(offsetMs);
    // No sweep finds the work: only the wake-up does.
    app = await startApp({ ...QUICK, timings: { ...QUICK.timings, sweepEveryMs: 1_000 } });
  });

  beforeEach(async () => {
    fixture = await aJiraFixture(app);
  });

  afterEach(() => fixture?.lab.stop());

  afterAll(async () => {
    await app?.close();
    setBack();
  });

  it('makes tickets at once, by one call, without a lookup before', async () => {
    const release = await aRelease(app, fixture, { waitMs: 5_000 });

    expect(statesOf(release)).toEqual({ WEB: 'CREATED' });
    expect(fixture.lab.calls.count(BULK)).toBe(1);
    expect(fixture.lab.calls.count('POST /rest/api/3/search/jql')).toBe(0);
  });

  it('holds a lease for as long as the call may take and the grace, by the database’s clock', async () => {
    const { lab } = fixture;
    lab.faults.inject(BULK, { kind: 'latency', ms: 600 });
    const release = await aRelease(app, fixture);
    const [row] = await eventually(async () => {
      const rows = await sql(
        app,
        `select extract(epoch from lease_until - now()) * 1000 as "leftMs",
           extract(epoch from lease_until - first_sent_at) * 1000 as "leaseMs",
           extract(epoch from send_deadline - first_sent_at) * 1000 as "callMs"
         from ticket_operations where owner_id = $1 and state = 'CREATING' and first_sent_at is not null`,
        [release.id],
      );
      expect(rows).toHaveLength(1);
      return rows;
    });
    // One call and a half, then the grace; each is rounded to the millisecond.
    expect(Number(row.leftMs)).toBeGreaterThan(0);
    expect(Number(row.leftMs)).toBeLessThanOrEqual(1_802);
    expect(Math.abs(Number(row.callMs) - 1_500)).toBeLessThanOrEqual(2);
    expect(Math.abs(Number(row.leaseMs) - 1_800)).toBeLessThanOrEqual(2);
    await untilStates(app, release.id, 'CREATED');
  });

  it('asks no sooner than Retry-After says, and then by itself', async () => {
    const { lab } = fixture;
    lab.faults.inject(BULK, { kind: 'rate-limit', retryAfterSeconds: 2 });
    lab.calls.reset();

    const release = await aRelease(app, fixture);
    await untilStates(app, release.id, 'CREATED');

    const [refused, next] = lab.calls.all.slice(lab.calls.all.findIndex(({ status }) => status === 429));
    expect(next!.at - refused!.finishedAt!).toBeGreaterThanOrEqual(2_000);
    expect(lab.issues()).toHaveLength(1);
  });

  it('waits for the proof of absence before it makes again what got no answer', async () => {
    const { lab } = fixture;
    const fault = lab.faults.inject(BULK, { kind: 'drop-before-commit' });

    const release = await aRelease(app, fixture);
    const sent = await untilFirstSent(app, release.id);
    await untilStates(app, release.id, 'CREATED');

    expect(fault.hits).toBe(1);
    const [, second] = lab.calls.of(BULK);
    // This process's clock, the lab's as well, is the one that is wrong.
    expect(second!.at - offsetMs).toBeGreaterThanOrEqual(sent.deadline - 5);
    expect(lab.issues()).toHaveLength(1);
  });
});

/** Until when the first call may take effect, by the database's clock. */
async function untilFirstSent(app: TestApp, releaseId: string): Promise<{ deadline: number }> {
  for (;;) {
    const [row] = await operationsOf(app, releaseId);
    if (row.first_sent_at) return { deadline: Number(row.send_deadline) };
  }
}
