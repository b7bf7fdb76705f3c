import { randomUUID } from 'node:crypto';
import type { JiraLab, LabAccount, LabIssue, ProjectOptions } from '../../../lab/index.js';
import { OPERATION_PROPERTY } from '../../../src/providers/jira/jira.api.js';
import type { JiraHarness } from '../../support/adapters/jira.harness.js';
import { signedWebhook } from './jira.samples.js';
import { emailOf } from './common.js';
import type { EmulatedTicket, TrackerControls } from './conformance-fixture.js';

const WEBHOOK_SECRET = 'lab-webhook-secret';

/** Three steps from To Do to Done; nothing leads to On Hold. */
export const SHOP: ProjectOptions = {
  statuses: [
    { name: 'To Do', category: 'new' },
    { name: 'In Progress', category: 'indeterminate' },
    { name: 'In Review', category: 'indeterminate' },
    { name: 'Done', category: 'done' },
    { name: 'On Hold', category: 'new' },
  ],
  transitions: [
    { name: 'Start', from: ['To Do'], to: 'In Progress' },
    { name: 'Ask for review', from: ['In Progress'], to: 'In Review' },
    { name: 'Finish', from: ['In Review'], to: 'Done' },
    { name: 'Reopen', from: ['In Progress', 'In Review', 'Done'], to: 'To Do' },
    { name: 'Resume', from: ['On Hold'], to: 'To Do' },
  ],
  fields: [
    { id: 'customfield_77', name: 'Team', type: 'option', options: ['Red', 'Blue'], types: ['Story'] },
    { id: 'customfield_78', name: 'Build', type: 'text', types: ['Story'] },
  ],
};

/** A lab whose accounts can be added by name. */
type AnyJiraLab = JiraLab & {
  readonly account: LabAccount;
  readonly credentials: object;
  addAccount(address: string, apiToken: string, displayName: string): LabAccount;
  revokeToken(): void;
};

export function jiraControls(
  harness: JiraHarness<AnyJiraLab>,
  textOf: (commentBody: unknown) => string,
): TrackerControls {
  const { lab } = harness;
  return {
    tickets: () => lab.issues('SHOP').map(ticketOf),
    setStatus: (id, status) => lab.setStatus(id, status),
    delete: (id) => lab.deleteIssue(id),
    archive: (id) => lab.archiveIssue(id),
    hide: (id) => lab.hideIssue(id),
    move: (id) => lab.moveIssue(id, 'OTHER'),
    revoke: () => lab.revokeToken(),
    forbidCreating: () => lab.site.project('SHOP')?.setPermission('CREATE_ISSUES', false),
    addProjects: (count) => {
      for (let number = 0; number < count; number += 1) lab.site.addProject({ key: `MORE${100 + number}` });
    },
    addUser: (name) => {
      lab.addAccount(emailOf(name, 'jira.example.test'), `lab-token-${randomUUID()}`, name);
    },
    addLabel: (name) => void lab.site.labels.add(name),
    comments: (id) => lab.issue(id).comments.map(({ body }) => textOf(body)),
    links: (id) => lab.issue(id).remoteLinks.map(({ object }) => String((object as { url: string }).url)),
    countOf: (operationId) =>
      lab.issues().filter(({ properties }) => properties.get(OPERATION_PROPERTY) === operationId).length,
  };
}

/** What the two kinds of Jira have in common. */
export function jiraCommon(lab: JiraLab) {
  return {
    // Jira has no category of cancelled statuses: what is called so is done like any other.
    statuses: {
      ...{ todo: 'To Do', inProgress: 'In Progress', done: 'Done' },
      ...{ cancelled: null, unreachable: 'On Hold' },
    },
    refusedDrafts: {
      'a label with a space': { labels: ['two words'] },
      'an unknown issue type': { issueType: 'Nonsense' },
      'an unknown priority': { priority: 'Nonsense' },
      'an unknown parent': { parentKey: 'SHOP-4711', issueType: 'Story' },
      'an unknown assignee': { assignee: 'nobody' },
      'an unknown field': { customFields: { customfield_4711: 'x' } },
      'an unknown project': { projectKey: 'NOPE' },
    },
    webhooks: {
      secret: WEBHOOK_SECRET,
      isSigned: true,
      coversBody: true,
      changed: (id: string) => signedWebhook('jira:issue_updated', lab.issue(id), WEBHOOK_SECRET),
      deleted: (id: string) => signedWebhook('jira:issue_deleted', { id, key: 'SHOP-1' }, WEBHOOK_SECRET),
    },
  };
}

/** In the other project, so that the one that release tickets are made in begins empty. */
export function anEpic(lab: AnyJiraLab): LabIssue {
  const other = lab.site.project('OTHER');
  const [type, status] = [other?.types.find(({ name }) => name === 'Epic'), other?.statuses[0]];
  if (!other || !type || !status) throw new Error('The lab has no project OTHER.');
  const fields = { summary: 'The epic' };
  return lab.site.addIssue({ project: other, type, status, creator: lab.account, fields });
}

/** Without our own, and without the lab's ids. */
export function labelsAndPriority(issue: LabIssue) {
  const { labels, priority } = issue.fields;
  return {
    labels: (labels as string[]).filter((label) => !label.startsWith('delivr-')),
    priority: issue.project.priorities.find(({ id }) => id === priority)?.name,
  };
}

function ticketOf({ id, key, summary, status }: LabIssue): EmulatedTicket {
  return { remoteId: id, key, title: summary, status: status.name };
}
