import { Client } from 'pg';
import { startApp, type TestApp } from '../support/app.js';

const CREATE_PROJECT = 'mutation { createProject(input: { name: "Shop" }) { id } }';
/** What PostgreSQL says where it finds no room. */
const NO_ROOM = `
  create function no_room() returns trigger language plpgsql as
    $$ begin raise exception using errcode = 'disk_full', message = 'could not extend file'; end $$;
  create trigger no_room before insert on projects execute function no_room();`;

describe('a database whose disk is full', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await startApp();
  });
  afterAll(() => app.close());

  it('is said as something that passes, and makes the process not ready', async () => {
    const ready = () => fetch(`${app.url}/health/ready`);
    expect((await ready()).status).toBe(200);
    const client = new Client({ connectionString: app.databaseUrl });
    await client.connect();
    await client.query(NO_ROOM);
    await client.end();
    const { errors } = await app.graphql(CREATE_PROJECT);
    expect(errors).toEqual([
      {
        message: expect.stringContaining('the disk of the database is full'),
        path: ['createProject'],
        locations: expect.anything(),
        extensions: { code: 'UNAVAILABLE', retryAfterSeconds: 30 },
      },
    ]);
    const answer = await ready();
    expect(answer.status).toBe(503);
    expect(await answer.json()).toEqual({ status: 'the disk of the database is full' });
    expect(app.logs.join('\n')).toContain('the disk of the database is full');
  });
});
