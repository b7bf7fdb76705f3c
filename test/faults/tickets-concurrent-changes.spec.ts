import { randomUUID } from 'node:crypto';
import { startApp, type TestApp } from '../support/app.js';
import { aJiraFixture, type JiraFixture } from '../support/fixtures/jira.fixture.js';
import { CREATE_RELEASE } from '../support/releases.documents.js';
import { aRelease, BULK, QUICK, setIntegration, statesOf, untilStates } from '../support/release-tickets.js';
import { createTestDatabase, type TestDatabase } from '../support/test-database.js';

const ALL = ['WEB', 'ANDROID', 'IOS'] as const;
/** Long enough for calls on a busy machine, and short enough to wait for a proof of absence that follows it. */
const ENV = { PROVIDER_TIMEOUT_MS: '3000' };
const CREATE_CONFIG = 'mutation ($input: CreatePmConfigInput!) { createPmConfig(input: $input) { id } }';
const UPDATE_CONFIG = 'mutation ($input: UpdatePmConfigInput!) { updatePmConfig(input: $input) { id } }';

describe('what people do while tickets are being made', () => {
  let database: TestDatabase;
  let app: TestApp;
  let other: TestApp;
  let fixture: JiraFixture;

  beforeAll(async () => {
    database = await createTestDatabase();
    app = await startApp({ ...QUICK, env: ENV, database });
    const { encryptionKeys, bootstrapToken } = app;
    other = await startApp({
      ...QUICK,
      env: { ...ENV, ROLE: 'api' },
      ...{ database, encryptionKeys, bootstrapToken },
    });
  });

  beforeEach(async () => {
    fixture = await aJiraFixture(app);
  });

  afterEach(() => fixture?.lab.stop());

  afterAll(async () => {
    await other?.close();
    await app?.close();
    await database?.drop();
  });

  it('one release is requested twice at once with one key, from two processes: one release, one ticket each', async () => {
    const { lab, projectId, integrationId } = fixture;
    const jiraConfig = { enabled: true, integrationId, projectKey: 'SHOP' };
    const input = { projectId, version: '1.0.0', platforms: ALL, jiraConfig, idempotencyKey: randomUUID() };
    const asked = [app, other, app, other].map((one) =>
      one.run(CREATE_RELEASE, { input: { ...input, waitForTicketsMs: 10_000 } }, app.bootstrapToken),
    );

    const releases = (await Promise.all(asked)).map(({ createRelease }) => createRelease);
    expect(new Set(releases.map(({ id }) => id)).size).toBe(1);
    for (const release of releases) {
      expect(statesOf(release)).toEqual({ WEB: 'CREATED', PLAY_STORE: 'CREATED', APP_STORE: 'CREATED' });
    }
    expect(lab.issues()).toHaveLength(3);
    expect(lab.calls.count(BULK)).toBe(1);
  });

  it('its config is changed while tickets wait: they are made as they were planned, once', async () => {
    const { lab, projectId, integrationId } = fixture;
    lab.site.addProject({ key: 'OTHER' });
    const parameters = { projectKey: 'SHOP', titleTemplate: 'Planned {{version}}' };
    const { createPmConfig } = await app.run(CREATE_CONFIG, {
      input: {
        ...{ projectId, integrationId, name: 'Changing' },
        platformConfigurations: [{ platform: 'WEB', parameters }],
      },
    });
    await setIntegration(app, integrationId, { isEnabled: false });
    const { createRelease } = await app.run(CREATE_RELEASE, {
      input: { projectId, version: '1.0.0', platforms: ['WEB'], pmConfigId: createPmConfig.id },
    });
    const changed = { projectKey: 'OTHER', titleTemplate: 'Changed {{version}}' };
    await app.run(UPDATE_CONFIG, {
      input: { id: createPmConfig.id, platformConfigurations: [{ platform: 'WEB', parameters: changed }] },
    });
    await setIntegration(app, integrationId, { isEnabled: true });

    await untilStates(app, createRelease.id, 'CREATED');
    expect(lab.issues().map(({ key, summary }) => [key, summary])).toEqual([['SHOP-1', 'Planned 1.0.0']]);
  });

  it.each([
    ['wait', undefined],
    ['are uncertain', 'drop-before-commit'],
  ] as const)(
    'its integration is to be deleted while tickets %s: refused, and they are made',
    async (_, kind) => {
      const { lab, integrationId } = fixture;
      if (kind) lab.faults.inject(BULK, { kind });
      else await setIntegration(app, integrationId, { isEnabled: false });
      const release = await aRelease(app, fixture);
      await untilStates(app, release.id, kind ? 'UNCERTAIN' : 'PENDING');
      const { errors } = await app.graphql('mutation ($id: ID!) { deleteIntegration(id: $id) }', {
        id: integrationId,
      });
      expect(errors?.[0]?.extensions['code']).toBe('CONFLICT');

      if (!kind) await setIntegration(app, integrationId, { isEnabled: true });
      await untilStates(app, release.id, 'CREATED');
      expect(lab.issues()).toHaveLength(1);
    },
  );
});
