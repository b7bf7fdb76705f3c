import { jest } from '@jest/globals';
import { ChangeFeedService, Subscription } from '../../src/shared/events/index.js';
import { startAppInside, type TestAppInside } from '../support/app-inside.js';
import { eventually } from '../support/eventually.js';
import { aJiraFixture, type JiraFixture } from '../support/fixtures/jira.fixture.js';
import { CREATE_RELEASE, REFRESH } from '../support/releases.documents.js';
import {
  aRelease,
  BULK,
  operationsOf,
  QUICK,
  setIntegration,
  sql,
  untilStates,
} from '../support/release-tickets.js';

const ALL = ['WEB', 'ANDROID', 'IOS'] as const;

/** The database refuses to write what `when` says, for as long as the trigger stands; each refusal is counted. */
const REFUSE = (event: 'insert' | 'update', table: string, when: string) => `
  create sequence refusals;
  create function refuse() returns trigger language plpgsql as $$
    begin perform nextval('refusals'); raise exception 'refused for a test'; end $$;
  create trigger refuse before ${event} on ${table} for each row when (${when}) execute function refuse();`;
const REFUSE_COMMIT = `
  create function refuse() returns trigger language plpgsql as $$ begin raise exception 'refused for a test'; end $$;
  create constraint trigger refuse after insert on releases deferrable initially deferred
    for each row execute function refuse();`;
const REFUSED = `select last_value::int as count, is_called from refusals`;
const ALLOW_AGAIN = `drop function if exists refuse cascade; drop sequence if exists refusals;`;

describe('a transaction that fails between two steps', () => {
  let app: TestAppInside;
  let fixture: JiraFixture;

  beforeAll(async () => {
    app = await startAppInside(QUICK);
  });

  beforeEach(async () => {
    fixture = await aJiraFixture(app);
  });

  afterEach(async () => {
    await sql(app, ALLOW_AGAIN);
    await fixture.lab.stop();
  });

  afterAll(() => app?.close());

  const untilRefused = () =>
    eventually(async () => expect((await sql(app, REFUSED))[0].is_called).toBe(true));

  it('creating the release: neither it nor its tickets are there, and no job was left behind', async () => {
    const { projectId, integrationId, lab } = fixture;
    await sql(app, REFUSE('insert', 'release_tickets', `new.platform = 'APP_STORE'`));
    const jiraConfig = { enabled: true, integrationId, projectKey: 'SHOP' };
    const input = { projectId, version: '1.0', platforms: ALL, jiraConfig };
    lab.calls.reset();

    const { errors } = await app.graphql(CREATE_RELEASE, { input });

    expect(errors).toHaveLength(1);
    for (const table of ['releases', 'ticket_operations', 'release_tickets']) {
      expect(await sql(app, `select from ${table} where project_id = $1`, [projectId])).toEqual([]);
    }
    expect(
      await sql(app, `select from graphile_worker._private_jobs where payload::text like $1`, [
        `%${projectId}%`,
      ]),
    ).toEqual([]);
    expect(lab.calls.total).toBe(0);
  });

  it('committing: whoever was to wait for the tickets was there before, and has left', async () => {
    const { projectId } = fixture;
    await sql(app, REFUSE_COMMIT);
    const comes = jest.spyOn(app.app.get(ChangeFeedService), 'subscribe');
    const leaves = jest.spyOn(Subscription.prototype, 'close');

    const { errors } = await app.graphql(CREATE_RELEASE, {
      input: { projectId, version: '1.0', platforms: ALL },
    });

    expect(errors).toHaveLength(1);
    expect([comes.mock.calls.length, leaves.mock.calls.length]).toEqual([1, 1]);
    jest.restoreAllMocks();
    expect(await sql(app, 'select from releases where project_id = $1', [projectId])).toEqual([]);
  });

  it('claiming: nothing was taken, nothing was sent, and it goes on when the database does', async () => {
    const { lab } = fixture;
    await sql(app, REFUSE('update', 'ticket_operations', `new.state = 'CREATING'`));
    const release = await aRelease(app, fixture, { platforms: ALL });
    await untilRefused();
    expect((await operationsOf(app, release.id)).map(({ state }) => state)).toEqual(Array(3).fill('PENDING'));

    await sql(app, ALLOW_AGAIN);
    await untilStates(app, release.id, 'CREATED');
    expect(lab.calls.count(BULK)).toBe(1);
  });

  it('marking as sent: nothing was sent', async () => {
    const { lab } = fixture;
    await sql(
      app,
      REFUSE('update', 'ticket_operations', `old.first_sent_at is null and new.first_sent_at is not null`),
    );
    const release = await aRelease(app, fixture, { platforms: ALL });
    await untilRefused();
    expect(lab.calls.count(BULK)).toBe(0);

    await sql(app, ALLOW_AGAIN);
    await untilStates(app, release.id, 'CREATED');
    expect(lab.issues()).toHaveLength(3);
  });

  it('keeping the answer: the tickets are found again, and none is made twice', async () => {
    const { lab } = fixture;
    await sql(app, REFUSE('update', 'ticket_operations', `new.state = 'CREATED' and old.state <> 'CREATED'`));
    const release = await aRelease(app, fixture, { platforms: ALL });
    await untilRefused();
    expect(lab.issues()).toHaveLength(3);

    await sql(app, ALLOW_AGAIN);
    await untilStates(app, release.id, 'CREATED');
    expect(lab.issues()).toHaveLength(3);
    expect(lab.calls.count(BULK)).toBe(1);
  });

  it('telling the release of it: the answer is lost with it, and found again', async () => {
    const { lab } = fixture;
    await sql(app, REFUSE('insert', 'activity', `new.action = 'ticket.created'`));
    const release = await aRelease(app, fixture);
    await untilRefused();

    await sql(app, ALLOW_AGAIN);
    await untilStates(app, release.id, 'CREATED');
    expect(lab.issues()).toHaveLength(1);
  });

  it('ending one release’s lease: other releases’ are ended all the same', async () => {
    await setIntegration(app, fixture.integrationId, { isEnabled: false });
    const [poisoned, other] = [await aRelease(app, fixture), await aRelease(app, fixture)];
    await sql(
      app,
      REFUSE('update', 'ticket_operations', `new.state = 'UNCERTAIN' and new.owner_id = '${poisoned.id}'`),
    );
    await sql(
      app,
      `update ticket_operations set state = 'CREATING', lease_owner = gen_random_uuid(),
         lease_until = now() - interval '1 millisecond' where owner_id = any($1)`,
      [[poisoned.id, other.id]],
    );

    await untilStates(app, other.id, 'UNCERTAIN');
    await untilRefused();
    await sql(app, ALLOW_AGAIN);
    await untilStates(app, poisoned.id, 'UNCERTAIN');
  });

  it('reading statuses of a release whose paused integration was disconnected gives the reason, not an internal error', async () => {
    const release = await aRelease(app, fixture, { waitMs: 5_000 });
    await sql(
      app,
      `update project_management_integrations set secrets = null, deleted_at = now(), is_enabled = false,
         credential_version = credential_version + 1, paused_until = now() + interval '1 hour' where id = $1`,
      [fixture.integrationId],
    );

    const { refreshReleaseTickets } = await app.run(REFRESH, { id: release.id });
    expect(refreshReleaseTickets.tickets[0]).toMatchObject({ state: 'CREATED' });
    expect(refreshReleaseTickets.tickets[0].error.message).toMatch(/disconnected/);
  });
});
