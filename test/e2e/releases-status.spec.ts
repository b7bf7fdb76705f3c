import { randomUUID } from 'node:crypto';
import { CHANGE_STATUS } from '../support/releases.documents.js';
import { refusal, refused, ReleaseFixture } from '../support/fixtures/releases.fixture.js';

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
const STATUS_PATH: Readonly<Record<Status, readonly Status[]>> = {
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
  let fixture: ReleaseFixture;

  beforeAll(async () => {
    fixture = await ReleaseFixture.start();
  });

  afterAll(() => fixture.stop());

  const anAt = async (status: Status): Promise<any> => {
    const { id } = await fixture.create();
    await fixture.moveThrough(id, ...STATUS_PATH[status]);
    return fixture.read(id);
  };

  describe.each(STATUSES)('from %s', (from) => {
    for (const to of POSSIBLE[from])
      it(`leads to ${to}, and is recorded in the activity`, async () => {
        const before = await anAt(from);
        const after = (await fixture.tryChangeStatus(before.id, to)).data.changeReleaseStatus;
        expect(after.status).toBe(to);
        expect(Date.parse(after.updatedAt)).toBeGreaterThan(Date.parse(before.updatedAt));
        expect(await fixture.read(before.id)).toEqual(after);
        expect((await fixture.actions(before.id))[0]).toBe('release.status_changed');
      });

    const impossible = STATUSES.filter((to) => !POSSIBLE[from].includes(to));

    it(`leads nowhere else: not to ${impossible.join(', ')}`, async () => {
      const before = await anAt(from);
      const actions = await fixture.actions(before.id);
      for (const to of impossible)
        expect(refusal(await fixture.tryChangeStatus(before.id, to))).toEqual(refused('CONFLICT'));
      expect(await fixture.read(before.id)).toEqual(before);
      expect(await fixture.actions(before.id)).toEqual(actions);
    });
  });

  it('stores when a release was completed, and does not change that later', async () => {
    const submitted = await anAt('SUBMITTED');
    expect(submitted.completedAt).toBeNull();
    const completed = await fixture.moveThrough(submitted.id, 'COMPLETED');
    expect(Math.abs(Date.now() - Date.parse(completed.completedAt))).toBeLessThan(60_000);
    expect(await fixture.moveThrough(submitted.id, 'ARCHIVED')).toMatchObject({
      completedAt: completed.completedAt,
    });
  });

  it('when cancelled leaves created tickets and cancels the others', async () => {
    const pmConfigId = await fixture.createConfig({ WEB: { priority: 'No such' }, APP_STORE: {} });
    const { id, iosEpicId } = await fixture.create({
      pmConfigId,
      platforms: ['WEB', 'IOS'],
      waitForTicketsMs: 10_000,
    });
    const cancelled = await fixture.moveThrough(id, 'CANCELLED');
    expect(cancelled.tickets).toMatchObject([
      { platform: 'WEB', state: 'SKIPPED', error: null },
      { platform: 'APP_STORE', state: 'CREATED', key: iosEpicId },
    ]);
    expect(cancelled.completedAt).toBeNull();
  });

  it('when completed leaves created tickets and cancels the others, and when archived too', async () => {
    const pmConfigId = await fixture.createConfig({ WEB: { priority: 'No such' }, APP_STORE: {} });
    const release = await fixture.create({ pmConfigId, platforms: ['WEB', 'IOS'], waitForTicketsMs: 10_000 });
    const given = [
      { platform: 'WEB', state: 'SKIPPED', error: null },
      { platform: 'APP_STORE', state: 'CREATED', key: release.iosEpicId },
    ];
    const completed = await fixture.moveThrough(release.id, 'IN_PROGRESS', 'SUBMITTED', 'COMPLETED');
    expect(completed.tickets).toMatchObject(given);
    expect((await fixture.moveThrough(release.id, 'ARCHIVED')).tickets).toMatchObject(given);
  });

  it('when completed creates no PENDING ticket, so that its integration can be disconnected', async () => {
    await fixture.app.run(SWITCH, { id: fixture.integrationId, on: false });
    const { id } = await fixture.create({ jiraConfig: fixture.jiraConfig(), waitForTicketsMs: 5_000 });
    const made = fixture.lab.issues().length;
    const completed = await fixture.moveThrough(id, 'IN_PROGRESS', 'SUBMITTED', 'COMPLETED');
    expect(completed).toMatchObject({ tickets: [{ state: 'SKIPPED', error: null }] });
    await fixture.app.run(SWITCH, { id: fixture.integrationId, on: true });
    const later = await fixture.create({ jiraConfig: fixture.jiraConfig(), waitForTicketsMs: 10_000 });
    expect(later.tickets).toMatchObject([{ state: 'CREATED' }]);
    expect(fixture.lab.issues()).toHaveLength(made + 1);
    expect(await fixture.read(id)).toMatchObject({ tickets: [{ state: 'SKIPPED', key: null }] });
  });

  it('when cancelled creates no PENDING ticket, also when the tracker is available again', async () => {
    await fixture.app.run(SWITCH, { id: fixture.integrationId, on: false });
    const { id } = await fixture.create({ jiraConfig: fixture.jiraConfig(), waitForTicketsMs: 5_000 });
    const made = fixture.lab.issues().length;
    expect(await fixture.moveThrough(id, 'CANCELLED')).toMatchObject({ tickets: [{ state: 'SKIPPED' }] });
    await fixture.app.run(SWITCH, { id: fixture.integrationId, on: true });
    const later = await fixture.create({ jiraConfig: fixture.jiraConfig(), waitForTicketsMs: 10_000 });
    expect(later.tickets).toMatchObject([{ state: 'CREATED' }]);
    expect(fixture.lab.issues()).toHaveLength(made + 1);
    expect(await fixture.read(id)).toMatchObject({ tickets: [{ state: 'SKIPPED', key: null }] });
  });

  it('accepts one of two simultaneous changes', async () => {
    const { id } = await anAt('IN_PROGRESS');
    const answers = await Promise.all([
      fixture.tryChangeStatus(id, 'PAUSED'),
      fixture.tryChangeStatus(id, 'PAUSED'),
    ]);
    expect(answers.map(({ errors }) => errors?.[0]?.extensions['code'] ?? 'moved').sort()).toEqual([
      'CONFLICT',
      'moved',
    ]);
  });

  it.each([randomUUID(), 'no-id', '\u0000'])('does not find %j', async (id) => {
    expect(refusal(await fixture.tryChangeStatus(id, 'PAUSED'))).toEqual(refused('NOT_FOUND', 'id'));
  });

  it('refuses an unknown status', async () => {
    const { id } = await fixture.create();
    const answer = await fixture.graphql(CHANGE_STATUS, { input: { id, status: 'SHIPPED' } });
    expect([answer.status, refusal(answer)]).toEqual([400, refused('BAD_USER_INPUT', 'status')]);
  });
});
