import { randomBytes } from 'node:crypto';
import { readSettings } from '../../src/config/index.js';
import { openSecretBox } from '../../src/boot/open-secret-box.js';
import { startApp, type TestApp } from '../support/app.js';
import { startAppInside, type TestAppInside } from '../support/app-inside.js';
import { createTestDatabase } from '../support/test-database.js';
import { IntegrationFixture, PROJECTS, UPDATE, VERIFY } from '../support/fixtures/integrations.fixture.js';

const key = (id: string) => `${id}:${randomBytes(32).toString('base64')}`;
const [FIRST, SECOND, OTHER_FIRST] = [key('1'), key('2'), key('1')];

/** As a start does it with these settings. */
async function openWith(url: string, encryptionKeys: string | undefined): Promise<void> {
  const settings = readSettings({
    DATABASE_URL: url,
    ...(encryptionKeys && { ENCRYPTION_KEYS: encryptionKeys }),
  });
  const database = { url, directUrl: url, isRunning: () => true, stop: async () => undefined };
  await openSecretBox(settings, database);
}

describe('rotating the encryption keys', () => {
  let fixture: IntegrationFixture;
  let inside: TestAppInside;

  beforeAll(async () => {
    fixture = await IntegrationFixture.start(
      { encryptionKeys: FIRST, timings: { discoveryCacheMs: 1 } },
      async (options) => (inside = await startAppInside(options)),
    );
  });
  afterAll(() => fixture?.stop());

  const startAgain = (encryptionKeys: string): Promise<TestApp> =>
    startApp({
      database: { url: fixture.app.databaseUrl, drop: async () => undefined },
      bootstrapToken: fixture.app.bootstrapToken,
      encryptionKeys,
    });
  const keyIds = async () =>
    (
      await fixture.sql(`select split_part(value, ':', 1) as id from instance_secrets
        union select split_part(secrets, ':', 1) from project_management_integrations where secrets is not null`)
    ).map(({ id }) => id);

  it('a new key is added second, moved first, and the old one dropped, without losing anything', async () => {
    const [one, two] = [await fixture.create(), await fixture.create()];
    const before = await fixture.row(one['id']);

    await (await startAgain(`${FIRST},${SECOND}`)).close();
    expect(await keyIds()).toEqual(['1']);

    // Two processes at once.
    const rotated = await Promise.all([1, 2].map(() => startAgain(`${SECOND},${FIRST}`)));
    await Promise.all(rotated.map((app) => app.close()));
    expect(await keyIds()).toEqual(['2']);
    const { secrets: _, ...rest } = await fixture.row(one['id']);
    const { secrets: __, ...restBefore } = before;
    expect(rest).toEqual(restBefore);

    const done = await startAgain(SECOND);
    try {
      for (const { id } of [one, two]) {
        const { verifyIntegration } = await done.run(VERIFY, { id });
        expect(verifyIntegration.verificationStatus).toBe('VALID');
        expect((await done.run(PROJECTS, { id })).trackerProjects).toHaveLength(1);
      }
      expect(done.logs.filter((line) => line.includes('sealed with the first one'))).toEqual([]);
    } finally {
      await done.close();
    }
  });

  it('secrets stored while it runs are not undone', async () => {
    const { id } = await fixture.create();
    const old = (await fixture.row(id))['secrets'];
    await fixture.run(UPDATE, { input: { id, connection: fixture.jira() } });
    const newer = (await fixture.row(id))['secrets'];
    expect(newer).not.toBe(old);
    const { replaceSealedSecrets } = await import('../../src/integrations/integrations.queries.js');
    const { EntityManager } = await import('@mikro-orm/postgresql');
    const em = inside.app.get(EntityManager).fork();
    expect(await replaceSealedSecrets(em, id, old, 'late')).toBe(false);
    expect((await fixture.row(id))['secrets']).toBe(newer);
  });

  it('secrets copied to another row do not open there; the others do not suffer', async () => {
    const app = await startAgain(`${SECOND},${FIRST}`);
    const made: string[] = [];
    try {
      const [mine, theirs] = [await fixture.create(), await fixture.create()];
      made.push(mine['name'], theirs['name']);
      await fixture.sql(
        `update project_management_integrations set secrets = (
           select secrets from project_management_integrations where id = $1) where id = $2`,
        [mine['id'], theirs['id']],
      );
      const answer = await app.graphql(VERIFY, { id: theirs['id'] });
      expect(answer.errors?.[0]?.extensions['code']).toBe('INTERNAL_SERVER_ERROR');
      expect((await app.run(VERIFY, { id: mine['id'] })).verifyIntegration.verificationStatus).toBe('VALID');

      const again = await startAgain(`${SECOND},${FIRST}`);
      await again.close();
      expect(again.logs.some((line) => line.includes(theirs['id']) && line.includes('do not open'))).toBe(
        true,
      );
      expect((await fixture.row(mine['id']))['secrets']).toMatch(/^2:/);
    } finally {
      // What opens nowhere would be told of at every later start.
      await fixture.sql(`delete from project_management_integrations where name = any($1)`, [made]);
      await app.close();
    }
  });
});

describe('starting with the wrong keys', () => {
  it('is refused: another key of that name, a missing key, none at all; the right ones start', async () => {
    const database = await createTestDatabase();
    try {
      await openWith(database.url, FIRST);
      await expect(openWith(database.url, OTHER_FIRST)).rejects.toThrow(
        /Cannot start: ENCRYPTION_KEYS does not fit this database.*another key of that name/,
      );
      await expect(openWith(database.url, SECOND)).rejects.toThrow(/sealed with the key "1".*lacks/);
      await expect(openWith(database.url, `${SECOND},${OTHER_FIRST}`)).rejects.toThrow(/does not fit/);
      await expect(openWith(database.url, undefined)).rejects.toThrow(/ENCRYPTION_KEYS is required/);
      await openWith(database.url, FIRST);
      await openWith(database.url, `${SECOND},${FIRST}`);
      await openWith(database.url, SECOND);
      await expect(openWith(database.url, FIRST)).rejects.toThrow(/sealed with the key "2"/);
    } finally {
      await database.drop();
    }
  });
});
