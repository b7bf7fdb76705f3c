import { startJiraCloudLab } from '../../../lab/index.js';
import type { FaultyTracker, FaultyTrackerOptions } from '../tracker.js';
import { faultyJira, jiraOptions, projectKeys } from './jira.js';

export async function startJiraCloud(options: FaultyTrackerOptions): Promise<FaultyTracker> {
  const lab = await startJiraCloudLab(jiraOptions(options));
  const { baseUrl } = lab;
  const places = projectKeys(options.places).map((projectKey) => {
    const address = `bot@${projectKey.toLowerCase()}.example.test`;
    const { email, apiToken } = lab.addAccount(address, `lab-token-${projectKey}`, 'Bot');
    return { projectKey, connection: { jira: { baseUrl, email, apiToken } } };
  });
  const limiters = ['jira-burst-based', 'jira-quota-tenant-based', 'jira-per-issue-on-write'];
  return faultyJira(lab, options, {
    ...{ name: 'jira-cloud', places, limiters },
    ...{ creations: ['POST /rest/api/3/issue/bulk'], frequent: [] },
  });
}
