import type { LabEvent } from '../../../lab/asana/model.js';
import type { LabTask } from '../../../lab/asana/task.js';
import { eventJson } from '../../../lab/asana/search.routes.js';
import { handshake, signed, type WebhookRequest } from '../../../lab/asana/webhooks.js';
import type { WebhookDelivery } from '../../../src/providers/contract/index.js';
import { AsanaHarness, BATCH, CREATE, LIST } from '../../support/adapters/asana.harness.js';
import { emailOf, rateLimitWithoutTime, fromHarness, BUSY_TRACKER } from './common.js';
import type {
  EmulatedTicket,
  TrackerControls,
  RunningTracker,
  ConformanceFixture,
} from './conformance-fixture.js';

const WEBHOOK_SECRET = 'b537207f20cbfa02357cf448134da559e8bd39d61597dcd5631b8012eae53e81';

export const asana: ConformanceFixture = {
  label: 'Asana',
  unsupported: {
    'although it was archived before anybody looked':
      'projects can be archived, tasks cannot (docs/trackers/asana.md, "Archived")',
    'still sees what was archived':
      'projects can be archived, tasks cannot (docs/trackers/asana.md, "Archived")',
  },
  start: async () => runningAsana(await AsanaHarness.start({ projects: [{}, { name: 'Other' }] })),
};

function runningAsana(harness: AsanaHarness): RunningTracker {
  const { lab } = harness;
  return {
    ...fromHarness(harness),
    refusedValues: { ...harness.values, accessToken: 'lab-token-of-nobody' },
    operations: {
      whoAmI: 'GET /users/{user_gid}',
      listProjects: 'GET /projects',
      create: CREATE,
      createAndFind: [CREATE, LIST],
      readStatuses: BATCH,
    },
    // Nothing but completed or not: a section says nothing of cancelled, and every one is a step away.
    statuses: {
      ...{ todo: 'To do', inProgress: 'Doing', done: 'Completed' },
      ...{ cancelled: null, unreachable: null },
    },
    rich: richDraft(harness),
    refusedDrafts: {
      'an unknown priority': { priority: 'Nonsense' },
      'an unknown parent': { parentKey: '4711' },
      'a strange parent': { parentKey: 'SHOP-1' },
      'an unknown assignee': { assignee: '4711' },
      'an unknown field': { customFields: { 4711: 'x' } },
      'a strange field': { customFields: { Team: 'x' } },
      'a value that a field does not take': {
        customFields: { [lab.project().field('Priority').gid]: '4711' },
      },
      'an unknown project': { projectKey: '4711' },
      'an unknown project, with labels': { projectKey: '4711', labels: ['release'] },
      'a strange project': { projectKey: 'SHOP' },
    },
    rateLimits: RATE_LIMITS,
    webhooks: {
      ...{ secret: WEBHOOK_SECRET, isSigned: true, coversBody: true },
      changed: (gid) => delivery(harness, gid, 'changed'),
      deleted: (gid) => delivery(harness, gid, 'deleted'),
      handshake: () => received(handshake(WEBHOOK_SECRET)),
    },
    fewestCalls: {
      // One call makes one task; ten single reads, or a page of a hundred of one project, come by one.
      create: (count) => count,
      readStatuses: (count) => (count <= 10 ? 1 : Math.ceil(count / 100)),
    },
    ...controls(harness),
  };
}

const RATE_LIMITS: RunningTracker['rateLimits'] = [
  {
    name: '429 with Retry-After',
    fault: { kind: 'rate-limit', retryAfterSeconds: 30 },
    retryAfterSeconds: 30,
    failure: 'RATE_LIMITED',
  },
  rateLimitWithoutTime('a gateway that gives no time'),
  BUSY_TRACKER,
];

