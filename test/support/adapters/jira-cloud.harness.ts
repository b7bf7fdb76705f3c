import { type JiraCloudLab, type JiraCloudLabOptions, startJiraCloudLab } from '../../../lab/index.js';
import { JiraHarness, warmUp } from './jira.harness.js';

export { aDraft, threeDrafts, TIMEOUT_MS } from './jira.harness.js';

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

export class JiraCloudHarness extends JiraHarness<JiraCloudLab> {
  static async start(options: JiraCloudLabOptions = {}): Promise<JiraCloudHarness> {
    await (warmedUp ??= warmUpOnce());
    return new JiraCloudHarness(await startJiraCloudLab(options));
  }
}
