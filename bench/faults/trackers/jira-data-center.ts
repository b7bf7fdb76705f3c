import { startJiraDataCenterLab } from '../../../lab/index.js';
import type { FaultyTracker, FaultyTrackerOptions } from '../tracker.js';
import { faultyJira, jiraOptions, projectKeys } from './jira.js';

/** Each account may make so many calls a second. */
const CALLS = { capacity: 400, fillRate: 100, intervalSeconds: 1 };

/** Below a context path, with a limit of calls; every other account has a personal access token, the others a password. */
export async function startJiraDataCenter(options: FaultyTrackerOptions): Promise<FaultyTracker> {
  const lab = await startJiraDataCenterLab({
    ...jiraOptions(options),
    contextPath: '/jira',
    rateLimit: CALLS,
  });
  const site = { baseUrl: lab.baseUrl, jiraType: 'DATA_CENTER' };
  const places = projectKeys(options.places).map((projectKey, index) => {
    const name = `bot-${projectKey.toLowerCase()}`;
    const { apiToken, password } = lab.addAccount(name, `lab-token-${projectKey}`, 'Bot');
    const credentials = index % 2 === 0 ? { apiToken } : { email: name, apiToken: password };
    return { projectKey, connection: { jira: { ...site, ...credentials } } };
  });
  return faultyJira(lab, options, {
    ...{ name: 'jira-data-center', places, limiters: ['bucket'] },
    creations: ['POST /rest/api/2/issue/bulk'],
    frequent: ['GET /rest/api/2/issue/{issueIdOrKey}'],
  });
}
