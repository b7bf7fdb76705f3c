import { EntityManager } from '@mikro-orm/postgresql';
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Account, BootstrapService, replaceOwnToken } from '../../src/access/index.js';
import { readSettings } from '../../src/config/index.js';
import { startAppInside, type TestAppInside } from '../support/app-inside.js';
import { aProject } from '../support/fixtures/team.fixture.js';
import { createTestDatabase, type TestDatabase } from '../support/test-database.js';

const VIEWER = '{ viewer { account { id name } apiTokens { name revokedAt } } }';
const FIRST = `bootstrap-${'a'.repeat(40)}`;
const SECOND = `bootstrap-${'b'.repeat(40)}`;

describe('the first start', () => {
  let database: TestDatabase;
  const open: TestAppInside[] = [];
  const start = async (bootstrapToken: string) => {
    const app = await startAppInside({
      database,
      bootstrapToken,
      encryptionKeys: `1:${Buffer.alloc(32).toString('base64')}`,
    });
    open.push(app);
    return app;
  };
  beforeEach(async () => {
    database = await createTestDatabase();
  });
  afterEach(async () => {
    for (const app of open.splice(0)) await app.close();
    await database.drop();
  });

  it('makes one account, and says so once', async () => {
    const first = await start(FIRST);
    expect(await first.app.get(BootstrapService).run()).toEqual({ isNew: true, token: FIRST });
    const second = await start(FIRST);
    expect(await second.app.get(BootstrapService).run()).toMatchObject({ isNew: false, token: null });
    expect((await second.run(VIEWER)).viewer.apiTokens).toHaveLength(1);
  });

  it('is over once an account exists: another BOOTSTRAP_TOKEN opens nothing', async () => {
    await start(FIRST);
    const second = await start(SECOND);
    expect((await second.graphql(VIEWER)).status).toBe(401);
    expect((await second.graphql(VIEWER, {}, FIRST)).status).toBe(200);
  });

  it('of two processes at once is made by one', async () => {
    const apps = await Promise.all([start(FIRST), start(SECOND)]);
    const results = await Promise.all(apps.map(({ app }) => app.get(BootstrapService).run()));
    expect(results.map(({ isNew }) => isNew).sort()).toEqual([false, true]);
    const token = results.find(({ isNew }) => isNew)!.token;
    for (const app of apps) expect((await app.graphql(VIEWER, {}, token)).status).toBe(200);
  });

  it('on a database of one’s own stops without BOOTSTRAP_TOKEN, naming it', async () => {
    const { app } = await start(FIRST);
    const em = app.get(EntityManager);
    const settings = readSettings({ DATABASE_URL: database.url });
    // Where there is an account, nothing is missing.
    expect(await new BootstrapService(em, settings).run()).toMatchObject({ isNew: false, token: null });
    await deleteAccounts(em);
    await expect(new BootstrapService(em, settings).run()).rejects.toThrow(
      expect.objectContaining({ name: 'SettingsError', message: expect.stringContaining('BOOTSTRAP_TOKEN') }),
    );
  });
});

async function deleteAccounts(em: EntityManager): Promise<void> {
  await em.fork().execute('delete from api_tokens');
  await em.fork().execute('delete from accounts');
}

describe('the first start on the embedded database', () => {
  it('makes a token, writes it for its owner alone, and goes on with it after being cut off', async () => {
    const dataDir = await mkdtemp(join(tmpdir(), 'delivr-bootstrap-'));
    const app = await startAppInside();
    try {
      const settings = readSettings({ DATA_DIR: dataDir });
      await deleteAccounts(app.app.get(EntityManager));
      const result = await new BootstrapService(app.app.get(EntityManager), settings).run();
      const file = join(dataDir, 'secrets', 'bootstrap-token');
      expect((await readFile(file, 'utf8')).trim()).toBe(result.token);
      expect((await stat(file)).mode & 0o777).toBe(0o600);
      expect(result.token!.length).toBeGreaterThanOrEqual(32);
      expect((await app.graphql(VIEWER, {}, result.token)).status).toBe(200);

      await deleteAccounts(app.app.get(EntityManager));
      expect(await new BootstrapService(app.app.get(EntityManager), settings).run()).toEqual(result);
    } finally {
      await app.close();
      await rm(dataDir, { recursive: true, force: true });
    }
  });
});

describe('a lost token', () => {
  let app: TestAppInside;
  beforeAll(async () => {
    app = await startAppInside();
  });
  afterAll(() => app.close());
  const replace = (...args: string[]) => replaceOwnToken(app.app.get(EntityManager), args, new Date());

  it('is replaced, and opens nothing any more', async () => {
    const printed = await replace('--account', 'Administrator');
    const token = /delivr_\S+/.exec(printed)![0];
    expect((await app.graphql(VIEWER)).status).toBe(401);
    const { viewer } = await app.run(VIEWER, {}, token);
    expect(viewer.account.name).toBe('Administrator');
    expect(viewer.apiTokens.filter((one: any) => one.revokedAt === null)).toEqual([
      { name: 'Made by token:new', revokedAt: null },
    ]);
  });

  it('is replaced by e-mail address too; tokens of projects stay', async () => {
    const token = /delivr_\S+/.exec(await replace('--account', 'Administrator'))![0];
    const projectId = await aProject(app, 'Project', token);
    const { addMember } = await app.run(
      'mutation ($input: AddMemberInput!) { addMember(input: $input) { account { id } } }',
      { input: { projectId, email: 'ada@example.com', role: 'EDITOR' } },
      token,
    );
    const { createApiToken } = await app.run(
      'mutation ($input: CreateApiTokenInput!) { createApiToken(input: $input) { token } }',
      { input: { projectId, name: 'CI', role: 'EDITOR', accountId: addMember.account.id } },
      token,
    );
    const own = /delivr_\S+/.exec(await replace('--account', 'ADA@example.com'))![0];
    expect((await app.run(VIEWER, {}, own)).viewer.account.id).toBe(addMember.account.id);
    expect((await app.graphql(VIEWER, {}, createApiToken.token)).status).toBe(200);
  });

  it.each([[[]], [['--account']], [['--account', 'nobody@example.com']], [['--nonsense']]])(
    'is not replaced by %j, which says how it is meant',
    async (args) => {
      await expect(replace(...args)).rejects.toThrow(/token:new -- --account/);
    },
  );

  it('is not replaced by a name that several have', async () => {
    const em = app.app.get(EntityManager).fork();
    em.persist(['one', 'two'].map((host) => new Account('Same', `same@${host}.example`)));
    await em.flush();
    await expect(replace('--account', 'Same')).rejects.toThrow(/same@one\.example, same@two\.example/);
  });
});
