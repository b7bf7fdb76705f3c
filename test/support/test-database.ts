import { createHash, randomBytes } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Client } from 'pg';
import { askHost } from './app-host.js';
import { eventually } from './eventually.js';

export interface TestDatabase {
  readonly url: string;
  drop(): Promise<void>;
}

export interface CopyableDatabase extends TestDatabase {
  /** As it is now; nobody may be connected to it. */
  copy(): Promise<TestDatabase>;
}

/** Any number: workers wait for one another while the first makes the template. */
const TEMPLATE_LOCK = 5_120_417;

/** An empty, migrated database of one's own, copied from a template that the first caller makes. */
export function createTestDatabase(): Promise<CopyableDatabase> {
  return createFrom((client) => ensureTemplate(client));
}

async function createFrom(template: (client: Client) => Promise<string>): Promise<CopyableDatabase> {
  const name = `delivr_test_${randomBytes(6).toString('hex')}`;
  await onServer(async (client) => {
    const source = await template(client);
    await eventually(() => client.query(`create database ${name} template ${source}`));
  });
  return {
    url: urlOf(name),
    copy: () => createFrom(() => Promise.resolve(name)),
    drop: () => dropDatabase(urlOf(name)),
  };
}

export function dropDatabase(url: string): Promise<void> {
  return onServer((client) => dropWhenUnused(client, new URL(url).pathname.slice(1)));
}

/** Connections that are being closed get their time: cut off, they would raise errors that nobody listens for any more. */
async function dropWhenUnused(client: Client, name: string): Promise<void> {
  await eventually(
    async () => {
      const { rowCount } = await client.query(
        `select from pg_stat_activity where datname = $1 and backend_type = 'client backend'`,
        [name],
      );
      if (rowCount) throw new Error(`${rowCount} connections are open.`);
    },
    { timeoutMs: 3_000 },
  ).catch(() => undefined);
  await eventually(() => dropNow(client, name));
}

/**
 * Without `with (force)`: that wants to be allowed to end everybody there, and fails for the server's own vacuum workers,
 * which a plain drop sends away by itself.
 */
async function dropNow(client: Client, name: string): Promise<void> {
  await client.query(
    `select pg_terminate_backend(pid) from pg_stat_activity
     where datname = $1 and backend_type = 'client backend' and usename = current_user`,
    [name],
  );
  await client.query(`drop database ${name}`);
}

/** Named after what is in `migrations/`, so that a server which outlives the run never offers an old one. */
async function ensureTemplate(client: Client): Promise<string> {
  const template = `delivr_template_${await fingerprintOfMigrations()}`;
  await client.query(`select pg_advisory_lock(${TEMPLATE_LOCK})`);
  try {
    const { rowCount } = await client.query('select from pg_database where datname = $1', [template]);
    if (!rowCount) await makeTemplate(client, template);
    return template;
  } finally {
    await client.query(`select pg_advisory_unlock(${TEMPLATE_LOCK})`);
  }
}

/** Under another name until it is complete: an interrupted one must not be taken for it. */
async function makeTemplate(client: Client, template: string): Promise<void> {
  const draft = `${template}_draft`;
  await client.query(`drop database if exists ${draft}`);
  await client.query(`create database ${draft}`);
  await askHost('migrate', { databaseUrl: urlOf(draft) });
  await client.query(`alter database ${draft} rename to ${template}`);
}

async function fingerprintOfMigrations(): Promise<string> {
  const folder = join(process.cwd(), 'migrations');
  const hash = createHash('sha256');
  for (const file of (await readdir(folder, { recursive: true, withFileTypes: true })).filter((entry) =>
    entry.isFile(),
  )) {
    hash.update(file.name).update(await readFile(join(file.parentPath, file.name)));
  }
  return hash.digest('hex').slice(0, 12);
}

async function onServer<T>(work: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client({ connectionString: serverUrl() });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

function urlOf(database: string): string {
  const url = new URL(serverUrl());
  url.pathname = `/${database}`;
  return url.href;
}

function serverUrl(): string {
  const url = process.env['DELIVR_TEST_DATABASE_URL'];
  if (!url) throw new Error('No test database server: run through jest, whose global setup starts one.');
  return url;
}
