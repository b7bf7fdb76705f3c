import type { LabTask, ListOptions } from '../../../lab/index.js';
import { signatureOf } from '../../../lab/clickup/webhooks.js';
import type { WebhookDelivery } from '../../../src/providers/contract/index.js';
import {
  BULK_STATUS,
  ClickUpHarness,
  CREATE,
  LIST_TASKS,
  TEAM,
  TEAM_TASKS,
  USER,
} from '../../support/adapters/clickup.harness.js';
import { rateLimitWithoutTime, fromHarness, BUSY_TRACKER } from './common.js';
import type {
  EmulatedTicket,
  TrackerControls,
  RunningTracker,
  ConformanceFixture,
} from './conformance-fixture.js';

const RELEASES: ListOptions = {
  id: '901',
  name: 'Releases',
  fields: [
    { id: 'a2f7b2c6-0000-4000-8000-000000000001', name: 'Team', type: 'drop_down', options: ['Red', 'Blue'] },
    { id: 'a2f7b2c6-0000-4000-8000-000000000002', name: 'Notes', type: 'text' },
  ],
};

const WEBHOOK_SECRET = 'A0B1C2D3E4F5';

export const clickUp: ConformanceFixture = {
  label: 'ClickUp',
  unsupported: {
    'that try the address out get the answer that the tracker waits for':
      'it does not try addresses out (docs/trackers/clickup.md, "Webhooks")',
  },
  start: async () =>
    runningClickUp(await ClickUpHarness.start({ lists: [RELEASES, { id: '902', name: 'Other' }] })),
};

function runningClickUp(harness: ClickUpHarness): RunningTracker {
  return {
    ...fromHarness(harness),
    refusedValues: { ...harness.values, apiToken: 'pk_181_lab-token-of-nobody' },
    operations: {
      whoAmI: USER,
      listProjects: 'GET /api/v2/team/{team_id}/space',
      create: CREATE,
      createAndFind: [CREATE, USER, TEAM, LIST_TASKS, TEAM_TASKS],
      readStatuses: BULK_STATUS,
    },
    // There is no type of cancelled statuses, and no workflow: from everywhere a way leads to everywhere.
    statuses: {
      todo: 'to do',
      inProgress: 'in progress',
      done: 'complete',
      cancelled: null,
      unreachable: null,
    },
    // Made when it is asked for, since its parent must be in the list, which otherwise begins empty.
    get rich() {
      return richDraft(harness);
    },
    refusedDrafts: {
      'an unknown task type': { issueType: 'Nonsense' },
      'an unknown priority': { priority: 'Nonsense' },
      'an unknown parent': { parentKey: '86zzzzzz' },
      'a parent in another list': { parentKey: parentElsewhere(harness) },
      'an unknown assignee': { assignee: '4711' },
      'an assignee that is no number': { assignee: 'nobody' },
      'an unknown field': { customFields: { 'a2f7b2c6-0000-4000-8000-000000004711': 'x' } },
      'an unknown list': { projectKey: '4711' },
      'what is no list': { projectKey: 'NOPE' },
    },
    rateLimits: RATE_LIMITS,
    webhooks: {
      secret: WEBHOOK_SECRET,
      isSigned: true,
      coversBody: true,
      changed: (id) => signed({ event: 'taskStatusUpdated', task_id: id, history_items: [change(id)] }),
      deleted: (id) => signed({ event: 'taskDeleted', task_id: id }),
    },
    fewestCalls: { create: (count) => count, readStatuses: (count) => Math.ceil(count / 100) },
    ...controls(harness),
  };
}

const RATE_LIMITS: RunningTracker['rateLimits'] = [
  {
    name: 'the end of the minute, as a point in time',
    fault: { kind: 'rate-limit', resetInSeconds: 30 },
    retryAfterSeconds: 30,
    failure: 'RATE_LIMITED',
  },
  rateLimitWithoutTime('without a word about when'),
  BUSY_TRACKER,
];

/** A task that is none of ours. */
function someTask({ lab }: ClickUpHarness, listId: string): LabTask {
  const list = lab.list(listId);
  return lab.site.addTask(list, lab.account, {
    ...{ name: 'A task of somebody else', markdown: '', status: list.firstStatus, priority: null },
    ...{ tags: [], dueDate: null, assignees: [], parent: null, taskType: 0, fields: new Map() },
  });
}

