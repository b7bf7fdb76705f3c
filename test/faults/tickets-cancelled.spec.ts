import type { Fault } from '../../lab/index.js';
import { startApp, type TestApp } from '../support/app.js';
import { holdResponse } from '../support/held-responses.js';
import { aJiraFixture, type JiraFixture } from '../support/fixtures/jira.fixture.js';
import { CHANGE_STATUS } from '../support/releases.documents.js';
import {
  abandonUnderExpiredLease,
  actionsOf,
  aRelease,
  BULK,
  QUICK,
  readRelease,
  statesOf,
  untilStates,
} from '../support/release-tickets.js';

/** Long enough to cancel while a response is held, short enough to wait for the proof that follows it. */
const ENV = { ...QUICK.env, PROVIDER_TIMEOUT_MS: '2000' };

describe('a release that is cancelled while its tickets are being made', () => {
  let app: TestApp;
  let fixture: JiraFixture;

  beforeAll(async () => {
    app = await startApp({ ...QUICK, env: ENV });
  });

  beforeEach(async () => {
    fixture = await aJiraFixture(app);
  });

  afterEach(() => fixture?.lab.stop());
  afterAll(() => app?.close());

  const setStatus = (id: string, status: string) => app.run(CHANGE_STATUS, { input: { id, status } });

  /** Cancelled after the call was sent, and before its answer. */
  async function cancelledWhileSending(fault: Fault | null, options: object = {}): Promise<string> {
    const { lab } = fixture;
    const held = holdResponse(lab, BULK, 'before-commit');
    if (fault) lab.faults.inject(BULK, fault);
    const { id } = await aRelease(app, fixture, options);
    await held.received;
    await setStatus(id, 'CANCELLED');
    expect(new Set(Object.values(statesOf(await readRelease(app, id))))).toEqual(new Set(['CREATING']));
    held.send();
    return id;
  }

  it('and they are made: CREATED, so that they are known', async () => {
    const id = await cancelledWhileSending(null, { platforms: ['WEB', 'IOS'] });
    const { tickets, status } = await untilStates(app, id, 'CREATED');
    expect(status).toBe('CANCELLED');
    expect(tickets.map(({ key }: any) => key).sort()).toEqual(fixture.lab.issues().map(({ key }) => key));
    expect((await actionsOf(app, id)).slice(-3)).toEqual([
      'release.status_changed',
      'ticket.created',
      'ticket.created',
    ]);
  });

  it.each<[string, Fault]>([
    ['refuses them', { kind: 'server-error', status: 400 }],
    ['limits us', { kind: 'rate-limit', retryAfterSeconds: 1 }],
    ['says no for now', { kind: 'server-error', status: 409 }],
  ])('and the tracker %s: skipped, and never made', async (_, fault) => {
    const id = await cancelledWhileSending(fault);
    await untilStates(app, id, 'SKIPPED');
    await somethingElseIsMade();
    expect(fixture.lab.issues()).toHaveLength(1);
  });

  it.each<[string, Fault]>([
    ['a lost answer', { kind: 'drop-after-commit' }],
    ['an answer that broke off', { kind: 'bad-json' }],
    ['a 503 although it was made', { kind: 'server-error', status: 503, when: 'after-commit' }],
    ['no answer', { kind: 'hang-after-commit' }],
  ])('and the answer was %s: found, and CREATED', async (_, fault) => {
    const { lab } = fixture;
    const id = await cancelledWhileSending(fault);
    const { tickets } = await untilStates(app, id, 'CREATED');
    expect(lab.issues().map(({ key }) => key)).toEqual([tickets[0].key]);
    expect(lab.calls.count(BULK)).toBe(1);
  });

  it.each<[string, Fault]>([
    ['a reset', { kind: 'drop-before-commit' }],
    ['a 500', { kind: 'server-error', status: 500 }],
    ['no answer', { kind: 'hang-before-commit' }],
  ])('and all that came was %s: skipped once it is certain that there is none', async (_, fault) => {
    const { lab } = fixture;
    const id = await cancelledWhileSending(fault);
    await untilStates(app, id, 'UNCERTAIN');
    await untilStates(app, id, 'SKIPPED');
    expect(lab.issues()).toHaveLength(0);
    expect(lab.calls.count(BULK)).toBe(1);
  });

  it('of which a lost connection left some made and some not: those are CREATED, the rest skipped', async () => {
    const { lab } = fixture;
    const id = await cancelledWhileSending(
      { kind: 'drop-mid-commit', elements: 2 },
      { platforms: ['WEB', 'IOS', 'ANDROID'] },
    );
    const made = { WEB: 'CREATED', PLAY_STORE: 'CREATED', APP_STORE: 'SKIPPED' };
    await untilStates(app, id, made);
    expect(lab.issues()).toHaveLength(2);
  });

  it('by a worker that dies: looked up once its lease has run out, and skipped where there is none', async () => {
    const { lab } = fixture;
    const held = holdResponse(lab, BULK, 'before-commit');
    lab.faults.inject(BULK, { kind: 'drop-before-commit' });
    const { id } = await aRelease(app, fixture);
    await held.received;
    await setStatus(id, 'CANCELLED');
    await abandonUnderExpiredLease(app, id);
    await untilStates(app, id, 'UNCERTAIN');
    held.send();
    await untilStates(app, id, 'SKIPPED');
    expect(lab.issues()).toHaveLength(0);
  });

  it('completed instead: the same', async () => {
    const { lab } = fixture;
    const held = holdResponse(lab, BULK);
    const { id } = await aRelease(app, fixture);
    await held.received;
    for (const status of ['IN_PROGRESS', 'SUBMITTED', 'COMPLETED']) await setStatus(id, status);
    held.send();
    const { status } = await untilStates(app, id, 'CREATED');
    expect(status).toBe('COMPLETED');
    expect(lab.issues()).toHaveLength(1);
  });

  /** Waits long enough for the worker to do what it must not do. */
  async function somethingElseIsMade(): Promise<void> {
    const { id } = await aRelease(app, fixture);
    await untilStates(app, id, 'CREATED');
  }
});
