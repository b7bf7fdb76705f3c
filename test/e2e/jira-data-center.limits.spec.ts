import { BULK } from '../contract/jira-data-center.support.js';
import { CREATE_RELEASE } from '../support/release-operations.js';
import { QUICK, untilStates } from '../support/release-tickets.js';
import { aDataCenterGround } from './jira-data-center.support.js';

const CALLS_AT_ONCE = 10;
const RELEASES = 16;

it('a Data Center that limits calls gets them as it takes them, and each ticket once', async () => {
  const rateLimit = { capacity: CALLS_AT_ONCE, fillRate: 10, intervalSeconds: 1 };
  const ground = await aDataCenterGround({ rateLimit }, { ...QUICK, env: { PROVIDER_TIMEOUT_MS: '5000' } });
  const pmConfigId = (await ground.config('Epics', [ground.platform()])).id;
  ground.lab.calls.reset();
  const versions = Array.from({ length: RELEASES }, (_, number) => `1.${number}.0`);
  const releases = await Promise.all(
    versions.map(async (version) => {
      const input = { projectId: ground.projectId, version, platforms: ['WEB'], pmConfigId };
      return (await ground.run(CREATE_RELEASE, { input: { ...input, waitForTicketsMs: 0 } })).createRelease;
    }),
  );
  for (const { id } of releases) await untilStates(ground.app, id, 'CREATED');
  const summaries = ground.lab.issues('SHOP').map(({ summary }) => summary);
  expect(summaries.sort()).toEqual(versions.map((version) => `Release v${version} - Web`).sort());
  // More calls than fit at once; without the bucket that answers tell, all that came later were refused.
  expect(ground.lab.calls.count(BULK)).toBeGreaterThanOrEqual(RELEASES);
  const refused = ground.lab.calls.all.filter(({ status }) => status === 429);
  expect(refused.length).toBeLessThanOrEqual(2);
  expect(ground.lab.violations).toEqual([]);
  await ground.stop();
});
