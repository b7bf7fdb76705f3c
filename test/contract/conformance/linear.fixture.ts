import { randomUUID } from 'node:crypto';
import type { LinearLabIssue } from '../../../lab/index.js';
import { BATCH, ISSUE, ISSUES, LinearHarness, SINGLE } from '../../support/adapters/linear.harness.js';
import { emailOf, rateLimitWithoutTime, fromHarness, BUSY_TRACKER } from './common.js';
import type {
  EmulatedTicket,
  TrackerControls,
  RunningTracker,
  ConformanceFixture,
} from './conformance-fixture.js';

const WEBHOOK_SECRET = 'lin_wh_lab';

export const linear: ConformanceFixture = {
  label: 'Linear',
  unsupported: {
    'that try the address out get the answer that the tracker waits for':
      'it does not try addresses out (docs/trackers/linear.md, "Webhooks")',
  },
  start: async () => runningLinear(await LinearHarness.start({ teams: [{}, { key: 'OTHER' }] })),
};

function runningLinear(harness: LinearHarness): RunningTracker {
  return {
    ...fromHarness(harness),
    refusedValues: { ...harness.values, apiKey: 'lin_api_of-nobody' },
    operations: {
      whoAmI: 'query viewer',
      listProjects: 'query teams',
      create: BATCH,
      createAndFind: [BATCH, SINGLE, ISSUES, ISSUE],
      readStatuses: ISSUES,
    },
    // Every state leads to every other (sheet, "Write").
    statuses: {
      todo: 'Todo',
      inProgress: 'In Progress',
      done: 'Done',
      cancelled: 'Canceled',
      unreachable: null,
    },
    rich: richDraft(harness),
    refusedDrafts: {
      'an unknown team': { projectKey: 'NOPE' },
      'what is no team key': { projectKey: '../x' },
      'an unknown priority': { priority: 'Nonsense' },
      'an unknown parent': { parentKey: 'SHOP-4711' },
      'what is no parent': { parentKey: 'shop' },
      'an unknown assignee': { assignee: randomUUID() },
      'what is no assignee': { assignee: 'nobody' },
      'a custom field': { customFields: { team: 'Red' } },
    },
    rateLimits: RATE_LIMITS,
    webhooks: {
      ...{ secret: WEBHOOK_SECRET, isSigned: true, coversBody: true },
      changed: (id) => delivery(harness, id, 'update'),
      deleted: (id) => delivery(harness, id, 'remove'),
    },
    fewestCalls: {
      create: (count) => Math.ceil(count / 50),
      readStatuses: (count) => Math.ceil(count / 250),
    },
    ...controls(harness),
  };
}

/** HTTP 400 with RATELIMITED, the time in the headers of the bucket that is empty, in milliseconds since 1970. */
const RATE_LIMITS: RunningTracker['rateLimits'] = [
  {
    name: 'the bucket of requests',
    fault: { kind: 'rate-limit', resetInSeconds: 90 },
    retryAfterSeconds: 90,
    failure: 'RATE_LIMITED',
  },
  {
    name: 'the bucket of complexity',
    fault: { kind: 'rate-limit', resetInSeconds: 40, limiter: 'complexity' },
    retryAfterSeconds: 40,
    failure: 'RATE_LIMITED',
  },
  {
    name: 'the bucket of one endpoint',
    fault: { kind: 'rate-limit', resetInSeconds: 20, limiter: 'endpoint-requests' },
    retryAfterSeconds: 20,
    failure: 'RATE_LIMITED',
  },
  {
    name: 'Retry-After',
    fault: { kind: 'rate-limit', retryAfterSeconds: 7 },
    retryAfterSeconds: 7,
    failure: 'RATE_LIMITED',
  },
  rateLimitWithoutTime('no time at all'),
  BUSY_TRACKER,
];

function delivery({ lab }: LinearHarness, id: string, action: 'update' | 'remove') {
  const receivedAt = new Date(lab.workspace.now());
  return { ...lab.delivery(id, { secret: WEBHOOK_SECRET, action }), receivedAt };
}

function richDraft({ lab }: LinearHarness): RunningTracker['rich'] {
  const { workspace } = lab;
  const dev = lab.addUser('A Developer', 'dev@linear.test', 'lin_api_dev');
  const other = workspace.team('OTHER');
  if (!other) throw new Error('The lab has no team OTHER.');
  // In the other team, so that the one that release tickets are made in begins empty.
  const parent = workspace.addIssue({ team: other, title: 'The parent', creator: dev });
  workspace.addLabel('Train');
  const words = { title: 'Shop 2.0.0 (iOS)', description: '# Notes\n\n- **one**\n- two' };
  return {
    draft: {
      ...words,
      labels: ['train', 'iOS'],
      priority: 'high',
      assignee: dev.id,
      parentKey: parent.identifier,
      dueDate: '2031-02-28',
    },
    read: (remoteId) => {
      const { title, description, labelList, priority, assignee, dueDate, ...issue } = lab.issue(remoteId);
      const labels = labelList.map(({ name, team }) => [name, team?.key ?? null]);
      return { title, description, labels, priority, assignee, parent: issue.parent, dueDate };
    },
    // A label that there is keeps its name, wherever it is; one that there was not is the team's.
    expected: {
      ...words,
      labels: [
        ['Train', null],
        ['iOS', 'SHOP'],
      ],
      ...{ priority: 2, assignee: dev, parent, dueDate: '2031-02-28' },
    },
  };
}

function controls(harness: LinearHarness): TrackerControls {
  const { lab } = harness;
  const { workspace } = lab;
  const alive = () => workspace.issues.filter(({ trashed }) => !trashed);
  return {
    tickets: () =>
      alive()
        .filter((issue) => issue.title !== 'The parent')
        .map(ticketOf),
    setStatus: (id, status) => lab.setStatus(id, status),
    // As people delete: into the trash, where the API still shows it.
    delete: (id) => lab.trashIssue(id),
    archive: (id) => lab.archiveIssue(id),
    hide: (id) => lab.hideIssue(id),
    move: (id) => lab.moveIssue(id, 'OTHER'),
    revoke: () => lab.revokeKey(),
    forbidCreating: () => {
      for (const team of workspace.teams) team.mayCreate = false;
    },
    addProjects: (count) => {
      for (let number = 0; number < count; number += 1) workspace.addTeam({ key: `MORE${100 + number}` });
    },
    addUser: (name) => {
      lab.addUser(name, emailOf(name, 'linear.test'), `lin_api_${randomUUID()}`);
    },
    addLabel: (name) => void workspace.addLabel(name),
    comments: (id) => lab.issue(id).commentList.map(({ body }) => body),
    links: (id) => lab.issue(id).attachmentList.map(({ url }) => url),
    countOf: (operationId) => alive().filter(({ id }) => id === operationId).length,
  };
}

function ticketOf({ id, identifier, title, state }: LinearLabIssue): EmulatedTicket {
  return { remoteId: id, key: identifier, title, status: state.name };
}
