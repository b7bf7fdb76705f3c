import { type JiraCloudLab, type JiraCloudLabOptions, startJiraCloudLab } from '../../lab/index.js';
import { JiraAdapterBench, warmUp } from './jira.support.js';

export { aDraft, threeDrafts, TIMEOUT_MS } from './jira.support.js';

export const BULK = 'POST /rest/api/3/issue/bulk';
export const BULK_FETCH = 'POST /rest/api/3/issue/bulkfetch';
export const SEARCH = 'POST /rest/api/3/search/jql';
export const ISSUE = 'GET /rest/api/3/issue/{issueIdOrKey}';
export const TYPES = 'GET /rest/api/3/issue/createmeta/{projectIdOrKey}/issuetypes';
export const FIELDS = 'GET /rest/api/3/issue/createmeta/{projectIdOrKey}/issuetypes/{issueTypeId}';

let warmedUp: Promise<void> | undefined;

async function warmUpOnce(): Promise<void> {
  const lab = await startJiraCloudLab({ name: 'warm-up' });
  await warmUp(lab);
}

export class JiraBench extends JiraAdapterBench<JiraCloudLab> {
  static async start(options: JiraCloudLabOptions = {}): Promise<JiraBench> {
    await (warmedUp ??= warmUpOnce());
    return new JiraBench(await startJiraCloudLab(options));
  }
}
