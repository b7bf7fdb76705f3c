import { randomUUID } from 'node:crypto';
import { eventually } from '../support/eventually.js';
import { refusal, refused, ReleaseFixture } from '../support/fixtures/releases.fixture.js';

const SWITCH =
  'mutation ($id: ID!, $on: Boolean!) { updateIntegration(input: { id: $id, isEnabled: $on }) { id } }';

describe('updateRelease', () => {
  let fixture: ReleaseFixture;

  beforeAll(async () => {
    fixture = await ReleaseFixture.start();
  });

  afterAll(() => fixture.stop());

  const updated = async (input: object): Promise<any> => {
    const answer = await fixture.update(input);
    expect(answer.errors).toBeUndefined();
    return answer.data.updateRelease;
  };

  /** It is refused so, and neither the release nor its activity has changed. */
  const refuses = async (id: string, input: object, code: string, ...paths: string[]) => {
    const before = [await fixture.read(id), await fixture.actions(id)];
    expect(refusal(await fixture.update({ id, ...input }))).toEqual(refused(code, ...paths));
    expect([await fixture.read(id), await fixture.actions(id)]).toEqual(before);
  };

  it('changes the given members only, and is recorded in the activity', async () => {
    const { id, updatedAt } = await fixture.create({ description: 'First.', plannedDate: '2026-03-01' });
    const release = await updated({ id, version: ' V1.1.0', ifUpdatedAt: updatedAt });
    expect(release).toMatchObject({ version: '1.1.0', description: 'First.', plannedDate: '2026-03-01' });
    expect(Date.parse(release.updatedAt)).toBeGreaterThan(Date.parse(updatedAt));
    expect(await fixture.read(id)).toEqual(release);
    expect(await fixture.actions(id)).toEqual(['release.updated', 'release.created']);
  });

  it('removes optional members with null', async () => {
    const { id } = await fixture.create({ description: 'First.', plannedDate: '2026-03-01' });
    expect(await updated({ id, description: null })).toMatchObject({
      description: null,
      plannedDate: '2026-03-01',
    });
    expect(await updated({ id, plannedDate: null })).toMatchObject({ plannedDate: null });
  });

  it.each([
    ['nothing is given', {}],
    [
      'what is given is there already',
      { version: 'v1.0.0', description: 'First.', plannedDate: '2026-03-01' },
    ],
  ])('changes and records nothing where %s', async (_, input) => {
    const before = await fixture.create({ description: 'First.', plannedDate: '2026-03-01' });
    expect(await updated({ id: before.id, ...input, ifUpdatedAt: before.updatedAt })).toEqual(before);
    expect(await fixture.read(before.id)).toEqual(before);
    expect(await fixture.actions(before.id)).toEqual(['release.created']);
  });

  it('changes nothing where an empty release is emptied', async () => {
    const before = await fixture.create({});
    expect(await updated({ id: before.id, description: '', plannedDate: null })).toEqual(before);
  });

  it('stores an empty description as null', async () => {
    const { id, description } = await fixture.create({ description: '' });
    expect(description).toBeNull();
    await updated({ id, description: 'x' });
    expect(await updated({ id, description: '' })).toMatchObject({ description: null });
  });

  it('waits for tickets that are being created', async () => {
    fixture.lab.faults.latencyMs = 150;
    const { id } = await fixture.create({ jiraConfig: fixture.jiraConfig(), waitForTicketsMs: 0 });
    const { tickets } = await updated({ id, description: 'x' });
    fixture.lab.faults.latencyMs = 0;
    expect(tickets).toMatchObject([{ state: 'CREATED' }]);
  });

  it('refuses the second of two edits with the same ifUpdatedAt', async () => {
    const { id, updatedAt } = await fixture.create();
    const edits = ['Mine.', 'Yours.'].map((description) =>
      fixture.update({ id, description, ifUpdatedAt: updatedAt }),
    );
    const codes = (await Promise.all(edits)).map(({ errors }) => errors?.[0]?.extensions['code'] ?? 'saved');
    expect(codes.sort()).toEqual(['CONFLICT', 'saved']);
    await refuses(id, { description: 'Later.', ifUpdatedAt: updatedAt }, 'CONFLICT');
  });

  it('takes the time of the last edit in any zone and precision', async () => {
    const { id, updatedAt } = await fixture.create();
    const elsewhere = `${new Date(Date.parse(updatedAt) + 3_600_000).toISOString().slice(0, -1)}000+01:00`;
    expect(await updated({ id, description: 'x', ifUpdatedAt: elsewhere })).toMatchObject({
      description: 'x',
    });
  });

  it.each([
    ['null as version', { version: null }, 'version'],
    ['an empty version', { version: ' v' }, 'version'],
    ['a version with spaces', { version: '1 0' }, 'version'],
    ['a description with a NUL', { description: 'a\u0000' }, 'description'],
    ['a description that is too long', { description: 'x'.repeat(10_001) }, 'description'],
    ['a day that does not exist', { plannedDate: '2026-02-30' }, 'plannedDate'],
    ['the year 0', { plannedDate: '0000-01-01' }, 'plannedDate'],
    ['no instant', { ifUpdatedAt: 'yesterday' }, 'ifUpdatedAt'],
  ])('refuses %s', async (_, input, path) => {
    const { id } = await fixture.create();
    await refuses(id, input, 'BAD_USER_INPUT', path);
  });

  it.each([randomUUID(), 'no-id', 'a\u0000b'])('does not find %j', async (id) => {
    expect(refusal(await fixture.update({ id, description: 'x' }))).toEqual(refused('NOT_FOUND', 'id'));
  });

  it.each([
    ['COMPLETED', ['IN_PROGRESS', 'SUBMITTED', 'COMPLETED']],
    ['CANCELLED', ['CANCELLED']],
    ['ARCHIVED', ['CANCELLED', 'ARCHIVED']],
  ])('refuses a release that is %s', async (_, statuses) => {
    const { id } = await fixture.create();
    await fixture.moveThrough(id, ...statuses);
    await refuses(id, { description: 'x' }, 'CONFLICT');
  });

  it('renders tickets that are not created yet anew, and they are created so', async () => {
    await fixture.app.run(SWITCH, { id: fixture.integrationId, on: false });
    const pending = await fixture.create({ jiraConfig: fixture.jiraConfig(), waitForTicketsMs: 5_000 });
    expect(pending.tickets).toMatchObject([{ state: 'PENDING', error: { retryable: true } }]);
    const renamed = await updated({ id: pending.id, version: '1.0.1-RC' });
    expect(renamed.tickets).toMatchObject([
      { state: 'PENDING', title: 'Release v1.0.1-RC - Web', parameters: { labels: ['release', '1.0.1-rc'] } },
    ]);
    await fixture.app.run(SWITCH, { id: fixture.integrationId, on: true });
    const { webEpicId } = await eventually(async () => {
      const release = await fixture.read(pending.id);
      expect(release.tickets[0].state).toBe('CREATED');
      return release;
    });
    expect(fixture.lab.issue(webEpicId).fields['summary']).toBe('Release v1.0.1-RC - Web');
    expect(fixture.lab.issue(webEpicId).labels).toContain('1.0.1-rc');
  });

  it('renders failed tickets anew and leaves created ones', async () => {
    const pmConfigId = await fixture.createConfig({ WEB: { priority: 'No such' }, APP_STORE: {} });
    const release = await fixture.create({ pmConfigId, platforms: ['WEB', 'IOS'], waitForTicketsMs: 10_000 });
    expect(release.tickets).toMatchObject([{ state: 'FAILED' }, { state: 'CREATED' }]);
    const renamed = await updated({ id: release.id, version: '9.9.9', plannedDate: '2026-03-01' });
    expect(renamed.tickets).toMatchObject([
      { state: 'FAILED', title: 'Release v9.9.9 - Web', error: release.tickets[0].error },
      { state: 'CREATED', title: 'Release v1.0.0 - App Store', key: release.tickets[1].key },
    ]);
    expect(renamed.tickets[1]).toEqual(release.tickets[1]);
    expect(fixture.lab.issue(release.iosEpicId).fields['summary']).toBe('Release v1.0.0 - App Store');
  });

  it('refuses a version that would make a waiting ticket’s title too long', async () => {
    const pmConfigId = await fixture.createConfig({
      WEB: { priority: 'No such', titleTemplate: '{{version}} '.repeat(20) },
    });
    const { id } = await fixture.create({ pmConfigId, waitForTicketsMs: 10_000 });
    await refuses(id, { version: `1.${'0'.repeat(60)}` }, 'BAD_USER_INPUT', 'version');
  });
});
