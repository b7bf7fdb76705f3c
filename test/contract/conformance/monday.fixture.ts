import { randomUUID } from 'node:crypto';
import type { MondayLabItem } from '../../../lab/index.js';
import { textOf, valueJson } from '../../../lab/monday/json.js';
import { BOARDS, CREATE, ITEMS, ME, MondayHarness, SEARCH } from '../../support/adapters/monday.harness.js';
import { emailOf, rateLimitWithoutTime, fromHarness, BUSY_TRACKER } from './common.js';
import type {
  EmulatedTicket,
  TrackerControls,
  RunningTracker,
  ConformanceFixture,
} from './conformance-fixture.js';

const WEBHOOK_SECRET = 'lab-signing-secret';
const PARENT = 'The release';

export const monday: ConformanceFixture = {
  label: 'monday.com',
  start: async () =>
    runningMonday(await MondayHarness.start({ boards: [{ name: 'Releases' }, { name: 'Other' }] })),
};

function runningMonday(harness: MondayHarness): RunningTracker {
  const { lab } = harness;
  return {
    ...fromHarness(harness),
    refusedValues: { ...harness.values, apiToken: 'lab-token-of-nobody' },
    operations: {
      whoAmI: ME,
      listProjects: BOARDS,
      create: CREATE,
      createAndFind: [CREATE, BOARDS, SEARCH, ITEMS, ME],
      readStatuses: ITEMS,
    },
    // Any label follows any other, and none of them means cancelled (sheet, "Read status").
    statuses: {
      todo: 'No status',
      inProgress: 'Working on it',
      done: 'Done',
      cancelled: null,
      unreachable: null,
    },
    rich: richDraft(harness),
    refusedDrafts: {
      'an unknown board': { projectKey: '4711' },
      'what is no board id': { projectKey: '../x' },
      'an unknown issue type': { issueType: 'Epic' },
      'an unknown priority': { priority: 'Nonsense' },
      'an unknown parent': { parentKey: '4711' },
      'what is no parent': { parentKey: 'SHOP-1' },
      'an unknown assignee': { assignee: '4711' },
      'what is no assignee': { assignee: 'nobody' },
      'an unknown column': { customFields: { nowhere: 'x' } },
      'no title': { title: '' },
    },
    rateLimits: RATE_LIMITS,
    webhooks: {
      ...{ secret: WEBHOOK_SECRET, isSigned: true, coversBody: false },
      changed: (id) =>
        delivery(harness, lab.delivery(id, { type: 'update_column_value', secret: WEBHOOK_SECRET })),
      deleted: (id) => delivery(harness, lab.delivery(id, { type: 'delete_pulse', secret: WEBHOOK_SECRET })),
      handshake: () => delivery(harness, lab.challenge()),
    },
    fewestCalls: {
      create: (count) => count,
      readStatuses: (count) => Math.ceil(count / 100),
    },
    ...controls(harness),
  };
}

/** The time in the header or in the body, a second added: monday.com counts in whole ones. */
const RATE_LIMITS: RunningTracker['rateLimits'] = [
  ...['complexity', 'complexity-200', 'minute', 'concurrency', 'ip'].map((limiter, index) => ({
    name: `${limiter}, in the body`,
    fault: { kind: 'rate-limit', resetInSeconds: 17 + index, limiter } as const,
    retryAfterSeconds: 18 + index,
    failure: 'RATE_LIMITED' as const,
  })),
  {
    name: 'the later of the two',
    fault: { kind: 'rate-limit', retryAfterSeconds: 30, resetInSeconds: 5 },
    retryAfterSeconds: 31,
    failure: 'RATE_LIMITED',
  },
  rateLimitWithoutTime('no time at all'),
  // Until midnight in UTC, whenever this runs: monday.creation.spec.ts.
  {
    name: 'the calls of a day',
    fault: { kind: 'rate-limit', limiter: 'daily' },
    retryAfterSeconds: null,
    failure: 'RATE_LIMITED',
  },
  BUSY_TRACKER,
];

