import { randomUUID } from 'node:crypto';
import { CHANGE_STATUS } from '../support/release-operations.js';
import { refusal, refused, ReleaseBench } from './releases.support.js';

const STATUSES = [
  'PLANNED',
  'IN_PROGRESS',
  'PAUSED',
  'SUBMITTED',
  'COMPLETED',
  'CANCELLED',
  'ARCHIVED',
] as const;
type Status = (typeof STATUSES)[number];

/** As the contract lists them; nothing else. */
const POSSIBLE: Readonly<Record<Status, readonly Status[]>> = {
  PLANNED: ['IN_PROGRESS', 'CANCELLED'],
  IN_PROGRESS: ['PAUSED', 'SUBMITTED', 'CANCELLED'],
  PAUSED: ['IN_PROGRESS', 'CANCELLED'],
  SUBMITTED: ['IN_PROGRESS', 'COMPLETED', 'CANCELLED'],
  COMPLETED: ['ARCHIVED'],
  CANCELLED: ['ARCHIVED'],
  ARCHIVED: [],
};

/** A way from PLANNED to each. */
const WAY: Readonly<Record<Status, readonly Status[]>> = {
  PLANNED: [],
  IN_PROGRESS: ['IN_PROGRESS'],
  PAUSED: ['IN_PROGRESS', 'PAUSED'],
  SUBMITTED: ['IN_PROGRESS', 'SUBMITTED'],
  COMPLETED: ['IN_PROGRESS', 'SUBMITTED', 'COMPLETED'],
  CANCELLED: ['CANCELLED'],
  ARCHIVED: ['CANCELLED', 'ARCHIVED'],
};

const SWITCH =
  'mutation ($id: ID!, $on: Boolean!) { updateIntegration(input: { id: $id, isEnabled: $on }) { id } }';