function richDraft({ lab }: AsanaHarness): RunningTracker['rich'] {
  const dev = lab.addUser('A Developer', 'dev@asana.test');
  lab.addTag('release');
  const project = lab.project();
  const [priority, build] = [project.field('Priority'), project.field('Build')];
  const other = lab.project('Other');
  const [workspace, creator] = [lab.workspace, lab.account.user];
  const nothing = { parent: null, dueOn: null, assignee: null, tags: [], fieldValues: new Map() };
  const words = { name: 'The parent', htmlNotes: '<body></body>', notes: '', subtype: 'default_task' };
  // In the other project, so that the one that release tickets are made in begins empty.
  const parent = lab.site.addTask({ workspace, creator, projects: [other], ...words, ...nothing });
  return {
    draft: {
      title: 'Shop 2.0.0 (iOS)',
      description: '# Notes\n\n- **one**\n- two',
      labels: ['Release', 'ios'],
      priority: 'high',
      assignee: dev.gid,
      parentKey: parent.gid,
      dueDate: '2031-02-28',
      customFields: { [build.gid]: '4711' },
    },
    read: (gid) => {
      const task = lab.task(gid);
      return {
        ...{ name: task.name, parent: task.parent?.gid, assignee: task.assignee?.gid, due: task.dueOn },
        notes: task.htmlNotes.replace(/\[delivr:[0-9a-f-]{36}\]/, '[mark]'),
        tags: task.tags.map(({ name }) => name),
        fields: Object.fromEntries(task.fieldValues),
        projects: task.memberships.map((membership) => membership.project.name),
      };
    },
    expected: {
      ...{ name: 'Shop 2.0.0 (iOS)', parent: parent.gid, assignee: dev.gid, due: '2031-02-28' },
      notes: '<body><h1>Notes</h1>\n<ul><li><strong>one</strong></li><li>two</li></ul>\n[mark]</body>',
      tags: ['release', 'ios'],
      fields: { [priority.gid]: priority.options[0]!.gid, [build.gid]: '4711' },
      projects: ['Shop'],
    },
  };
}

let changes = 0;

/** What a webhook of the project sends; the change is another one each time. */
function delivery({ lab }: AsanaHarness, gid: string, action: LabEvent['action']): WebhookDelivery {
  changes += 1;
  const event: LabEvent = {
    ...{ number: changes, projectGids: [lab.project().gid], action, taskGid: gid, taskName: 'A task' },
    ...{ field: action === 'changed' ? 'completed' : null, user: lab.account.user },
    at: lab.site.now() + changes,
  };
  return received(signed({ events: [eventJson(event)] }, WEBHOOK_SECRET));
}

function received({ headers, body }: WebhookRequest): WebhookDelivery {
  return { rawBody: Buffer.from(body), headers, receivedAt: new Date() };
}

function controls(harness: AsanaHarness): TrackerControls {
  const { lab } = harness;
  return {
    tickets: () =>
      lab
        .tasks()
        .filter(({ name }) => name !== 'The parent')
        .map(ticketOf),
    setStatus: (gid, status) => {
      lab.setCompleted(gid, status === 'Completed');
      if (status !== 'Completed') lab.setSection(gid, status);
    },
    delete: (gid) => lab.deleteTask(gid),
    archive: null,
    hide: (gid) => lab.hideTask(gid),
    move: (gid) => {
      lab.moveTask(gid, lab.project('Other'));
      return gid;
    },
    revoke: () => lab.revokeToken(),
    forbidCreating: () => {
      lab.project().access = 'commenter';
    },
    addProjects: (count) => {
      for (let number = 0; number < count; number += 1) lab.addProject({ name: `More ${100 + number}` });
    },
    addUser: (name) => {
      lab.addUser(name, emailOf(name, 'asana.test'));
    },
    addLabel: (name) => {
      if (!lab.workspace.tags.some((tag) => tag.name === name)) lab.addTag(name);
    },
    comments: (gid) =>
      lab
        .task(gid)
        .stories.filter(({ type }) => type === 'comment')
        .map(({ text }) => text),
    links: (gid) => lab.task(gid).attachments.map(({ url }) => url),
    countOf: (operationId) => lab.tasks().filter(({ notes }) => notes.includes(operationId)).length,
  };
}

function ticketOf({ gid, name, isCompleted, sectionName }: LabTask): EmulatedTicket {
  const status = isCompleted ? 'Completed' : (sectionName ?? 'Incomplete');
  return { remoteId: gid, key: gid, title: name, status };
}
