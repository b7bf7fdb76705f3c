import type { Fault } from '../../lab/index.js';
import { startApp, type TestApp } from '../support/app.js';
import { eventually } from '../support/eventually.js';
import { holdResponse } from '../support/held-responses.js';
import { aJiraFixture, type JiraFixture } from '../support/fixtures/jira.fixture.js';
import {
  aRelease,
  BULK,
  readIntegrationRow,
  MYSELF,
  QUICK,
  readRelease,
  SEARCH,
  statesOf,
  untilStates,
} from '../support/release-tickets.js';

const PROJECTS = 'query ($id: ID!) { trackerProjects(integrationId: $id) { key } }';
const ALL = ['WEB', 'ANDROID', 'IOS'] as const;
const PAUSE_MS = 2_000;
const [WITH, AS_TIME, DOWN]: readonly Fault[] = [
  { kind: 'rate-limit', retryAfterSeconds: 2 },
  // A second more: a header of whole seconds may lose most of one.
  { kind: 'rate-limit', resetInSeconds: 3 },
  { kind: 'server-error', status: 503, retryAfterSeconds: 2 },
];

describe('a tracker that says when it may be asked again', () => {
  let app: TestApp;
  let fixture: JiraFixture;

  beforeAll(async () => {
    app = await startApp(QUICK);
  });

  beforeEach(async () => {
    fixture = await aJiraFixture(app);
  });

  afterEach(() => fixture?.lab.stop());
  afterAll(() => app?.close());

  /** Calls that began after the tracker had asked for the pause, in milliseconds since then. */
  function callsSince(isPause: (status: number | null) => boolean): readonly number[] {
    const calls = fixture.lab.calls.all;
    const asked = calls.find(({ status }) => isPause(status))!;
    return calls.filter(({ at }) => at > asked.finishedAt!).map(({ at }) => at - asked.finishedAt!);
  }
  const limited = (status: number | null) => status === 429 || status === 503;

  it.each([
    ['429 with Retry-After', BULK, WITH!],
    ['429 with the time of its end alone', BULK, AS_TIME!],
    ['503 with Retry-After, so that nobody knows what was made', BULK, DOWN!],
    ['503 with Retry-After after it made them', BULK, { ...DOWN!, when: 'after-commit' } as Fault],
  ])('%s: not a single call sooner, and then one ticket each', async (_, operation, fault) => {
    const { lab } = fixture;
    lab.faults.inject(operation, fault);
    const release = await aRelease(app, fixture, { platforms: ALL });
    await untilStates(app, release.id, 'CREATED');

    expect(Math.min(...callsSince(limited))).toBeGreaterThanOrEqual(PAUSE_MS);
    expect(lab.issues()).toHaveLength(3);
  });

  it('429 to the lookup of a lost ticket: not a single call sooner, and then it is found', async () => {
    const { lab } = fixture;
    lab.faults.inject(BULK, { kind: 'drop-after-commit' });
    lab.faults.inject(SEARCH, WITH!);
    const release = await aRelease(app, fixture, { platforms: ALL });
    await untilStates(app, release.id, 'CREATED');

    expect(Math.min(...callsSince(limited))).toBeGreaterThanOrEqual(PAUSE_MS);
    expect(lab.calls.count(BULK)).toBe(1);
    expect(lab.issues()).toHaveLength(3);
  });

  it('429 to one of many releases: what runs beside it, and whoever comes by, asks nothing more either', async () => {
    const { lab } = fixture;
    lab.faults.inject(BULK, { kind: 'latency', ms: 300 }, { times: 4 });
    lab.faults.inject(BULK, WITH!, { skip: 1 });
    const releases = await Promise.all(Array.from({ length: 8 }, () => aRelease(app, fixture)));
    await eventually(async () =>
      expect((await readIntegrationRow(app, fixture.integrationId)).paused_until).not.toBeNull(),
    );
    const asked = await app.graphql(PROJECTS, { id: fixture.integrationId });
    expect(asked.errors?.[0]).toMatchObject({ extensions: { code: 'PROVIDER_ERROR' } });
    expect(asked.errors?.[0]?.message).toMatch(/was not asked: it wants no calls for \d s more/);
    const late = await aRelease(app, fixture, { waitMs: 5_000 });
    expect(statesOf(late)).toEqual({ WEB: 'PENDING' });

    for (const { id } of [...releases, late]) await untilStates(app, id, 'CREATED');
    // What was on its way when the tracker said so could not hear of it.
    const later = callsSince(limited).filter((ms) => ms > 400);
    expect(Math.min(...later)).toBeGreaterThanOrEqual(PAUSE_MS);
    expect(lab.issues()).toHaveLength(9);
    expect((await readRelease(app, late.id)).tickets[0].attempts).toBe(1);
  });

  it('429 without a word about when: a pause all the same, and then one ticket each', async () => {
    const { lab, integrationId } = fixture;
    lab.faults.inject(BULK, { kind: 'rate-limit' });
    const probe = holdResponse(lab, MYSELF);
    const release = await aRelease(app, fixture, { platforms: ALL, waitMs: 5_000 });
    expect(release.tickets[0]).toMatchObject({ state: 'PENDING', error: { failure: 'RATE_LIMITED' } });
    await probe.received;
    probe.send();

    await untilStates(app, release.id, 'CREATED');
    const { pause_count: pauses } = await readIntegrationRow(app, integrationId);
    expect(pauses).toBeGreaterThanOrEqual(1);
    expect(lab.calls.count(BULK)).toBe(2);
    expect(lab.issues()).toHaveLength(3);
  });
});
