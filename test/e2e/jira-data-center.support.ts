import {
  type JiraDataCenterLab,
  type JiraDataCenterLabOptions,
  startJiraDataCenterLab,
} from '../../lab/index.js';
import { warmUp } from '../contract/jira.support.js';
import type { TestAppOptions } from '../support/app.js';
import { TrackerGround } from '../support/tracker-ground.js';

let warmedUp: Promise<void> | undefined;

async function warmUpOnce(): Promise<void> {
  const lab = await startJiraDataCenterLab({ name: 'warm-up' });
  await warmUp(lab, { ...lab.credentials, jiraType: 'DATA_CENTER' });
}

/** The application, with one connected Jira Data Center below a context path: by access token. */
export async function aDataCenterGround(
  options: JiraDataCenterLabOptions = {},
  app: TestAppOptions = {},
): Promise<TrackerGround<JiraDataCenterLab>> {
  await (warmedUp ??= warmUpOnce());
  const lab = await startJiraDataCenterLab({ contextPath: '/jira', ...options });
  const connectionOf = ({ baseUrl, credentials }: JiraDataCenterLab) => ({
    jira: { baseUrl, jiraType: 'DATA_CENTER', ...credentials },
  });
  return TrackerGround.open(lab, { connectionOf, projectKey: 'SHOP' }, app);
}
