import { MultiTrackerFixture, ticketFor } from '../support/fixtures/multi-tracker.fixture.js';
import { eventually } from '../support/eventually.js';
import { LINK, UNLINK } from '../support/releases.documents.js';
import { readRelease, sql, statesOf, untilStates } from '../support/release-tickets.js';

describe('a release across trackers', () => {
  let fixture: MultiTrackerFixture;

  beforeAll(async () => {
    // No call times out because the machine is busy.
    fixture = await MultiTrackerFixture.open({ env: { PROVIDER_TIMEOUT_MS: '15000' } });
  });
  afterEach(() => fixture.expectIdleAndValid());
  afterAll(() => fixture?.stop());

  const link = (releaseId: string, platform: string, ticketKey: string) =>
    fixture.run(LINK, { input: { releaseId, platform, ticketKey } });
  const titlesOn = (ticket: any) => fixture.linksOn(ticket).map(({ title }) => title);

  it('has each platform’s ticket in its own tracker, with links to the other two', async () => {
    const release = await fixture.create('1.0.0');
    expect(statesOf(release)).toEqual({ WEB: 'CREATED', PLAY_STORE: 'CREATED', APP_STORE: 'CREATED' });
    const [ios, android, web] = ['APP_STORE', 'PLAY_STORE', 'WEB'].map((name) => ticketFor(release, name));
    expect([ios, android, web].map(({ integration }) => integration.id)).toEqual(Object.values(fixture.ids));

    await fixture.untilLinked(release.id);
    expect(titlesOn(ios).sort()).toEqual([
      `Release ticket for Play Store: ${android.key}`,
      `Release ticket for Web: ${web.key}`,
    ]);
    expect(titlesOn(web).join()).toContain(`Release ticket for App Store: ${ios.key}`);
    await fixture.untilIdle(release.id);
    expect(await readRelease(fixture.app, release.id)).toEqual(release);
  });

  it('writes each link by one call, and none for a link that exists', async () => {
    fixture.resetCalls();
    const { id } = await fixture.create('1.1.0');
    await fixture.untilLinked(id);
    await fixture.untilIdle(id);
    expect(fixture.linkCallCounts).toEqual({ jira: 2, linear: 2, asana: 2 });
    fixture.resetCalls();
    await fixture.replanLinks(id);
    expect(fixture.labs.map(({ calls }) => calls.total)).toEqual([0, 0, 0]);
  });

  it('one tracker that is down delays its own platform only; everything is created and linked once it is back', async () => {
    await fixture.asana.down();
    const release = await fixture.create('1.2.0');
    expect(statesOf(release)).toEqual({ WEB: 'PENDING', PLAY_STORE: 'CREATED', APP_STORE: 'CREATED' });
    expect(ticketFor(release, 'WEB').error).toMatchObject({ failure: 'UNAVAILABLE', retryable: true });
    // Those that are there lead to each other meanwhile.
    await fixture.untilLinked(release.id);

    await fixture.asana.up();
    await untilStates(fixture.app, release.id, 'CREATED');
    await fixture.untilLinked(release.id);
    await fixture.untilIdle(release.id);
    expect(fixture.asana.tasks().filter(({ name }) => name.includes('1.2.0'))).toHaveLength(1);
  });

  it('writes no links between tickets of one tracker', async () => {
    const inJira = (platform: string) => ({ platform, parameters: { projectKey: 'SHOP' } });
    const inLinear = { ...inJira('PLAY_STORE'), integrationId: fixture.ids.linear };
    const two = await fixture.createConfig('Two in Jira', [inJira('APP_STORE'), inJira('WEB'), inLinear]);
    const all = await fixture.createConfig('All in Jira', ['APP_STORE', 'WEB', 'PLAY_STORE'].map(inJira));
    const alone = await fixture.create('1.3.0', { pmConfigId: all });
    fixture.resetCalls();
    await fixture.untilIdle(alone.id);
    expect(fixture.labs.map(({ calls }) => calls.total)).toEqual([0, 0, 0]);

    const { id } = await fixture.create('1.3.1', { pmConfigId: two });
    const release = await fixture.untilLinked(id);
    expect(fixture.linksOn(ticketFor(release, 'WEB'))).toHaveLength(1);
    expect(fixture.linksOn(ticketFor(release, 'PLAY_STORE'))).toHaveLength(2);
  });

  it('a ticket that a person links instead: the links of the others are updated to it', async () => {
    const { id } = await fixture.create('1.4.0');
    await fixture.untilLinked(id);
    const other = await fixture.create('9.4.0', { platforms: ['ANDROID'] });
    const { key } = ticketFor(other, 'PLAY_STORE');
    await fixture.run(UNLINK, { input: { releaseId: other.id, platform: 'PLAY_STORE' } });
    await link(id, 'PLAY_STORE', key);

    const release = await fixture.untilLinked(id);
    expect(titlesOn(ticketFor(release, 'APP_STORE'))).toContain(`Release ticket for Play Store: ${key}`);
  });

  it('a ticket that a person unlinks: the links of the others say so, and it gets none any more', async () => {
    const { id } = await fixture.create('1.5.0');
    const { tickets } = await fixture.untilLinked(id);
    const [web, , ios] = tickets;
    await fixture.run(UNLINK, { input: { releaseId: id, platform: 'PLAY_STORE' } });
    await eventually(() =>
      expect([titlesOn(ios), titlesOn(web)].map((titles) => titles.join()).sort()).toEqual([
        expect.stringContaining('No longer the release ticket for Play Store'),
        expect.stringContaining('No longer the release ticket for Play Store'),
      ]),
    );
    await fixture.untilIdle(id);
    // Where a link cannot be changed, the new one is there before the old one goes.
    expect([ios, web].map((ticket) => fixture.linksOn(ticket).length)).toEqual([2, 2]);
    const carriers = await sql(
      fixture.app,
      `select o.platform from ticket_changes l join ticket_operations o on o.id = l.ticket_operation_id
       where l.owner_id = $1 group by o.platform order by o.platform`,
      [id],
    );
    expect(carriers).toEqual([{ platform: 'APP_STORE' }, { platform: 'WEB' }]);
  });
});