function delivery(harness: MondayHarness, request: ReturnType<MondayHarness['lab']['challenge']>) {
  return { ...request, receivedAt: new Date(harness.lab.site.now()) };
}

/** A subitem, on the hidden board behind the one of releases: whatever an item can hold, and its parent. */
function richDraft({ lab }: MondayHarness): RunningTracker['rich'] {
  const { site, board } = lab;
  const dev = site.addUser('A Developer', 'dev@monday.test', 'lab-token-dev');
  const parent = site.addItem({
    ...{ name: PARENT, board, groupId: 'topics', creator: dev, parent: null },
    values: new Map(),
  });
  const subitems = site.subitemBoardOf(board);
  for (const title of ['Priority', 'Tags', 'Description', 'delivr']) {
    const { type, labels } = board.columnTitled(title);
    subitems.addColumn({ title, type, labels });
  }
  const build = subitems.addColumn({ title: 'Build', type: 'numbers' });
  const words = { title: 'Shop 2.0.0 (iOS)', description: '# Notes\n\n- **one**\n- two' };
  return {
    draft: {
      ...words,
      labels: ['release', 'ios'],
      priority: 'high',
      assignee: dev.id,
      parentKey: parent.id,
      dueDate: '2031-02-28',
      customFields: { [build.id]: '77' },
    },
    read: (remoteId) => {
      const item = lab.item(remoteId);
      const values = item.board.columns
        .filter(({ title, type }) => type !== 'name' && title !== 'delivr')
        .map((column) => [column.title, (valueJson(site, item, column) as { text?: unknown }).text]);
      return { name: item.name, parent: item.parent?.id, ...(Object.fromEntries(values) as object) };
    },
    expected: {
      name: words.title,
      parent: parent.id,
      Description: words.description,
      Priority: 'High',
      Owner: 'A Developer',
      Tags: 'release, ios',
      'Due date': '2031-02-28',
      Build: '77',
      Status: null,
    },
  };
}

/** What a link is among the updates. */
const LINK = /^<p><a href="([^"]+)">[^<]*<\/a><\/p><p><small>delivr-/;

function controls(harness: MondayHarness): TrackerControls {
  const { lab } = harness;
  const { site } = lab;
  const tickets = () => lab.items().filter(({ name }) => name !== PARENT);
  return {
    tickets: () => tickets().map(ticketOf),
    setStatus: (id, status) => lab.setStatus(id, status === 'No status' ? null : status),
    // As people delete: for some weeks the API still shows it.
    delete: (id) => void (lab.item(id).state = 'deleted'),
    archive: (id) => void (lab.item(id).state = 'archived'),
    hide: (id) => void (lab.item(id).isHidden = true),
    // Its id is its key, which no move changes.
    move: (id) => {
      lab.moveItem(id, site.boards.find(({ name }) => name === 'Other')!.id);
      return id;
    },
    revoke: () => lab.revokeToken(),
    forbidCreating: () => void (lab.board.access = 'view'),
    addProjects: (count) => {
      for (let number = 0; number < count; number += 1) site.addBoard({ name: `More ${100 + number}` });
    },
    addUser: (name) => {
      site.addUser(name, emailOf(name, 'monday.test'), `lab-token-${randomUUID()}`);
    },
    addLabel: (name) => void site.tag(name, null),
    comments: (id) =>
      lab
        .item(id)
        .updates.filter(({ body }) => !LINK.test(body))
        .map(({ body }) => textOf(body)),
    links: (id) => lab.item(id).updates.flatMap(({ body }) => LINK.exec(body)?.[1] ?? []),
    countOf: (operationId) => tickets().filter((item) => item.textOf('delivr') === operationId).length,
  };
}

function ticketOf(item: MondayLabItem): EmulatedTicket {
  const { id, name, board } = item;
  const status = board.columns.find(({ title }) => title === 'Status');
  const label = status?.labels.find(({ index }) => index === item.values.get(status.id));
  return { remoteId: id, key: id, title: name, status: label?.label ?? 'No status' };
}
