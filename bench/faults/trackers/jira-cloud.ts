import { startJiraCloudLab } from '../../../lab/index.js';
import type { FaultyTracker, TrackerWish } from '../tracker.js';
import { faultyJira, jiraOptions, projectKeys } from './jira.js';

export async function startJiraCloud(wish: TrackerWish): Promise<FaultyTracker> {
  const lab = await startJiraCloudLab(jiraOptions(wish));
  const { baseUrl } = lab;
  const places = projectKeys(wish.places).map((projectKey) => {
    const address = `bot@${projectKey.toLowerCase()}.example.test`;
    const { email, apiToken } = lab.addAccount(address, `lab-token-${projectKey}`, 'Bot');
    return { projectKey, connection: { jira: { baseUrl, email, apiToken } } };
  });
  const limiters = ['jira-burst-based', 'jira-quota-tenant-based', 'jira-per-issue-on-write'];
  return faultyJira(lab, wish, {
    ...{ name: 'jira-cloud', places, limiters },
    ...{ creations: ['POST /rest/api/3/issue/bulk'], frequent: [] },
  });
}
