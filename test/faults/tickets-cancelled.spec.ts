import type { Fault } from '../../lab/index.js';
import { startApp, type TestApp } from '../support/app.js';
import { holdAnswer } from '../support/held-answers.js';
import { aJiraGround, type JiraGround } from '../support/jira-project.js';
import { CHANGE_STATUS } from '../support/release-operations.js';
import {
  abandon,
  actionsOf,
  aRelease,
  BULK,
  QUICK,
  releaseNow,
  statesOf,
  untilStates,
} from '../support/release-tickets.js';

/** Time enough to cancel while a call is held, short enough to wait for the proof that comes after it. */
const ENV = { ...QUICK.env, PROVIDER_TIMEOUT_MS: '2000' };

describe('a release that is cancelled while its tickets are being made', () => {
  let app: TestApp;
  let ground: JiraGround;

  beforeAll(async () => {
    app = await startApp({ ...QUICK, env: ENV });
  });

  beforeEach(async () => {
    ground = await aJiraGround(app);
  });

  afterEach(() => ground?.lab.stop());
  afterAll(() => app?.close());

  const become = (id: string, status: string) => app.run(CHANGE_STATUS, { input: { id, status } });

  /** Cancelled after the call was sent, and before its answer. */
  async function cancelledOnTheWay(fault: Fault | null, wish: object = {}): Promise<string> {
    const { lab } = ground;
    const held = holdAnswer(lab, BULK, 'before-commit');
    if (fault) lab.faults.inject(BULK, fault);
    const { id } = await aRelease(app, ground, wish);
    await held.asked;
    await become(id, 'CANCELLED');
    expect(new Set(Object.values(statesOf(await releaseNow(app, id))))).toEqual(new Set(['CREATING']));
    held.letGo();
    return id;
  }

  it('and they are made: kept, so that somebody knows of them', async () => {
    const id = await cancelledOnTheWay(null, { platforms: ['WEB', 'IOS'] });
    const { tickets, status } = await untilStates(app, id, 'CREATED');
    expect(status).toBe('CANCELLED');
    expect(tickets.map(({ key }: any) => key).sort()).toEqual(ground.lab.issues().map(({ key }) => key));
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
    const id = await cancelledOnTheWay(fault);
    await untilStates(app, id, 'SKIPPED');
    await somethingElseIsMade();
    expect(ground.lab.issues()).toHaveLength(1);
  });

  it.each<[string, Fault]>([
    ['a lost answer', { kind: 'drop-after-commit' }],
    ['an answer that broke off', { kind: 'bad-json' }],
    ['a 503 although it was made', { kind: 'server-error', status: 503, when: 'after-commit' }],
    ['no answer', { kind: 'hang-after-commit' }],
  ])('and all that came was %s: found, and kept', async (_, fault) => {
    const { lab } = ground;
    const id = await cancelledOnTheWay(fault);
    const { tickets } = await untilStates(app, id, 'CREATED');
    expect(lab.issues().map(({ key }) => key)).toEqual([tickets[0].key]);
    expect(lab.calls.count(BULK)).toBe(1);
  });

  it.each<[string, Fault]>([
    ['a reset', { kind: 'drop-before-commit' }],
    ['a 500', { kind: 'server-error', status: 500 }],
    ['no answer', { kind: 'hang-before-commit' }],
  ])('and all that came was %s: skipped once it is certain that there is none', async (_, fault) => {
    const { lab } = ground;
    const id = await cancelledOnTheWay(fault);
    await untilStates(app, id, 'UNCERTAIN');
    await untilStates(app, id, 'SKIPPED');
    expect(lab.issues()).toHaveLength(0);
    expect(lab.calls.count(BULK)).toBe(1);
  });

  it('of which a lost connection left some made and some not: what was made is kept, the rest skipped', async () => {
    const { lab } = ground;
    const id = await cancelledOnTheWay(
      { kind: 'drop-mid-commit', elements: 2 },
      { platforms: ['WEB', 'IOS', 'ANDROID'] },
    );
    const made = { WEB: 'CREATED', PLAY_STORE: 'CREATED', APP_STORE: 'SKIPPED' };
    await untilStates(app, id, made);
    expect(lab.issues()).toHaveLength(2);
  });

  it('by a worker that dies: looked for when its lease has run out, and skipped where there is none', async () => {
    const { lab } = ground;
    const held = holdAnswer(lab, BULK, 'before-commit');
    lab.faults.inject(BULK, { kind: 'drop-before-commit' });
    const { id } = await aRelease(app, ground);
    await held.asked;
    await become(id, 'CANCELLED');
    await abandon(app, id);
    await untilStates(app, id, 'UNCERTAIN');
    held.letGo();
    await untilStates(app, id, 'SKIPPED');
    expect(lab.issues()).toHaveLength(0);
  });

  it('completed instead: the same', async () => {
    const { lab } = ground;
    const held = holdAnswer(lab, BULK);
    const { id } = await aRelease(app, ground);
    await held.asked;
    for (const status of ['IN_PROGRESS', 'SUBMITTED', 'COMPLETED']) await become(id, status);
    held.letGo();
    const { status } = await untilStates(app, id, 'CREATED');
    expect(status).toBe('COMPLETED');
    expect(lab.issues()).toHaveLength(1);
  });

  /** So that the worker had every occasion to do what it must not do. */
  async function somethingElseIsMade(): Promise<void> {
    const { id } = await aRelease(app, ground);
    await untilStates(app, id, 'CREATED');
  }
});