function parentElsewhere(harness: ClickUpHarness): string {
  return someTask(harness, '902').id;
}

function richDraft(harness: ClickUpHarness): RunningTracker['rich'] {
  const { lab } = harness;
  const dev = lab.addMember('A Developer');
  lab.site.addTaskType('Release');
  const [team, notes] = lab.list('901').fields;
  const blue = team?.options.find(({ name }) => name === 'Blue');
  if (!team || !notes || !blue) throw new Error('The lab has lost its fields.');
  const parent = someTask(harness, '901');
  const words = { title: 'Shop 2.0.0 (iOS)', description: '# Notes\n\n- **one**\n- two' };
  return {
    draft: {
      ...words,
      issueType: 'release',
      labels: ['Release', 'ios'],
      priority: 'High',
      assignee: String(dev.id),
      parentKey: parent.id,
      dueDate: '2031-02-28',
      customFields: { [team.id]: blue.id, [notes.id]: '4711' },
    },
    read: (remoteId) => {
      const task = lab.task(remoteId);
      return {
        ...{ name: task.name, text: task.markdown.split('\n\n`delivr-')[0], priority: task.priority },
        tags: [...task.tags].filter((tag) => !tag.startsWith('delivr-')),
        assignees: task.assignees.map(({ id }) => id),
        due: new Date(task.dueDate ?? 0).toISOString().slice(0, 10),
        type: lab.team.taskTypes.find(({ id }) => id === task.taskType)?.name,
        parent: task.parent?.id,
        fields: Object.fromEntries(task.fields),
      };
    },
    expected: {
      ...{ name: words.title, text: words.description, priority: 2, tags: ['release', 'ios'] },
      ...{ assignees: [dev.id], due: '2031-02-28', type: 'Release', parent: parent.id },
      fields: { [team.id]: blue.id, [notes.id]: '4711' },
    },
  };
}

const LINK_MARKER = /\n\ndelivr-link-[0-9a-f]{32}$/;

function controls(harness: ClickUpHarness): TrackerControls {
  const { lab } = harness;
  const isLink = ({ text }: { text: string }) => LINK_MARKER.test(text);
  return {
    tickets: () => lab.tasks('901').map(ticketOf),
    setStatus: (id, status) => lab.setStatus(id, status),
    delete: (id) => lab.deleteTask(id),
    archive: (id) => lab.archiveTask(id),
    hide: (id) => {
      lab.task(id).isHidden = true;
    },
    move: (id) => {
      lab.moveTask(id, '902');
      return id;
    },
    revoke: () => lab.revokeToken(),
    forbidCreating: () => {
      lab.list('901').permissionLevel = 'read';
    },
    addProjects: (count) => {
      for (let number = 0; number < count; number += 1) {
        lab.site.addList({ name: `More ${100 + number}`, folder: `Folder ${number % 3}` });
      }
    },
    addUser: (name) => void lab.addMember(name),
    addLabel: (name) => void lab.list('901').space.addTag(name),
    comments: (id) =>
      lab
        .task(id)
        .comments.filter((comment) => !isLink(comment))
        .map(({ text }) => text),
    links: (id) =>
      lab
        .task(id)
        .comments.filter(isLink)
        .map(({ text }) => text.replace(LINK_MARKER, '').split('\n').at(-1) ?? ''),
    countOf: (operationId) => {
      const marker = `delivr-${operationId}`;
      return lab.tasks().filter(({ tags, markdown }) => tags.has(marker) || markdown.includes(marker)).length;
    },
  };
}

function ticketOf({ id, name, status: { status } }: LabTask): EmulatedTicket {
  return { remoteId: id, key: id, title: name, status };
}

let changes = 0;

function change(taskId: string) {
  changes += 1;
  const date = String(Date.now());
  return { id: String(4_000_000 + changes), type: 1, date, field: 'status', parent_id: '901', taskId };
}

function signed(body: object): WebhookDelivery {
  const rawBody = Buffer.from(
    JSON.stringify({ ...body, webhook_id: '4b67ac88-0000-4000-8000-000000000001' }),
  );
  const headers = {
    'content-type': 'application/json',
    'x-signature': signatureOf(rawBody.toString('utf8'), WEBHOOK_SECRET),
  };
  return { rawBody, headers, receivedAt: new Date() };
}
