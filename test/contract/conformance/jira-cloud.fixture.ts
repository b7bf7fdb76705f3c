import {
  BULK,
  BULK_FETCH,
  ISSUE,
  JiraCloudHarness,
  SEARCH,
} from '../../support/adapters/jira-cloud.harness.js';
import { rateLimitWithoutTime, fromHarness, BUSY_TRACKER } from './common.js';
import { anEpic, jiraCommon, jiraControls, labelsAndPriority, SHOP } from './jira.controls.js';
import { adfText } from './jira.samples.js';
import type { RunningTracker, ConformanceFixture } from './conformance-fixture.js';

export const jiraCloud: ConformanceFixture = {
  label: 'Jira Cloud',
  unsupported: {
    'although it was archived before anybody looked':
      'searches and bulk reads leave archived issues out (docs/exactly-once.md, "What it cannot promise")',
    'that try the address out get the answer that the tracker waits for':
      'it does not try addresses out (docs/trackers/jira.md, "Webhooks")',
  },
  start: async () => runningJiraCloud(await JiraCloudHarness.start({ projects: [SHOP, { key: 'OTHER' }] })),
};

function runningJiraCloud(harness: JiraCloudHarness): RunningTracker {
  const { lab } = harness;
  return {
    ...jiraCommon(lab),
    ...fromHarness(harness),
    refusedValues: { ...harness.values, apiToken: 'lab-token-of-nobody' },
    operations: {
      whoAmI: 'GET /rest/api/3/myself',
      listProjects: 'GET /rest/api/3/project/search',
      create: BULK,
      createAndFind: [BULK, SEARCH, BULK_FETCH, ISSUE],
      readStatuses: BULK_FETCH,
    },
    rich: richDraft(harness),
    rateLimits: RATE_LIMITS,
    fewestCalls: {
      create: (count) => Math.ceil(count / 50),
      readStatuses: (count) => Math.ceil(count / 100),
    },
    ...jiraControls(harness, (body) => adfText(body).join('\n')),
  };
}

/** Jira's three limiters, a gateway that gives no time, and one that gives the time of day alone. */
const RATE_LIMITS: RunningTracker['rateLimits'] = [
  ...['jira-burst-based', 'jira-quota-tenant-based', 'jira-per-issue-on-write'].map((limiter, index) => ({
    name: limiter,
    fault: { kind: 'rate-limit', retryAfterSeconds: 7 + index, limiter } as const,
    retryAfterSeconds: 7 + index,
    failure: 'RATE_LIMITED' as const,
  })),
  {
    name: 'a gateway that gives the time of day alone',
    fault: { kind: 'rate-limit', resetInSeconds: 30 },
    retryAfterSeconds: 30,
    failure: 'RATE_LIMITED',
  },
  rateLimitWithoutTime('a gateway that gives no time'),
  BUSY_TRACKER,
];

function richDraft({ lab }: JiraCloudHarness): RunningTracker['rich'] {
  const dev = lab.addAccount('dev@jira.example.test', 'lab-token-dev', 'A Developer');
  const epic = anEpic(lab);
  const words = { title: 'Shop 2.0.0 (iOS)', description: '# Notes\n\n- **one**\n- two' };
  return {
    draft: {
      ...words,
      issueType: 'story',
      labels: ['release', 'ios'],
      priority: 'high',
      assignee: dev.accountId,
      parentKey: epic.key,
      dueDate: '2031-02-28',
      customFields: { customfield_77: { value: 'Blue' }, customfield_78: '4711' },
    },
    read: (remoteId) => {
      const issue = lab.issue(remoteId);
      const { summary, description, assignee, parent, duedate, customfield_77, customfield_78 } =
        issue.fields;
      return {
        ...{ type: issue.type.name, summary, text: adfText(description), assignee, parent, duedate },
        ...labelsAndPriority(issue),
        custom: { customfield_77, customfield_78 },
      };
    },
    expected: {
      type: 'Story',
      summary: words.title,
      text: ['Notes', 'one', 'two'],
      labels: ['release', 'ios'],
      priority: 'High',
      assignee: dev.accountId,
      parent: epic.id,
      duedate: '2031-02-28',
      custom: { customfield_77: { id: expect.any(String), value: 'Blue' }, customfield_78: '4711' },
    },
  };
}
