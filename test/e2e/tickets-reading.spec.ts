import { Integration } from '../../src/integrations/index.js';
import { TicketEngineService, TicketOperation } from '../../src/tickets/index.js';
import { EntityManager } from '@mikro-orm/postgresql';
import { inProject } from '../../src/shared/persistence/index.js';
import { startAppInside, type TestAppInside } from '../support/app-inside.js';
import { aJiraFixture, type JiraFixture } from '../support/fixtures/jira.fixture.js';
import { CREATE_TICKETS } from '../support/tickets.documents.js';
import {
  aRelease,
  BULK_READ,
  operationsOf,
  QUICK,
  readRelease,
  setIntegration,
  sql,
  statesOf,
} from '../support/release-tickets.js';

/** What reconciliation asks for; no operation of the API does. */
describe('the tickets of one tracker account, of several owners', () => {
  let app: TestAppInside;
  let fixture: JiraFixture;
  let one: any;
  let two: any;

  beforeAll(async () => {
    app = await startAppInside({ ...QUICK, timings: { ...QUICK.timings, missingConfirmMs: 600_000 } });
  });

  beforeEach(async () => {
    fixture = await aJiraFixture(app);
    one = await aRelease(app, fixture, { version: '1.0.0', platforms: ['WEB', 'IOS'], waitMs: 20_000 });
    two = await aRelease(app, fixture, { version: '2.0.0', waitMs: 20_000 });
    fixture.lab.calls.reset();
  });

  afterEach(() => fixture?.lab.stop());
  afterAll(() => app?.close());

  /** All that the account has. */
  const refreshAccount = async () => {
    const { projectId, integrationId } = fixture;
    const [integration, operations] = await inProject(app.app.get(EntityManager), projectId, async (em) => [
      await em.findOneOrFail(Integration, { id: integrationId }),
      await em.find(TicketOperation, { integrationId }),
    ]);
    await app.app.get(TicketEngineService).refreshAccount(integration, operations);
  };
  const confirmationsOf = (release: any) =>
    sql(app, 'select run_at from graphile_worker._private_jobs where key = $1', [
      `confirm-missing:${release.id}`,
    ]);

  it('are read by one call, and each owner has the statuses of its own', async () => {
    const { lab, integrationId } = fixture;
    const request = { integrationId, idempotencyKey: 'a requested ticket' };
    const ticket = { platform: 'WEB', title: 'Renew it', parameters: { projectKey: 'SHOP' } };
    await app.run(CREATE_TICKETS, { input: { ...request, tickets: [ticket] } });
    lab.setStatus(one.tickets[0].key, 'In Progress');
    lab.setStatus(two.tickets[0].key, 'Done');
    lab.calls.reset();
    await refreshAccount();
    expect(lab.calls.all.map(({ operation }) => operation)).toEqual([BULK_READ]);
    const statuses = async ({ id }: any) =>
      (await readRelease(app, id)).tickets.map((row: any) => row.status);
    expect(await statuses(one)).toEqual(['In Progress', 'To Do']);
    expect(await statuses(two)).toEqual(['Done']);
  });

  it('are confirmed by a job of each owner that misses one', async () => {
    const { lab } = fixture;
    lab.deleteIssue(two.tickets[0].key);
    await refreshAccount();
    expect(await confirmationsOf(one)).toEqual([]);
    expect(await confirmationsOf(two)).toHaveLength(1);
    expect(statesOf(await readRelease(app, two.id))).toEqual({ WEB: 'CREATED' });
    expect((await operationsOf(app, two.id))[0].first_missing_at).not.toBeNull();
  });

  it('are found MISSING, and found again, whoever they belong to', async () => {
    const { lab } = fixture;
    lab.hideIssue(one.tickets[0].key);
    lab.hideIssue(two.tickets[0].key);
    await refreshAccount();
    await sql(
      app,
      `update ticket_operations set first_missing_at = now() - interval '1 hour'
      where first_missing_at is not null`,
    );
    await refreshAccount();
    expect(statesOf(await readRelease(app, one.id))).toEqual({ WEB: 'MISSING', APP_STORE: 'CREATED' });
    expect(statesOf(await readRelease(app, two.id))).toEqual({ WEB: 'MISSING' });

    lab.hideIssue(one.tickets[0].key, false);
    lab.hideIssue(two.tickets[0].key, false);
    await refreshAccount();
    expect(statesOf(await readRelease(app, one.id))).toEqual({ WEB: 'CREATED', APP_STORE: 'CREATED' });
    expect(statesOf(await readRelease(app, two.id))).toEqual({ WEB: 'CREATED' });
  });

  it('keep their status, and say why, while the integration is disabled', async () => {
    const { lab, integrationId } = fixture;
    await setIntegration(app, integrationId, { isEnabled: false });
    lab.calls.reset();
    await refreshAccount();
    expect(lab.calls.total).toBe(0);
    for (const { id } of [one, two]) {
      for (const { error } of (await readRelease(app, id)).tickets)
        expect(error.message).toContain('switched off');
    }
  });
});
