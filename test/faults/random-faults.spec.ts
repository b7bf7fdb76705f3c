import { firstFaults } from '../../bench/faults/plan.js';
import { needsPerson } from '../../bench/faults/person.js';
import type { ReleaseTicket } from '../../bench/faults/releases.js';
import { PLATFORMS } from '../../bench/tracker-projects.js';
import { runWithFaults } from '../../bench/faults/run.js';
import type { FaultyTracker, TrackerTicket } from '../../bench/faults/tracker.js';
import { TRACKER_NAMES, TRACKERS } from '../../bench/faults/trackers/index.js';
import { verify, verifyAll } from '../../bench/faults/verdict.js';
import { compiledMain } from '../support/compiled-product.js';
import { createTestDatabase } from '../support/test-database.js';

/** On two places of each tracker. */
const RELEASES = 24;
const TIMEOUT_MS = 1_000;
/** Another one: `FAULTS_SEED=7 npm test -- test/faults/random-faults.spec.ts`; more of them: `npm run test:faults`. */
const SEED = Number(process.env['FAULTS_SEED'] ?? 24);

describe('a run with random faults', () => {
  it(`makes each ticket in each tracker exactly once, whatever fails and however often a worker is killed (seed ${SEED})`, async () => {
    const options = { places: 2, seed: SEED, timeoutMs: TIMEOUT_MS };
    const trackers = await Promise.all(TRACKER_NAMES.map((name) => TRACKERS[name](options)));
    const database = await createTestDatabase();
    try {
      const result = await runWithFaults({
        ...{
          seed: SEED,
          releases: RELEASES,
          trackers,
          databaseUrl: database.url,
          main: await compiledMain(),
        },
        ...{ timeoutMs: TIMEOUT_MS, maxLifetimeMs: 4_000, deadlineMs: 120_000 },
      });
      expect(result).toMatchObject({ violations: [], created: RELEASES * 3, duplicates: 0, lost: 0 });
      expect(result.kills).toBeGreaterThanOrEqual(1);
      expect(
        Object.keys(Object.assign({}, ...trackers.map(({ faults }) => faults.counts))).length,
      ).toBeGreaterThanOrEqual(5);
    } finally {
      await Promise.all(trackers.map((tracker) => tracker.stop()));
      await database.drop();
    }
  }, 180_000);

  it('has its plan from its seed', () => {
    const tracker = {
      creations: ['make tickets'],
      frequent: [],
      rateLimits: [{ kind: 'rate-limit' as const }],
    };
    const plan = (seed: number) => firstFaults(seed, tracker, 200);
    expect(plan(1)).toEqual(plan(1));
    expect(plan(1)).not.toEqual(plan(2));
    expect(plan(1).length).toBeGreaterThan(20);
  });
});

describe('the verdict on a run', () => {
  const made = (remoteId: string, title = `Ticket ${remoteId}`): TrackerTicket => ({
    ...{ remoteId, title, key: `SHOP-${remoteId}` },
  });
  const followed = (remoteId: string | null, more: object = {}): ReleaseTicket => ({
    ...{ place: 0, releaseId: '1', version: '1.0.0', platform: 'WEB', state: 'CREATED', error: null },
    ...{ remoteId, key: `SHOP-${remoteId}`, title: `Ticket ${remoteId}` },
    ...more,
  });

  it('is good where each ticket is there once', () => {
    expect(verify(2, [followed('1'), followed('2')], [made('2'), made('1')])).toEqual({
      ...{ expected: 2, created: 2, duplicates: 0, lost: 0, violations: [] },
    });
  });

  it.each<[string, readonly ReleaseTicket[], readonly TrackerTicket[], object]>([
    ['a second ticket', [followed('1'), followed('2')], [made('1'), made('2'), made('3')], { duplicates: 1 }],
    ['one that is not there', [followed('1'), followed('2')], [made('1')], { lost: 1 }],
    [
      'one that is not known to be there',
      [followed('1'), followed(null, { state: 'UNCERTAIN' })],
      [made('1'), made('2')],
      { lost: 1, duplicates: 1 },
    ],
    [
      'two that were mixed up',
      [followed('1'), followed('2')],
      [made('1', 'Ticket 2'), made('2', 'Ticket 1')],
      {},
    ],
    ['one for two platforms', [followed('1'), followed('1')], [made('1')], {}],
    ['a release that was forgotten', [followed('1')], [made('1')], { lost: 1 }],
  ])('complains about %s', (_, tickets, inTracker, figures) => {
    const verdict = verify(2, tickets, inTracker);
    expect(verdict).toMatchObject(figures);
    expect(verdict.violations).not.toEqual([]);
  });

  it('holds each tracker against its own tickets alone, though ids are alike', () => {
    const tracker = (name: string, tickets: readonly TrackerTicket[]) =>
      ({ name, places: [{}], tickets: () => tickets }) as unknown as FaultyTracker;
    const expected = PLATFORMS.map((_, index) => String(index));
    const both = [0, 1].flatMap((place) => expected.map((id) => followed(id, { place })));
    const all = expected.map((id) => made(id));
    expect(verifyAll(2, both, [tracker('one', all), tracker('other', all)])).toEqual({
      ...{ expected: 6, created: 6, duplicates: 0, lost: 0, violations: [] },
    });
    const verdict = verifyAll(2, both, [tracker('one', all), tracker('other', [])]);
    expect(verdict).toMatchObject({ created: 3, lost: 3 });
    expect(verdict.violations.every((words) => words.startsWith('other: '))).toBe(true);
  });

  const reason = (failure: string | null, retryable: boolean) => ({ message: 'Why.', failure, retryable });
  it.each([
    ['a ticket that may exist, and that only a person can find', 'UNCERTAIN', reason(null, false), true],
    ['a ticket that is being looked up', 'UNCERTAIN', reason(null, true), false],
    ['what the tracker did not answer', 'UNCERTAIN', reason('UNEXPECTED', false), false],
    ['what was refused', 'FAILED', reason(null, false), false],
    ['what is there', 'CREATED', null, false],
  ])('says whether it is for a person: %s', (_, state, error, isForOne) => {
    expect(needsPerson(followed(null, { state, error }))).toBe(isForOne);
  });
});
