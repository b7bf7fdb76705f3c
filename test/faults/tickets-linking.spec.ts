import { startApp, type TestApp } from '../support/app.js';
import { eventually } from '../support/eventually.js';
import { holdResponse, LONG_PROVIDER_TIMEOUT } from '../support/held-responses.js';
import { aJiraFixture, aManualTicket, type JiraFixture } from '../support/fixtures/jira.fixture.js';
import { ACTIVITY, LINK, REFRESH, RETRY, UNLINK } from '../support/releases.documents.js';
import {
  aRelease,
  BULK,
  BULK_READ,
  operationsOf,
  QUICK,
  readRelease,
  SEARCH,
  setIntegration,
  sql,
  statesOf,
  untilStates,
} from '../support/release-tickets.js';

const WEB = { platform: 'WEB' };

describe('what people link and unlink', () => {
  let app: TestApp;
  let fixture: JiraFixture;
  let byHand: string;

  beforeAll(async () => {
    app = await startApp({ ...QUICK, env: { ...QUICK.env, ...LONG_PROVIDER_TIMEOUT } });
  });

  beforeEach(async () => {
    fixture = await aJiraFixture(app);
    byHand = aManualTicket(fixture.lab);
  });

  afterEach(() => fixture?.lab.stop());
  afterAll(() => app?.close());

  const tryLink = (releaseId: string, ticketKey = byHand) =>
    app.graphql(LINK, { input: { releaseId, ticketKey, ...WEB } });
  const link = async (releaseId: string, ticketKey = byHand) =>
    (await app.run(LINK, { input: { releaseId, ticketKey, ...WEB } })).linkReleaseTicket;
  const tryUnlink = (releaseId: string) => app.graphql(UNLINK, { input: { releaseId, ...WEB } });
  const unlink = async (releaseId: string) =>
    (await app.run(UNLINK, { input: { releaseId, ...WEB } })).unlinkReleaseTicket;
  const retry = async (releaseId: string, more: object = {}) =>
    (await app.run(RETRY, { input: { releaseId, ...more } })).retryReleaseTickets;
  const operation = async (releaseId: string) => (await operationsOf(app, releaseId))[0];
  const ours = () => fixture.lab.issues().filter(({ key }) => key !== byHand);
  const codeOf = ({ errors }: { errors?: readonly any[] }) => errors?.[0]?.extensions.code ?? null;

  const pause = (isPaused: boolean) => setIntegration(app, fixture.integrationId, { isEnabled: !isPaused });

  /** PENDING at an integration that may be used; due in an hour, or when somebody retries. */
  async function aWaitingOne(): Promise<string> {
    await pause(true);
    const { id } = await aRelease(app, fixture);
    await sql(app, `update ticket_operations set due_at = now() + interval '1 hour' where owner_id = $1`, [
      id,
    ]);
    await sql(app, 'update project_management_integrations set is_enabled = true where id = $1', [
      fixture.integrationId,
    ]);
    return id;
  }

  /** Sent, the answer lost, and not to be found for now. @returns how it can be found again. */
  async function anUncertainOne(kind: 'drop-before-commit' | 'drop-after-commit') {
    const { lab } = fixture;
    await pause(true);
    const release = await aRelease(app, fixture);
    lab.faults.inject(BULK, { kind });
    const search = lab.faults.inject(SEARCH, { kind: 'server-error', status: 500 }, { times: Infinity });
    await pause(false);
    await untilStates(app, release.id, 'UNCERTAIN');
    return { id: release.id as string, showAgain: () => search.remove() };
  }

  /** The integration may still be paused by what a test before did to it. */
  async function somethingElseIsMade(): Promise<void> {
    const { id } = await aRelease(app, fixture);
    await untilStates(app, id, 'CREATED');
  }

  async function aMissingOne() {
    const release = await aRelease(app, fixture, { waitMs: 5_000 });
    fixture.lab.deleteIssue(release.tickets[0].key);
    await app.run(REFRESH, { id: release.id });
    await untilStates(app, release.id, 'MISSING');
    return release;
  }

  describe('linked', () => {
    it('PENDING: CREATED, and not made when it would have been due', async () => {
      const id = await aWaitingOne();
      expect(statesOf(await link(id))).toEqual({ WEB: 'CREATED' });

      await somethingElseIsMade();
      expect((await readRelease(app, id)).webEpicId).toBe(byHand);
      expect(ours()).toHaveLength(1);
    });

    it('CREATING: a conflict, at once, and the ticket that is being made stays', async () => {
      const { lab } = fixture;
      const held = holdResponse(lab, BULK);
      const { id } = await aRelease(app, fixture);
      await held.received;
      lab.calls.reset();

      expect(codeOf(await tryLink(id))).toBe('CONFLICT');
      expect(lab.calls.count(BULK_READ)).toBe(0);
      held.send();
      await untilStates(app, id, 'CREATED');
      expect((await readRelease(app, id)).webEpicId).toBe(ours()[0]!.key);
    });

    it('made while the tracker was asked about the other one: a conflict, and the ticket that was made stays', async () => {
      const { lab } = fixture;
      const id = await aWaitingOne();
      const held = holdResponse(lab, BULK_READ);
      const linking = tryLink(id);
      await held.received;
      await retry(id);
      await untilStates(app, id, 'CREATED');
      held.send();

      expect(codeOf(await linking)).toBe('CONFLICT');
      expect((await readRelease(app, id)).webEpicId).toBe(ours()[0]!.key);
    });

    it('UNCERTAIN, and it was made: the linked one stays, the other one has its identity still and is not adopted', async () => {
      const { id, showAgain } = await anUncertainOne('drop-after-commit');
      const before = await operation(id);
      await link(id);
      showAgain();
      await retry(id);

      expect(await operation(id)).toMatchObject({
        state: 'CREATED',
        key: byHand,
        operation_id: before.operation_id,
      });
      expect(ours()).toHaveLength(1);
    });

    it('UNCERTAIN during a lookup: the linked one stays, and what the lookup finds is reported', async () => {
      const { lab } = fixture;
      const { id, showAgain } = await anUncertainOne('drop-after-commit');
      const lookup = holdResponse(lab, SEARCH);
      showAgain();
      await lookup.received;
      await link(id);
      lookup.send();

      const [other] = ours();
      await eventually(async () => {
        const { release } = await app.run(ACTIVITY, { id });
        expect(release.activity.edges.map(({ node }: any) => node)).toContainEqual(
          expect.objectContaining({
            action: 'ticket.duplicate_found',
            details: expect.objectContaining({ key: other!.key }),
          }),
        );
      });
      expect((await readRelease(app, id)).webEpicId).toBe(byHand);
    });

    it('UNCERTAIN, and it was not made: the linked one stays, and none is made', async () => {
      const { id, showAgain } = await anUncertainOne('drop-before-commit');
      await link(id);
      showAgain();
      await retry(id);
      await somethingElseIsMade();
      expect((await readRelease(app, id)).webEpicId).toBe(byHand);
      expect(ours()).toHaveLength(1);
    });

    it('FAILED: CREATED, without its error', async () => {
      const release = await aRelease(app, fixture, { issueType: 'Unheard of', waitMs: 5_000 });
      expect(statesOf(release)).toEqual({ WEB: 'FAILED' });
      const { tickets } = await link(release.id);
      expect(tickets).toMatchObject([{ state: 'CREATED', key: byHand, error: null }]);
      expect(ours()).toHaveLength(0);
    });

    it('MISSING: CREATED, under another identity than that of the lost one', async () => {
      const { id } = await aMissingOne();
      const before = await operation(id);
      const { tickets } = await link(id);
      expect(tickets).toMatchObject([{ state: 'CREATED', key: byHand, error: null }]);
      expect((await operation(id)).operation_id).not.toBe(before.operation_id);
      expect((await app.run(REFRESH, { id })).refreshReleaseTickets.tickets).toMatchObject([
        { state: 'CREATED', error: null },
      ]);
    });

    it('SKIPPED by unlinking: CREATED, under another identity', async () => {
      const { id } = await aRelease(app, fixture, { waitMs: 5_000 });
      const before = await operation(id);
      await unlink(id);
      expect(statesOf(await link(id))).toEqual({ WEB: 'CREATED' });
      expect((await operation(id)).operation_id).not.toBe(before.operation_id);
    });

    it('CREATED: the other one is followed from now on, under another identity', async () => {
      const { id, webEpicId } = await aRelease(app, fixture, { waitMs: 5_000 });
      const before = await operation(id);
      await link(id);
      expect(await operation(id)).toMatchObject({ state: 'CREATED', key: byHand, first_missing_at: null });
      expect((await operation(id)).operation_id).not.toBe(before.operation_id);
      await link(id, webEpicId);
      expect((await readRelease(app, id)).webEpicId).toBe(webEpicId);
    });

    it('is read and found gone like any other', async () => {
      const { id } = await aRelease(app, fixture, { issueType: 'Unheard of', waitMs: 5_000 });
      await link(id);
      fixture.lab.setStatus(byHand, 'Done');
      const { refreshReleaseTickets } = await app.run(REFRESH, { id });
      expect(refreshReleaseTickets.tickets).toMatchObject([{ status: 'Done', isCompleted: true }]);
      fixture.lab.deleteIssue(byHand);
      await app.run(REFRESH, { id });
      await untilStates(app, id, 'MISSING');
    });
  });

  describe('unlinked', () => {
    it('CREATED: SKIPPED; a retry that names the platform makes another one, under another identity', async () => {
      const release = await aRelease(app, fixture, { waitMs: 5_000 });
      const before = await operation(release.id);
      expect(statesOf(await unlink(release.id))).toEqual({ WEB: 'SKIPPED' });

      const again = await retry(release.id, { platforms: ['WEB'] });
      expect(statesOf(again)).toEqual({ WEB: 'CREATED' });
      expect((await operation(release.id)).operation_id).not.toBe(before.operation_id);
      expect(ours().map(({ key }) => key)).toEqual([release.webEpicId, again.webEpicId]);
    });

    it('FAILED: SKIPPED, and no retry of all takes it up', async () => {
      const { id } = await aRelease(app, fixture, { issueType: 'Unheard of', waitMs: 5_000 });
      expect((await unlink(id)).tickets).toMatchObject([{ state: 'SKIPPED', error: null }]);
      expect(statesOf(await retry(id, { parameters: { projectKey: 'SHOP' } }))).toEqual({ WEB: 'SKIPPED' });
      expect(statesOf(await retry(id, { platforms: ['WEB'], parameters: { projectKey: 'SHOP' } }))).toEqual({
        WEB: 'CREATED',
      });
    });

    it('MISSING: SKIPPED, and found again it does not come back by itself', async () => {
      const release = await aRelease(app, fixture, { waitMs: 5_000 });
      fixture.lab.hideIssue(release.webEpicId);
      await app.run(REFRESH, { id: release.id });
      await untilStates(app, release.id, 'MISSING');
      await unlink(release.id);
      fixture.lab.hideIssue(release.webEpicId, false);
      expect(statesOf((await app.run(REFRESH, { id: release.id })).refreshReleaseTickets)).toEqual({
        WEB: 'SKIPPED',
      });
    });

    it('PENDING, CREATING and UNCERTAIN: a conflict, and each is made all the same', async () => {
      const { lab } = fixture;
      await pause(true);
      const pending = await aRelease(app, fixture);
      expect(codeOf(await tryUnlink(pending.id))).toBe('CONFLICT');
      const held = holdResponse(lab, BULK);
      await pause(false);
      await held.received;
      expect(codeOf(await tryUnlink(pending.id))).toBe('CONFLICT');
      held.send();
      await untilStates(app, pending.id, 'CREATED');

      const uncertain = await anUncertainOne('drop-after-commit');
      expect(codeOf(await tryUnlink(uncertain.id))).toBe('CONFLICT');
      uncertain.showAgain();
      await untilStates(app, uncertain.id, 'CREATED');
    });
  });
});
