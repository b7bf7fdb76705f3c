import { AdapterHarness } from '../../support/adapters/adapter.harness.js';
import type {
  EmulatedTicket,
  TrackerControls,
  RunningTracker,
  ConformanceFixture,
} from '../conformance/conformance-fixture.js';
import { rateLimitWithoutTime, fromHarness, BUSY_TRACKER } from '../conformance/common.js';
import { CorkboardProvider } from './adapter/index.js';
import { type CorkboardLab, startCorkboardLab } from './lab/corkboard-lab.js';
import type { LabCard } from './lab/corkboard-site.js';

export const CREATE = 'POST /v1/cards';
export const READ = 'GET /v1/cards';

const NO_WEBHOOKS = 'it has none (test/contract/fixture-tracker/corkboard.md, its last line)';

export const corkboard: ConformanceFixture = {
  label: 'Corkboard (fixture)',
  unsupported: {
    'that are genuine name the ticket, and whether it is gone': NO_WEBHOOKS,
    'that were signed otherwise, or changed on the way, are refused': NO_WEBHOOKS,
    'that cannot be read are refused, and end nothing': NO_WEBHOOKS,
    'are told apart, and known again when they are sent again': NO_WEBHOOKS,
    'that try the address out get the answer that the tracker waits for': NO_WEBHOOKS,
  },
  start: async () => {
    const lab = await startCorkboardLab(['Releases', 'Other']);
    const adapter = (parts: ConstructorParameters<typeof CorkboardProvider>[0]) =>
      new CorkboardProvider(parts);
    return runningCorkboard(new AdapterHarness({ lab, adapter, projectKey: lab.board('Releases').id }));
  },
};

function runningCorkboard(harness: AdapterHarness<CorkboardLab>): RunningTracker {
  return {
    ...fromHarness(harness),
    refusedValues: { ...harness.values, token: 'lab-token-of-nobody' },
    operations: {
      ...{ whoAmI: 'GET /v1/me', listProjects: 'GET /v1/boards', create: CREATE },
      ...{ createAndFind: [CREATE, READ], readStatuses: READ },
    },
    statuses: {
      ...{ todo: 'Backlog', inProgress: 'Doing', done: 'Finished', cancelled: 'Dropped' },
      // Every column leads to every other.
      unreachable: null,
    },
    rich: richDraft(harness),
    refusedDrafts: {
      'a priority': { priority: 'High' },
      'a parent': { parentKey: 'c1' },
      'a field of one’s own': { customFields: { team: 'Red' } },
      'an unknown assignee': { assignee: 'p4711' },
      'an unknown board': { projectKey: 'b4711' },
      'what is no board': { projectKey: '../me' },
    },
    rateLimits: RATE_LIMITS,
    webhooks: null,
    fewestCalls: { create: (count) => count, readStatuses: (count) => Math.ceil(count / 100) },
    ...trackerControls(harness),
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

function richDraft({ lab }: AdapterHarness<CorkboardLab>): RunningTracker['rich'] {
  const dev = lab.site.addPerson('A Developer', 'lab-token-dev');
  const words = { title: 'Shop 2.0.0 (iOS)', description: '# Notes\n\n- **one**\n- two' };
  const tags = ['release', 'ios'];
  return {
    draft: { ...words, labels: [...tags, 'ios'], assignee: dev.id, dueDate: '2031-02-28' },
    read: (id) => {
      const { title, text, tags: storedTags, owner, due } = lab.card(id);
      return { title, description: text, tags: storedTags, owner, due };
    },
    expected: { ...words, tags, owner: dev, due: '2031-02-28' },
  };
}

function trackerControls(harness: AdapterHarness<CorkboardLab>): TrackerControls {
  const { lab } = harness;
  return {
    tickets: () => lab.cards.map(ticketOf),
    setStatus: (id, status) => lab.setColumn(id, status),
    delete: (id) => void lab.site.cards.delete(id),
    archive: (id) => void (lab.card(id).isArchived = true),
    hide: (id) => void (lab.card(id).isHidden = true),
    // Its id is its key, which no move changes.
    move: (id) => {
      lab.moveCard(id, lab.board('Other'));
      return id;
    },
    revoke: () => void (lab.account.token = 'lab-token-renewed'),
    forbidCreating: () => void (lab.board('Releases').mayWrite = false),
    addProjects: (count) => {
      for (let number = 0; number < count; number += 1) lab.site.addBoard(`More ${100 + number}`);
    },
    addUser: (name) => void lab.site.addPerson(name, `lab-token-of-${name}`),
    addLabel: (name) => void lab.board('Releases').tags.add(name),
    comments: (id) => [...lab.card(id).comments.values()],
    links: (id) => [...lab.card(id).links.values()],
    countOf: (operationId) => lab.cards.filter(({ externalId }) => externalId === operationId).length,
  };
}

function ticketOf({ id, title, column }: LabCard): EmulatedTicket {
  return { remoteId: id, key: id, title, status: column.name };
}
