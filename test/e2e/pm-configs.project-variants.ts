import type { ProjectOptions } from '../../lab/index.js';
import { error, type ExpectedProblem, warning } from '../support/expected-problems.js';

export interface ProjectVariant {
  readonly name: string;
  readonly project?: ProjectOptions;
  /** Ids of system fields that its create screens demand. */
  readonly required?: readonly string[];
  /** Types of tickets that are there already, SHOP-1 and so on. */
  readonly existing?: readonly string[];
  readonly parameters?: object;
  readonly problems?: readonly ExpectedProblem[];
}

const FIELDS_OF_EVERY_KIND: NonNullable<ProjectOptions['fields']> = [
  { id: 'customfield_21001', name: 'Notes', type: 'textarea' },
  { id: 'customfield_21002', name: 'Team', type: 'option', options: ['Red', 'Blue'] },
  { id: 'customfield_21003', name: 'Teams', type: 'options', options: ['Red', 'Blue'] },
  { id: 'customfield_21004', name: 'Count', type: 'number' },
  { id: 'customfield_21005', name: 'Day', type: 'date' },
  { id: 'customfield_21006', name: 'Owner', type: 'user' },
  { id: 'customfield_21007', name: 'Testers', type: 'users' },
  { id: 'customfield_21008', name: 'Start', type: 'datetime' },
  { id: 'customfield_21009', name: 'Code' },
];

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
  {
    name: 'a sub-task with a parent',
    existing: ['Task'],
    parameters: { issueType: 'Sub-task', parentKey: 'SHOP-1' },
  },
  {
    name: 'a task below an epic',
    existing: ['Epic'],
    parameters: { issueType: 'Task', parentKey: 'shop-1' },
  },
  {
    name: 'a parent that is not there',
    parameters: { issueType: 'Task', parentKey: 'SHOP-99' },
    problems: [error('parentKey', 'no ticket SHOP-99')],
  },
  {
    name: 'a parent of a level that may not be one',
    existing: ['Story'],
    parameters: { issueType: 'Task', parentKey: 'SHOP-1' },
    problems: [error('parentKey', 'cannot stand below SHOP-1, which is a Story')],
  },
  {
    name: 'an assignee who is not there',
    parameters: { assignee: '557058:nobody' },
    problems: [error('assignee', 'Nobody with the id 557058:nobody')],
  },
  {
    name: 'an assignee by name',
    parameters: { assignee: 'Release Bot' },
    problems: [error('assignee', 'Give the id of Release Bot: 557058:lab-1', ['557058:lab-1'])],
  },
  { name: 'an assignee who is there', parameters: { assignee: '557058:lab-1' } },
  {
    name: 'custom fields as people write them',
    project: { fields: FIELDS_OF_EVERY_KIND },
    parameters: {
      customFields: {
        customfield_21001: '# Notes\n\n- one',
        customfield_21002: 'red',
        customfield_21003: ['Blue', 'red'],
        customfield_21004: '42',
        customfield_21005: '2026-01-31',
        customfield_21006: 'Release Bot',
        customfield_21007: ['557058:lab-1'],
        customfield_21008: '2026-01-31T10:00:00Z',
        customfield_21009: 7,
      },
    },
  },
  {
    name: 'custom fields in Jira’s own form',
    project: { fields: FIELDS_OF_EVERY_KIND },
    parameters: {
      customFields: {
        customfield_21001: { type: 'doc', version: 1, content: [] },
        customfield_21002: { value: 'Red' },
        customfield_21003: [{ value: 'Blue' }],
        customfield_21004: 42,
        customfield_21006: { id: '557058:lab-1' },
        customfield_21008: '2026-01-31T10:00:00.000+0000',
      },
    },
  },
  {
    name: 'custom fields that nothing of the kind can be made of',
    project: { fields: FIELDS_OF_EVERY_KIND },
    parameters: {
      customFields: {
        customfield_21001: 7,
        customfield_21002: 'Rad',
        customfield_21003: ['Red', 'Green'],
        customfield_21004: 'many',
        customfield_21005: '31.01.2026',
        customfield_21006: 'nobody@example.test',
        customfield_21008: 'noon',
        customfield_21009: 'x'.repeat(256),
      },
    },
    problems: [
      error('customFields.customfield_21001', 'Notes takes text'),
      error('customFields.customfield_21002', 'Team has no value Rad. It has Red, Blue', ['Red', 'Blue']),
      error('customFields.customfield_21003', 'Teams has no value Green', ['Red', 'Blue']),
      error('customFields.customfield_21004', 'Count takes a number'),
      error('customFields.customfield_21005', 'Day takes a date as 2026-01-31'),
      error('customFields.customfield_21006', 'Owner takes a person'),
      error('customFields.customfield_21008', 'Start takes a time'),
      error('customFields.customfield_21009', 'Code takes at most 255 characters'),
    ],
  },
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
