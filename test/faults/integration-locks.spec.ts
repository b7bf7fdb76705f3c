import { EntityManager } from '@mikro-orm/postgresql';
import { lockIntegrationsForShare } from '../../src/integrations/index.js';
import { inProject } from '../../src/shared/persistence/index.js';
import { startAppInside, type TestAppInside } from '../support/app-inside.js';
import { aJiraFixture, type JiraFixture } from '../support/fixtures/jira.fixture.js';
import { aRelease, QUICK, setIntegration, untilStates } from '../support/release-tickets.js';

describe('a stream of work with one integration, without a pause', () => {
  let app: TestAppInside;
  let fixture: JiraFixture;
  let isOver: boolean;
  let stream: Promise<unknown>;

  beforeAll(async () => {
    app = await startAppInside(QUICK);
  });
  beforeEach(async () => {
    fixture = await aJiraFixture(app);
    isOver = false;
    stream = Promise.all([1, 2, 3, 4, 5].map(workOn));
  });
  afterEach(async () => {
    isOver = true;
    await stream;
    await fixture.lab.stop();
  });
  afterAll(() => app?.close());

  /** Locks as the creation of a release takes them; of different length, so that they overlap in many ways. */
  async function workOn(share: number): Promise<void> {
    while (!isOver) {
      await inProject(app.app.get(EntityManager), fixture.projectId, (em) =>
        em.transactional(async (tx) => {
          await lockIntegrationsForShare(tx, [fixture.integrationId]);
          await tx.execute('select pg_sleep(?)', [0.1 + share * 0.037]);
        }),
      );
    }
  }

  it('does not delay a person who disables it', async () => {
    await setIntegration(app, fixture.integrationId, { isEnabled: false });
    expect(isOver).toBe(false);
  });

  it('does not prevent tickets from being made', async () => {
    const release = await aRelease(app, fixture);
    await untilStates(app, release.id, 'CREATED');
    expect(isOver).toBe(false);
  });

  it('does not delay the saving of refused credentials', async () => {
    fixture.lab.revokeToken();
    const verify = 'mutation ($id: ID!) { verifyIntegration(id: $id) { verificationStatus } }';
    const { verifyIntegration } = await app.run(verify, { id: fixture.integrationId });
    expect(verifyIntegration.verificationStatus).not.toBe('VALID');
  });
});
