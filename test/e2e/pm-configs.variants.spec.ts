import { startJiraCloudLab } from '../../lab/index.js';
import { ProviderType } from '../../src/providers/contract/index.js';
import { connectDirectly } from '../support/adapters/direct-connection.js';
import { aDraft } from '../support/adapters/jira-cloud.harness.js';
import { asApiProblems, predictsRejection } from '../support/expected-problems.js';
import { aManualTicket } from '../support/fixtures/jira.fixture.js';
import { aPlatform, PmConfigFixture, VERIFY } from '../support/fixtures/pm-configs.fixture.js';
import { PROJECT_VARIANTS } from './pm-configs.project-variants.js';

describe('previewing and verifying a PM config', () => {
  let fixture: PmConfigFixture;
  beforeAll(async () => {
    fixture = await PmConfigFixture.start();
  });
  afterAll(() => fixture.stop());

  it.each(PROJECT_VARIANTS)(
    'reports the problems of $name, and predicts what then happens',
    async (variant) => {
      const { name, project = {}, required = [], existing = [], parameters, problems = [] } = variant;
      const lab = await startJiraCloudLab({ projects: [project, { key: 'SHIP' }, { key: 'OTHER' }] });
      for (const fieldId of required) lab.site.project('SHOP')!.requireField(fieldId, true);
      for (const type of existing) aManualTicket(lab, 'SHOP', type);
      const integrationId = await fixture.connect(lab, name);
      lab.calls.reset();

      const platformConfigurations = [aPlatform(parameters)];
      const seen = await fixture.preview(platformConfigurations, { integrationId });
      expect(seen.problems).toEqual(asApiProblems(problems));
      expect(seen.isValid).toBe(problems.every(({ severity }) => severity === 'WARNING'));
      const stored = await fixture.create({ integrationId, platformConfigurations });
      expect((await fixture.run(VERIFY, { id: stored.id })).verifyPmConfig).toEqual(seen);
      expect(lab.calls.all.filter(({ operation }) => !operation.startsWith('GET '))).toEqual([]);
      expect(lab.issues()).toHaveLength(existing.length);

      const decided = stored.platformConfigurations[0].parameters;
      if (decided.createTicket) {
        const values = { baseUrl: lab.baseUrl, ...lab.credentials };
        const { title, description } = seen.rendered[0];
        const draft = { ...aDraft(), ...decided, labels: ['release'], title, description };
        const [outcome] = await connectDirectly(ProviderType.JIRA, values, name).createTickets([draft]);
        expect(outcome!.kind).toBe(predictsRejection(problems) ? 'rejected' : 'created');
      }
      expect(lab.violations).toEqual([]);
      await lab.stop();
    },
  );
});
