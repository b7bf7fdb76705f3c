import { EPIC_LINK_FIELD } from '../../../lab/jira-data-center/data-center-dialect.js';
import {
  BULK,
  JiraDataCenterHarness,
  ISSUE,
  SEARCH,
} from '../../support/adapters/jira-data-center.harness.js';
import { rateLimitWithoutTime, fromHarness, BUSY_TRACKER } from './common.js';
import { anEpic, jiraCommon, jiraControls, labelsAndPriority, SHOP } from './jira.controls.js';
import type { RunningTracker, ConformanceFixture } from './conformance-fixture.js';

/** By personal access token, below a context path; what a password does is in jira-data-center.adapter.spec.ts. */
export const jiraDataCenter: ConformanceFixture = {
  label: 'Jira Data Center',
  unsupported: {
    'that try the address out get the answer that the tracker waits for':
      'it does not try addresses out (docs/trackers/jira.md, "Webhooks")',
  },
  start: async () =>
    runningJiraDataCenter(await JiraDataCenterHarness.start({ projects: [SHOP, { key: 'OTHER' }] })),
};

function runningJiraDataCenter(harness: JiraDataCenterHarness): RunningTracker {
  const { lab } = harness;
  return {
    ...jiraCommon(lab),
    ...fromHarness(harness),
    refusedValues: { ...harness.values, apiToken: 'lab-token-of-nobody' },
    operations: {
      whoAmI: 'GET /rest/api/2/myself',
      listProjects: 'GET /rest/api/2/project',
      create: BULK,
      createAndFind: [BULK, SEARCH, ISSUE],
      readStatuses: SEARCH,
    },
    rich: richDraft(harness),
    rateLimits: RATE_LIMITS,
    fewestCalls: {
      create: (count) => Math.ceil(count / 50),
      // A search answers up to 1000 at once (sheet, "Read status"); half of that is asked for.
      readStatuses: (count) => Math.ceil(count / 500),
    },
    ...jiraControls(harness, String),
  };
}

/** The one limiter that there is, one that gives no time, and an account that is allowed no calls at all. */
const RATE_LIMITS: RunningTracker['rateLimits'] = [
  {
    name: 'an empty bucket',
    fault: { kind: 'rate-limit', retryAfterSeconds: 7 },
    retryAfterSeconds: 7,
    failure: 'RATE_LIMITED',
  },
  rateLimitWithoutTime('a proxy that gives no time'),
  {
    name: 'a blocked account',
    fault: { kind: 'rate-limit', limiter: 'blocked' },
    retryAfterSeconds: null,
    failure: 'FORBIDDEN',
  },
  BUSY_TRACKER,
];

function richDraft({ lab }: JiraDataCenterHarness): RunningTracker['rich'] {
  const dev = lab.addAccount('dev', 'lab-token-dev', 'A Developer');
  const epic = anEpic(lab);
  const words = { title: 'Shop 2.0.0 (iOS)', description: '# Notes\n\n- **one**\n- two' };
  return {
    draft: {
      ...words,
      issueType: 'story',
      labels: ['release', 'ios'],
      priority: 'high',
      assignee: dev.name,
      parentKey: epic.key,
      dueDate: '2031-02-28',
      customFields: { customfield_77: { value: 'Blue' }, customfield_78: '4711' },
    },
    read: (remoteId) => {
      const issue = lab.issue(remoteId);
      const { summary, description, assignee, duedate, customfield_77, customfield_78 } = issue.fields;
      return {
        ...{ type: issue.type.name, summary, description, assignee, duedate },
        ...labelsAndPriority(issue),
        epic: issue.fields[EPIC_LINK_FIELD],
        custom: { customfield_77, customfield_78 },
      };
    },
    expected: {
      type: 'Story',
      summary: words.title,
      description: 'h1. Notes\n\n* {*}one{*}\n* two',
      labels: ['release', 'ios'],
      priority: 'High',
      assignee: dev.accountId,
      epic: epic.id,
      duedate: '2031-02-28',
      custom: { customfield_77: { id: expect.any(String), value: 'Blue' }, customfield_78: '4711' },
    },
  };
}
