import { once } from 'node:events';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import { Client } from 'pg';
import { identifyProcess } from '../../src/shared/persistence/embedded/process-identity.js';
import { createTestDatabase, type TestDatabase } from '../support/test-database.js';
import { makeTestFolder, removeTestFolder } from '../support/test-folder.js';
import { freePort } from '../support/free-port.js';
import { killProducts, startProduct, untilOutput } from '../support/product-process.js';

const KEYS = `1:${Buffer.alloc(32, 7).toString('base64')}`;
const OTHER_KEYS = `1:${Buffer.alloc(32, 8).toString('base64')}`;
const TOKEN = 'bootstrap-token-for-the-start-up-tests';
const RUNNING = 'delivr is running';

describe('the start', () => {
  let folder: string;
  let database: TestDatabase;

  beforeEach(async () => {
    folder = await makeTestFolder();
    database = await createTestDatabase();
  });

  afterEach(async () => {
    await killProducts();
    await removeTestFolder(folder);
    await database.drop();
  });

  const withDatabase = () => ({
    DATABASE_URL: database.url,
    ENCRYPTION_KEYS: KEYS,
    BOOTSTRAP_TOKEN: TOKEN,
  });

  it('on nothing at all says where to go, gives the token once, and signs in with it; SIGTERM ends all of it', async () => {
    const port = await freePort();
    const env = { DATA_DIR: join(folder, 'data'), PORT: String(port) };
    const first = await startProduct(env);
    await untilOutput(first, RUNNING);
    expect(first.output()).toContain(`http://127.0.0.1:${port}/playground`);
    const token = /Your API token:\s+(\S+)/.exec(first.output())![1]!;
    expect(await viewerName(port, token)).toBe('Administrator');
    const postgresPid = Number(/"postgresPid":(\d+),"port"/.exec(first.output())![1]);

    first.kill('SIGTERM');
    expect(await first.exit()).toBe(0);
    expect(first.output()).toContain('Stopped.');
    expect(await identifyProcess(postgresPid)).toBeUndefined();

    const second = await startProduct(env);
    await untilOutput(second, RUNNING);
    expect(second.output()).not.toContain(token);
    expect(second.output()).toContain('First API token:');
    expect(await viewerName(port, token)).toBe('Administrator');

    second.kill('SIGTERM');
    await second.exit();
    const replaced = await startProduct(env, { args: ['new-token', '--account', 'Administrator'] });
    expect(await replaced.exit()).toBe(0);
    const third = await startProduct(env);
    await untilOutput(third, RUNNING);
    // It would lead to a token that is dead.
    expect(third.output()).not.toContain('First API token:');
  });

  it('says on /health/ready and /health/live that it is there, and on /metrics how it is', async () => {
    const port = await freePort();
    const product = await startProduct({ ...withDatabase(), PORT: String(port) });
    await untilOutput(product, RUNNING);
    const get = (path: string) => fetch(`http://127.0.0.1:${port}${path}`, { redirect: 'manual' });
    expect(await (await get('/health/live')).json()).toEqual({ status: 'live' });
    expect(await (await get('/health/ready')).json()).toEqual({ status: 'ready' });
    expect(await (await get('/metrics')).text()).toContain('delivr_ready 1');
    expect((await get('/')).headers.get('location')).toBe('/playground');
  });

  it.each([
    ['PORT', { PORT: '70000' }, 'PORT must be a whole number from 0 to 65535'],
    ['ROLE', { ROLE: 'everything' }, 'ROLE must be one of all, api, worker'],
    ['ROLE without a database', { ROLE: 'worker' }, 'ROLE=worker needs DATABASE_URL'],
    ['DATABASE_URL', { DATABASE_URL: 'mysql://x' }, 'DATABASE_URL must be a postgresql:// address'],
    ['PUBLIC_URL', { PUBLIC_URL: 'delivr.example' }, 'PUBLIC_URL must be an http:// or https:// address'],
    ['TIMINGS', { TIMINGS: '{"sweepEvery":1}' }, 'TIMINGS has no member sweepEvery'],
    ['BOOTSTRAP_TOKEN', { BOOTSTRAP_TOKEN: 'short' }, 'BOOTSTRAP_TOKEN must have at least 32 characters'],
    ['BOOTSTRAP_TOKEN with a space', { BOOTSTRAP_TOKEN: `${TOKEN} x` }, 'BOOTSTRAP_TOKEN must hold no space'],
    [
      'BOOTSTRAP_TOKEN with a line end',
      { BOOTSTRAP_TOKEN: `${TOKEN}\n` },
      'BOOTSTRAP_TOKEN must hold no space',
    ],
    ['PORT without PUBLIC_URL', { PORT: '0' }, 'PORT=0 needs PUBLIC_URL'],
    ['PROVIDER_TIMEOUT_MS', { PROVIDER_TIMEOUT_MS: '20000' }, 'longer than a stop waits (25000 ms)'],
    ['two at once', { PORT: 'x', LOG_LEVEL: 'loud' }, 'LOG_LEVEL must be one of'],
    ['PROVIDER_ALLOWED_HOSTS', { PROVIDER_ALLOWED_HOSTS: '10.0.0.0/99' }, 'PROVIDER_ALLOWED_HOSTS'],
  ])('stops at a bad %s and says what it wants', async (_, env, message) => {
    const product = await startProduct({
      DATA_DIR: join(folder, 'data'),
      ...(env as Record<string, string>),
    });
    expect(await product.exit()).toBe(1);
    expect(product.output()).toContain(message);
    expect(product.output()).not.toContain('    at ');
  });

  it('on a port that is taken says so, and the next one still leads to the first token', async () => {
    const taken = createServer().listen(0, '127.0.0.1');
    await once(taken, 'listening');
    const env = { DATA_DIR: join(folder, 'data') };
    const refused = await startProduct({ ...env, PORT: String((taken.address() as AddressInfo).port) });
    expect(await refused.exit()).toBe(1);
    taken.close();
    expect(refused.output()).toContain('something else listens on port');
    // Before anything is opened.
    expect(refused.output()).not.toContain('PostgreSQL');
    expect(refused.output()).not.toMatch(/^ {4}at /m);

    const port = await freePort();
    await untilOutput(await startProduct({ ...env, PORT: String(port) }), RUNNING);
    const file = join(folder, 'data', 'secrets', 'bootstrap-token');
    expect(await viewerName(port, (await readFile(file, 'utf8')).trim())).toBe('Administrator');
  });

  it('obeys a signal that comes while it starts, database included', async () => {
    const product = await startProduct({ DATA_DIR: join(folder, 'data'), PORT: String(await freePort()) });
    await untilOutput(product, 'The embedded PostgreSQL is running');
    const postgresPid = Number(/"postgresPid":(\d+),"port"/.exec(product.output())![1]);
    product.kill('SIGTERM');
    expect(await product.exit()).toBe(0);
    expect(await identifyProcess(postgresPid)).toBeUndefined();
  });

  it('on a database of one’s own needs keys, and a token for the first account', async () => {
    const { DATABASE_URL } = withDatabase();
    const keyless = await startProduct({ DATABASE_URL, BOOTSTRAP_TOKEN: TOKEN });
    expect(await keyless.exit()).toBe(1);
    expect(keyless.output()).toContain('ENCRYPTION_KEYS is required');
    const tokenless = await startProduct({ DATABASE_URL, ENCRYPTION_KEYS: KEYS });
    expect(await tokenless.exit()).toBe(1);
    expect(tokenless.output()).toContain('BOOTSTRAP_TOKEN is not set');
  });

  it.each(['encryption-keys', 'bootstrap-token', 'postgres-password'])(
    'names an empty file of secrets/%s, and what to do',
    async (name) => {
      const dataDir = join(folder, 'data');
      await mkdir(join(dataDir, 'secrets'), { recursive: true });
      await writeFile(join(dataDir, 'secrets', name), '\n');
      const product = await startProduct({ DATA_DIR: dataDir, PORT: String(await freePort()) });
      expect(await product.exit()).toBe(1);
      expect(product.output()).toContain(`${name} is empty. Restore it from a backup of DATA_DIR.`);
      expect(product.output()).not.toContain('    at ');
    },
  );

  it('names a DATA_DIR that cannot be written', async () => {
    await writeFile(join(folder, 'file'), '');
    for (const [dataDir, reason] of [
      [join(folder, 'file'), 'it is a file'],
      [join(folder, 'file', 'data'), 'it leads through a file'],
    ] as const) {
      const product = await startProduct({ DATA_DIR: dataDir, PORT: String(await freePort()) });
      expect(await product.exit()).toBe(1);
      expect(product.output()).toContain(`DATA_DIR (${dataDir}) cannot be written: ${reason}.`);
      expect(product.output()).not.toContain('    at ');
    }
  });

  it('warns of a network in PROVIDER_ALLOWED_HOSTS that is about the whole internet', async () => {
    const env = { ...withDatabase(), PROVIDER_ALLOWED_HOSTS: 'jira.corp,10.0.0.0/8,0.0.0.0/0' };
    const product = await startProduct({ ...env, PORT: String(await freePort()) });
    await untilOutput(product, RUNNING);
    const warnings = product
      .output()
      .split('\n')
      .filter((line) => line.includes('a very large network'));
    expect(warnings.map((line) => JSON.parse(line).network)).toEqual(['0.0.0.0/0']);
  });

  it('refuses keys that are not the database’s, and ones that are no keys', async () => {
    const port = await freePort();
    const product = await startProduct({ ...withDatabase(), PORT: String(port) });
    await untilOutput(product, RUNNING);
    for (const [keys, message] of [
      [OTHER_KEYS, 'ENCRYPTION_KEYS does not fit this database'],
      ['1:short', 'ENCRYPTION_KEYS wants id:base64'],
    ] as const) {
      const refused = await startProduct({ ...withDatabase(), ENCRYPTION_KEYS: keys });
      expect(await refused.exit()).toBe(1);
      expect(refused.output()).toContain(message);
      expect(refused.output()).not.toContain(keys);
    }
  });

  it('on a database that refuses us says so without showing the password', async () => {
    const url = new URL(database.url);
    url.username = 'nobody_of_this_server';
    url.password = 'planted-database-password';
    const product = await startProduct({ ...withDatabase(), DATABASE_URL: url.href });
    expect(await product.exit()).toBe(1);
    expect(product.output()).toContain('DATABASE_URL');
    expect(product.output()).not.toContain('planted-database-password');
  });

  it('of several processes at once migrates an empty database once, and makes one first account', async () => {
    const client = new Client({ connectionString: database.url });
    await client.connect();
    await client.query(
      'drop schema public cascade; create schema public; drop schema graphile_worker cascade',
    );
    const products = await Promise.all(
      [1, 2, 3].map(async () =>
        startProduct({ ...withDatabase(), PORT: String(await freePort()), ROLE: 'api' }),
      ),
    );
    await Promise.all(products.map((product) => untilOutput(product, RUNNING)));
    const { rows } = await client.query('select count(*)::int as accounts from accounts');
    await client.end();
    expect(rows).toEqual([{ accounts: 1 }]);
  });

  it('with new-token replaces a lost token', async () => {
    const port = await freePort();
    const product = await startProduct({ ...withDatabase(), PORT: String(port) });
    await untilOutput(product, RUNNING);
    const command = await startProduct(withDatabase(), { args: ['new-token', '--account', 'Administrator'] });
    expect([await command.exit(), command.output()]).toEqual([0, expect.stringContaining('delivr_')]);
    const token = /^delivr_\S+$/m.exec(command.output())![0];
    expect(await viewerName(port, token)).toBe('Administrator');
    await expect(viewerName(port, TOKEN)).rejects.toThrow('UNAUTHENTICATED');
  });

  it('with a command that is none says which there are', async () => {
    const product = await startProduct(withDatabase(), { args: ['serve'] });
    expect(await product.exit()).toBe(1);
    expect(product.output()).toContain('There is no command serve');
  });
});

async function viewerName(port: number, token: string): Promise<string> {
  const response = await fetch(`http://127.0.0.1:${port}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    body: JSON.stringify({ query: '{ viewer { account { name } } }' }),
  });
  const { data, errors } = (await response.json()) as any;
  if (errors) throw new Error(errors[0].extensions.code);
  return data.viewer.account.name;
}
