import { BULK } from '../support/adapters/jira-data-center.harness.js';
import { CREATE_RELEASE } from '../support/releases.documents.js';
import { QUICK, untilStates } from '../support/release-tickets.js';
import { aDataCenterFixture } from '../support/fixtures/jira-data-center.fixture.js';

const CALLS_AT_ONCE = 10;
const RELEASES = 16;

it('a Data Center that limits calls gets them as it takes them, and each ticket once', async () => {
  const rateLimit = { capacity: CALLS_AT_ONCE, fillRate: 10, intervalSeconds: 1 };
  const fixture = await aDataCenterFixture({ rateLimit }, { ...QUICK, env: { PROVIDER_TIMEOUT_MS: '5000' } });
  const pmConfigId = (await fixture.createConfig('Epics', [fixture.platformConfiguration()])).id;
  fixture.lab.calls.reset();
  const versions = Array.from({ length: RELEASES }, (_, number) => `1.${number}.0`);
  const releases = await Promise.all(
    versions.map(async (version) => {
      const input = { projectId: fixture.projectId, version, platforms: ['WEB'], pmConfigId };
      return (await fixture.run(CREATE_RELEASE, { input: { ...input, waitForTicketsMs: 0 } })).createRelease;
    }),
  );
  for (const { id } of releases) await untilStates(fixture.app, id, 'CREATED');
  const summaries = fixture.lab.issues('SHOP').map(({ summary }) => summary);
  expect(summaries.sort()).toEqual(versions.map((version) => `Release v${version} - Web`).sort());
  // More calls than fit at once; without the bucket that answers tell, all that came later were refused.
  expect(fixture.lab.calls.count(BULK)).toBeGreaterThanOrEqual(RELEASES);
  const refused = fixture.lab.calls.all.filter(({ status }) => status === 429);
  expect(refused.length).toBeLessThanOrEqual(2);
  expect(fixture.lab.violations).toEqual([]);
  await fixture.stop();
});
