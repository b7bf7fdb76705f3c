import {
  type JiraDataCenterLab,
  type JiraDataCenterLabOptions,
  startJiraDataCenterLab,
} from '../../../lab/index.js';
import { JiraHarness, warmUp } from './jira.harness.js';

export const BULK = 'POST /rest/api/2/issue/bulk';
export const SEARCH = 'POST /rest/api/2/search';
export const ISSUE = 'GET /rest/api/2/issue/{issueIdOrKey}';
export const TYPES = 'GET /rest/api/2/issue/createmeta/{projectIdOrKey}/issuetypes';
export const FIELDS = 'GET /rest/api/2/issue/createmeta/{projectIdOrKey}/issuetypes/{issueTypeId}';
export const JOIN_EPIC = 'POST /rest/agile/1.0/epic/{epicIdOrKey}/issue';

const DATA_CENTER = { jiraType: 'DATA_CENTER' };

let warmedUp: Promise<void> | undefined;

async function warmUpOnce(): Promise<void> {
  const lab = await startJiraDataCenterLab({ name: 'warm-up' });
  await warmUp(lab, DATA_CENTER);
}

/** Below a context path, by access token. */
export class JiraDataCenterHarness extends JiraHarness<JiraDataCenterLab> {
  static async start(options: JiraDataCenterLabOptions = {}): Promise<JiraDataCenterHarness> {
    await (warmedUp ??= warmUpOnce());
    const lab = await startJiraDataCenterLab({ contextPath: '/jira', ...options });
    return new JiraDataCenterHarness(lab, DATA_CENTER);
  }
}
