import { startApp, type TestApp } from '../support/app.js';
import { eventually } from '../support/eventually.js';
import { aJiraFixture, type JiraFixture } from '../support/fixtures/jira.fixture.js';
import { aRelease, BULK, QUICK, sql, untilStates } from '../support/release-tickets.js';

/** A job of a worker that is gone: locked, and for hours to come. */
const LOCKED = `update graphile_worker._private_jobs set attempts = 1, locked_at = now(), locked_by = 'a dead worker'
  where key like $1`;

describe('jobs are wake-ups: lost, stuck or doubled, they change nothing', () => {
  let app: TestApp;
  let fixture: JiraFixture;

  beforeAll(async () => {
    app = await startApp(QUICK);
  });

  beforeEach(async () => {
    fixture = await aJiraFixture(app);
  });

  afterEach(() => fixture?.lab.stop());
  afterAll(() => app?.close());

  const jobs = (where: string) =>
    sql(app, `select key, attempts from graphile_worker._private_jobs where ${where} order by key`);

  it('every day job rows without a key whose attempts are used up are deleted, and no others', async () => {
    await sql(
      app,
      `select graphile_worker.add_job('tickets.process', '{}', run_at := now() + interval '1 day', job_key := key)
       from unnest(array['used-up', 'fresh', null, null]) key`,
    );
    await sql(
      app,
      `update graphile_worker._private_jobs set attempts = max_attempts where key = 'used-up'
         or id = (select min(id) from graphile_worker._private_jobs where key is null and run_at > now())`,
    );
    const ofTest = `run_at > now() + interval '12 hours'`;
    expect(await jobs(ofTest)).toHaveLength(4);

    const [schedule] = await sql(app, 'select identifier from graphile_worker._private_known_crontabs');
    expect(schedule.identifier).toBe('jobs:clean');
    await sql(app, `select graphile_worker.add_job($1)`, [schedule.identifier]);
    await eventually(async () =>
      expect(await jobs(ofTest)).toEqual([
        { key: 'fresh', attempts: 0 },
        { key: 'used-up', attempts: 25 },
        { key: null, attempts: 0 },
      ]),
    );
    await sql(app, `delete from graphile_worker._private_jobs where ${ofTest}`);
  });

  it('work whose wake-up was lost is found within a sweep', async () => {
    const { lab, integrationId } = fixture;
    await sql(app, 'update project_management_integrations set is_enabled = false where id = $1', [
      integrationId,
    ]);
    const release = await aRelease(app, fixture);
    await sql(app, `delete from graphile_worker._private_jobs where key like $1`, [`tickets:${release.id}%`]);
    await sql(app, 'update project_management_integrations set is_enabled = true where id = $1', [
      integrationId,
    ]);
    await sql(app, `update ticket_operations set error = null where owner_id = $1`, [release.id]);

    await untilStates(app, release.id, 'CREATED');
    expect(lab.calls.count(BULK)).toBe(1);
  });

  it('work whose wake-up a dead worker holds goes on within a sweep, not after hours', async () => {
    const { lab, integrationId } = fixture;
    await sql(app, 'update project_management_integrations set is_enabled = false where id = $1', [
      integrationId,
    ]);
    const release = await aRelease(app, fixture);
    const key = `tickets:${release.id}%`;
    await sql(
      app,
      `select graphile_worker.add_job('tickets.process', '{}', run_at := now() + interval '1 day', job_key := $1)`,
      [`tickets:${release.id}:${integrationId}`],
    );
    await sql(app, LOCKED, [key]);
    await sql(app, 'update project_management_integrations set is_enabled = true where id = $1', [
      integrationId,
    ]);

    await untilStates(app, release.id, 'CREATED');
    expect(lab.calls.count(BULK)).toBe(1);
    await sql(app, `delete from graphile_worker._private_jobs where locked_by = 'a dead worker'`);
  });

  it('an integration whose pause is over is probed, though the probe’s wake-up was lost', async () => {
    const { lab, integrationId } = fixture;
    await sql(
      app,
      `update project_management_integrations set paused_until = now() + interval '1 second', paused_reason = 'Down.'
       where id = $1`,
      [integrationId],
    );
    const release = await aRelease(app, fixture);
    await untilStates(app, release.id, 'CREATED');
    expect(lab.calls.count(BULK)).toBe(1);
  });
});
