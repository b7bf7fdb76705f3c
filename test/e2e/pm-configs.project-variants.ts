import type { ProjectOptions } from '../../lab/index.js';
import { error, type ExpectedProblem, warning } from '../support/expected-problems.js';

export interface ProjectVariant {
  readonly name: string;
  readonly project?: ProjectOptions;
  /** Ids of system fields that its create screens demand. */
  readonly required?: readonly string[];
  readonly parameters?: object;
  readonly problems?: readonly ExpectedProblem[];
}

/** Variants of real projects, each with the problems that a config has there. */
export const PROJECT_VARIANTS: readonly ProjectVariant[] = [
  { name: 'an ordinary project' },
  { name: 'a team-managed project', project: { style: 'next-gen' } },
  {
    name: 'a project whose epics are called otherwise',
    project: { types: [{ name: 'Épopée', level: 1 }, { name: 'Tâche' }] },
  },
  {
    name: 'a project with two kinds of epics and no Epic',
    project: { types: [{ name: 'Epos', level: 1 }, { name: 'Saga', level: 1 }, { name: 'Task' }] },
    problems: [error('issueType', 'has no issue type Epic', ['Epos', 'Saga', 'Task'])],
  },
  {
    name: 'a misspelt issue type',
    parameters: { issueType: 'Stroy' },
    problems: [error('issueType', 'has no issue type Stroy', ['Story', 'Task', 'Epic', 'Sub-task'])],
  },
  { name: 'an issue type in another case', parameters: { issueType: 'eSTORY'.slice(1) } },
  {
    name: 'a sub-task without a parent',
    parameters: { issueType: 'Sub-task' },
    problems: [error('parentKey', 'belongs under another ticket')],
  },
  { name: 'a sub-task with a parent', parameters: { issueType: 'Sub-task', parentKey: 'SHOP-1' } },
  {
    name: 'a required custom field',
    project: {
      fields: [
        { id: 'customfield_20001', name: 'Team', type: 'option', options: ['Red', 'Blue'], required: true },
      ],
    },
    problems: [error('customFields', 'must have Team (customfield_20001', ['Red', 'Blue'])],
  },
  {
    name: 'a required custom field that is given',
    project: { fields: [{ id: 'customfield_20001', name: 'Team', required: true }] },
    parameters: { customFields: { customfield_20001: 'Red' } },
  },
  {
    name: 'a required custom field with a default',
    project: { fields: [{ name: 'Team', required: true, hasDefaultValue: true }] },
  },
  {
    name: 'a required epic name',
    project: { fields: [{ name: 'Epic Name', type: 'epicName', required: true, types: ['Epic'] }] },
  },
  {
    name: 'a custom field of another issue type',
    project: { fields: [{ id: 'customfield_20001', name: 'Team', types: ['Task'] }] },
    parameters: { customFields: { customfield_20001: 'Red' } },
    problems: [error('customFields', 'no field customfield_20001')],
  },
  {
    name: 'screens without labels and description',
    project: { without: ['labels', 'description'] },
    problems: [
      warning('descriptionTemplate', 'has no description: left out'),
      warning('labels', 'has no labels: left out'),
    ],
  },
  {
    name: 'screens without priority, assignee and parent',
    project: { without: ['priority', 'assignee', 'parent'] },
    parameters: { priority: 'High', assignee: 'user-1', parentKey: 'SHOP-1' },
    problems: [
      error('priority', 'has no priority'),
      error('assignee', 'has no assignee'),
      error('parentKey', 'has no parent'),
    ],
  },
  { name: 'screens without what is not used', project: { without: ['priority', 'assignee', 'duedate'] } },
  {
    name: 'a priority that is not there',
    parameters: { priority: 'Hihg' },
    problems: [error('priority', 'no priority Hihg', ['High', 'Highest', 'Low', 'Medium', 'Lowest'])],
  },
  { name: 'a priority in another case', parameters: { priority: ' hIGHEST ' } },
  {
    name: 'a status that the workflow does not have',
    parameters: { completedStatus: ['done', 'Releesed'] },
    project: {
      statuses: [
        { name: 'To Do', category: 'new' },
        { name: 'Released', category: 'done' },
        { name: 'Done', category: 'done' },
      ],
    },
    problems: [error('completedStatus.1', 'no status Releesed', ['Released', 'Done', 'To Do'])],
  },
  {
    name: 'a first status as the completed one',
    parameters: { completedStatus: ['To Do'] },
    problems: [warning('completedStatus.0', 'completed at once')],
  },
  {
    name: 'a workflow that never ends',
    project: {
      statuses: [
        { name: 'Open', category: 'new' },
        { name: 'Doing', category: 'indeterminate' },
      ],
    },
    problems: [error('completedStatus', 'never be completed', ['Open', 'Doing'])],
  },
  {
    name: 'no permission to create',
    project: { permissions: { CREATE_ISSUES: false } },
    problems: [error('projectKey', 'lacks permissions')],
  },
  {
    name: 'a project that is hidden from us',
    project: { permissions: { BROWSE_PROJECTS: false } },
    problems: [error('projectKey', 'There is no Jira project SHOP', ['SHIP', 'OTHER'])],
  },
  {
    name: 'fields of ours that must be there and were left out',
    required: ['description', 'assignee', 'duedate'],
    parameters: { descriptionTemplate: '' },
    problems: [
      error('descriptionTemplate', 'must have a description'),
      warning('customFields', 'must have a due date'),
      error('assignee', 'must have an assignee'),
    ],
  },
  {
    name: 'no ticket at all, whatever its parameters',
    project: { fields: [{ name: 'Team', required: true }] },
    parameters: { createTicket: false, issueType: 'Nothing', priority: 'None' },
  },
  {
    name: 'no ticket at all, and a workflow that never ends',
    project: { statuses: [{ name: 'Open', category: 'new' }] },
    parameters: { createTicket: false },
  },
  {
    name: 'no ticket at all, but a status to watch for that is not there',
    parameters: { createTicket: false, completedStatus: ['Dome'] },
    problems: [error('completedStatus.0', 'no status Dome', ['Done', 'To Do', 'In Progress'])],
  },
  {
    name: 'a title that outgrows every tracker',
    parameters: { titleTemplate: '{{releaseUrl}} '.repeat(10) },
    problems: [error('titleTemplate', 'at most 255')],
  },
];