describe('changeReleaseStatus', () => {
  let bench: ReleaseBench;

  beforeAll(async () => {
    bench = await ReleaseBench.start();
  });

  afterAll(() => bench.stop());

  const anAt = async (status: Status): Promise<any> => {
    const { id } = await bench.create();
    await bench.lead(id, ...WAY[status]);
    return bench.read(id);
  };

  describe.each(STATUSES)('from %s', (from) => {
    for (const to of POSSIBLE[from])
      it(`leads to ${to}, and tells the activity`, async () => {
        const before = await anAt(from);
        const after = (await bench.become(before.id, to)).data.changeReleaseStatus;
        expect(after.status).toBe(to);
        expect(Date.parse(after.updatedAt)).toBeGreaterThan(Date.parse(before.updatedAt));
        expect(await bench.read(before.id)).toEqual(after);
        expect((await bench.actions(before.id))[0]).toBe('release.status_changed');
      });

    const impossible = STATUSES.filter((to) => !POSSIBLE[from].includes(to));

    it(`leads nowhere else: not to ${impossible.join(', ')}`, async () => {
      const before = await anAt(from);
      const actions = await bench.actions(before.id);
      for (const to of impossible)
        expect(refusal(await bench.become(before.id, to))).toEqual(refused('CONFLICT'));
      expect(await bench.read(before.id)).toEqual(before);
      expect(await bench.actions(before.id)).toEqual(actions);
    });
  });

  it('notes when a release was completed, and keeps that', async () => {
    const submitted = await anAt('SUBMITTED');
    expect(submitted.completedAt).toBeNull();
    const completed = await bench.lead(submitted.id, 'COMPLETED');
    expect(Math.abs(Date.now() - Date.parse(completed.completedAt))).toBeLessThan(60_000);
    expect(await bench.lead(submitted.id, 'ARCHIVED')).toMatchObject({ completedAt: completed.completedAt });
  });

  it('when cancelled leaves tickets that are there and gives up those that are not', async () => {
    const pmConfigId = await bench.config({ WEB: { priority: 'No such' }, APP_STORE: {} });
    const { id, iosEpicId } = await bench.create({
      pmConfigId,
      platforms: ['WEB', 'IOS'],
      waitForTicketsMs: 10_000,
    });
    const cancelled = await bench.lead(id, 'CANCELLED');
    expect(cancelled.tickets).toMatchObject([
      { platform: 'WEB', state: 'SKIPPED', error: null },
      { platform: 'APP_STORE', state: 'CREATED', key: iosEpicId },
    ]);
    expect(cancelled.completedAt).toBeNull();
  });

  it('when completed leaves tickets that are there and gives up those that are not, then archived too', async () => {
    const pmConfigId = await bench.config({ WEB: { priority: 'No such' }, APP_STORE: {} });
    const release = await bench.create({ pmConfigId, platforms: ['WEB', 'IOS'], waitForTicketsMs: 10_000 });
    const given = [
      { platform: 'WEB', state: 'SKIPPED', error: null },
      { platform: 'APP_STORE', state: 'CREATED', key: release.iosEpicId },
    ];
    const completed = await bench.lead(release.id, 'IN_PROGRESS', 'SUBMITTED', 'COMPLETED');
    expect(completed.tickets).toMatchObject(given);
    expect((await bench.lead(release.id, 'ARCHIVED')).tickets).toMatchObject(given);
  });

  it('when completed makes nothing of what waits, so that it lets go of its tracker', async () => {
    await bench.app.run(SWITCH, { id: bench.integrationId, on: false });
    const { id } = await bench.create({ jiraConfig: bench.jiraConfig(), waitForTicketsMs: 5_000 });
    const made = bench.lab.issues().length;
    const completed = await bench.lead(id, 'IN_PROGRESS', 'SUBMITTED', 'COMPLETED');
    expect(completed).toMatchObject({ tickets: [{ state: 'SKIPPED', error: null }] });
    await bench.app.run(SWITCH, { id: bench.integrationId, on: true });
    const later = await bench.create({ jiraConfig: bench.jiraConfig(), waitForTicketsMs: 10_000 });
    expect(later.tickets).toMatchObject([{ state: 'CREATED' }]);
    expect(bench.lab.issues()).toHaveLength(made + 1);
    expect(await bench.read(id)).toMatchObject({ tickets: [{ state: 'SKIPPED', key: null }] });
  });

  it('when cancelled makes nothing of what waits, also when the tracker comes back', async () => {
    await bench.app.run(SWITCH, { id: bench.integrationId, on: false });
    const { id } = await bench.create({ jiraConfig: bench.jiraConfig(), waitForTicketsMs: 5_000 });
    const made = bench.lab.issues().length;
    expect(await bench.lead(id, 'CANCELLED')).toMatchObject({ tickets: [{ state: 'SKIPPED' }] });
    await bench.app.run(SWITCH, { id: bench.integrationId, on: true });
    const later = await bench.create({ jiraConfig: bench.jiraConfig(), waitForTicketsMs: 10_000 });
    expect(later.tickets).toMatchObject([{ state: 'CREATED' }]);
    expect(bench.lab.issues()).toHaveLength(made + 1);
    expect(await bench.read(id)).toMatchObject({ tickets: [{ state: 'SKIPPED', key: null }] });
  });

  it('of two at once lets one through', async () => {
    const { id } = await anAt('IN_PROGRESS');
    const answers = await Promise.all([bench.become(id, 'PAUSED'), bench.become(id, 'PAUSED')]);
    expect(answers.map(({ errors }) => errors?.[0]?.extensions['code'] ?? 'moved').sort()).toEqual([
      'CONFLICT',
      'moved',
    ]);
  });

  it.each([randomUUID(), 'no-id', '\u0000'])('does not find %j', async (id) => {
    expect(refusal(await bench.become(id, 'PAUSED'))).toEqual(refused('NOT_FOUND', 'id'));
  });

  it('knows no other status', async () => {
    const { id } = await bench.create();
    const answer = await bench.graphql(CHANGE_STATUS, { input: { id, status: 'SHIPPED' } });
    expect([answer.status, refusal(answer)]).toEqual([400, refused('BAD_USER_INPUT', 'status')]);
  });
});
