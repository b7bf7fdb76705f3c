import { randomUUID } from 'node:crypto';
import { REFRESH } from '../support/releases.documents.js';
import { BULK_READ, callsWithoutProbes, MYSELF } from '../support/release-tickets.js';
import { ALL_PLATFORMS, refusal, refused, ReleaseFixture } from '../support/fixtures/releases.fixture.js';

const SWITCH =
  'mutation ($id: ID!, $on: Boolean!) { updateIntegration(input: { id: $id, isEnabled: $on }) { id } }';

describe('refreshReleaseTickets', () => {
  let fixture: ReleaseFixture;

  beforeAll(async () => {
    // A tracker that hangs is waited for so long.
    fixture = await ReleaseFixture.start({}, { env: { PROVIDER_TIMEOUT_MS: '3000' } });
  });

  afterAll(() => fixture.stop());

  const refresh = async (id: string): Promise<any> =>
    (await fixture.run(REFRESH, { id })).refreshReleaseTickets;

  const aRelease = (completedStatus?: string[], platforms: readonly string[] = ['WEB']) =>
    fixture.create({
      platforms,
      jiraConfig: fixture.jiraConfig(completedStatus && { completedStatus }),
      waitForTicketsMs: 10_000,
    });

  it('reads the statuses of three tickets by one call', async () => {
    const release = await aRelease(undefined, ALL_PLATFORMS);
    expect(release.tickets[0]).toMatchObject({ status: null, category: 'UNKNOWN', checkedAt: null });
    fixture.lab.setStatus(release.playStoreEpicId, 'In Progress');
    fixture.lab.setStatus(release.iosEpicId, 'Done');
    fixture.lab.calls.reset();
    const { tickets, updatedAt } = await refresh(release.id);
    expect(fixture.lab.calls.total).toBe(1);
    expect(tickets).toMatchObject([
      { status: 'To Do', category: 'TODO', isCompleted: false, error: null },
      { status: 'In Progress', category: 'IN_PROGRESS', isCompleted: false, error: null },
      { status: 'Done', category: 'DONE', isCompleted: true, error: null },
    ]);
    for (const { checkedAt } of tickets) expect(Date.now() - Date.parse(checkedAt)).toBeLessThan(60_000);
    // Looking changes nothing of the release itself.
    expect(updatedAt).toBe(release.updatedAt);
  });

  it.each([
    ['a name in another case', [' iN pROGRESS '], 'In Progress', true],
    ['one of several names', ['Shipped', 'To do'], 'To Do', true],
    ['the done category, where names are given that are not its own', ['Shipped'], 'Done', false],
    ['the done category, where an empty list is given', [], 'Done', true],
    ['another category, where an empty list is given', [], 'In Progress', false],
  ])('judges completion by %s', async (_, completedStatus, status, isCompleted) => {
    const { id, webEpicId } = await aRelease(completedStatus);
    fixture.lab.setStatus(webEpicId, status);
    expect((await refresh(id)).tickets).toMatchObject([{ status, isCompleted }]);
  });

  it('calls no tracker for a release without tickets, or whose tickets are not created', async () => {
    const pmConfigId = await fixture.createConfig({ WEB: { priority: 'Whenever' } });
    const failed = await fixture.create({ pmConfigId, waitForTicketsMs: 10_000 });
    const { id } = await fixture.create();
    fixture.lab.calls.reset();
    expect(await refresh(id)).toMatchObject({ tickets: [] });
    expect((await refresh(failed.id)).tickets).toEqual(failed.tickets);
    expect(fixture.lab.calls.total).toBe(0);
  });

  it('also reads the tickets of a release that is not open', async () => {
    const { id } = await aRelease();
    await fixture.moveThrough(id, 'CANCELLED');
    expect((await refresh(id)).tickets).toMatchObject([{ status: 'To Do' }]);
  });

  describe('keeps status and checkedAt where it cannot read, and gives the reason:', () => {
    let id: string;
    let other: any;

    beforeAll(async () => {
      ({ id } = await aRelease());
      other = await aRelease();
      await refresh(id);
    });

    it.each([
      ['the tracker is down', 'server-error', 'UNAVAILABLE'],
      ['the tracker hangs', 'hang-before-commit', 'UNAVAILABLE'],
      ['the tracker refuses for now', 'rate-limit', 'RATE_LIMITED'],
      ['a page comes instead of an answer', 'html-page', 'UNEXPECTED'],
    ] as const)('%s', async (_, kind, failure) => {
      const before = (await refresh(id)).tickets[0];
      const fault = fixture.lab.faults.inject('*', { kind }, { times: Infinity });
      const after = (await refresh(id)).tickets[0];
      fault.remove();
      expect(after).toEqual({
        ...before,
        updatedAt: after.updatedAt,
        error: { failure, message: expect.any(String), retryable: expect.any(Boolean), fields: [] },
      });
      // A paused integration is probed before it is used again; a refresh by a person probes it, too.
      expect((await refresh(id)).tickets).toMatchObject([{ error: null, status: 'To Do' }]);
    });

    it('the tracker answers whoAmI late, then hangs: it ends within the time-out', async () => {
      const { lab } = fixture;
      lab.deleteIssue(other.webEpicId);
      await refresh(other.id);
      lab.faults.inject(MYSELF, { kind: 'latency', ms: 2_500 });
      const hang = lab.faults.inject(BULK_READ, { kind: 'hang-before-commit' }, { times: Infinity });
      const startedAt = performance.now();
      const [ticket] = (await refresh(other.id)).tickets;
      expect(performance.now() - startedAt).toBeLessThan(5_300);
      hang.remove();
      expect(ticket).toMatchObject({ state: 'CREATED', error: { failure: 'UNAVAILABLE' } });
    });

    it('the integration is switched off', async () => {
      const before = (await refresh(id)).tickets[0];
      await fixture.app.run(SWITCH, { id: fixture.integrationId, on: false });
      fixture.lab.calls.reset();
      const after = (await refresh(id)).tickets[0];
      expect(after).toMatchObject({ status: before.status, checkedAt: before.checkedAt });
      expect(after.error).toMatchObject({ failure: null, message: expect.stringContaining('switched off') });
      expect(callsWithoutProbes(fixture.lab)).toEqual({});
      await fixture.app.run(SWITCH, { id: fixture.integrationId, on: true });
    });
  });

  it.each([randomUUID(), 'no-id', '\u0000'])('does not find %j', async (id) => {
    const answer = refusal(await fixture.graphql(REFRESH, { id }));
    expect(answer).toEqual(refused('NOT_FOUND'));
  });
});
