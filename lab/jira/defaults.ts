import type { LabField, LabPriority, StatusCategoryKey } from './model.js';

export interface TypeOptions {
  readonly name: string;
  /** Default 0. */
  readonly level?: number;
  readonly description?: string;
}

export interface StatusOptions {
  readonly name: string;
  readonly category: StatusCategoryKey;
}

export interface TransitionOptions {
  readonly name: string;
  /** Names of statuses; absent: from any. */
  readonly from?: readonly string[];
  readonly to: string;
  /** Field ids that its screen demands. */
  readonly requires?: readonly string[];
  /** Field ids that its screen has, but does not demand. */
  readonly offers?: readonly string[];
}

type CustomFieldType =
  | 'text'
  | 'textarea'
  | 'number'
  | 'date'
  | 'datetime'
  | 'user'
  | 'users'
  | 'option'
  | 'options'
  | 'epicName'
  | 'epicLink';

export interface CustomFieldOptions {
  readonly name: string;
  /** Default `customfield_` and the next free number. */
  readonly id?: string;
  /** Default text. */
  readonly type?: CustomFieldType;
  readonly required?: boolean;
  readonly hasDefaultValue?: boolean;
  readonly options?: readonly string[];
  /** Names of the issue types whose create screen has it; all where absent. */
  readonly types?: readonly string[];
}

export const DEFAULT_TYPES: readonly TypeOptions[] = [
  { name: 'Epic', level: 1, description: 'A big body of work.' },
  { name: 'Story', description: 'Something a user can do.' },
  { name: 'Task', description: 'A piece of work.' },
  { name: 'Sub-task', level: -1, description: 'A part of a piece of work.' },
];

export const DEFAULT_STATUSES: readonly StatusOptions[] = [
  { name: 'To Do', category: 'new' },
  { name: 'In Progress', category: 'indeterminate' },
  { name: 'Done', category: 'done' },
];

export const DEFAULT_PRIORITIES: readonly string[] = ['Highest', 'High', 'Medium', 'Low', 'Lowest'];

export const PERMISSIONS: readonly string[] = [
  'BROWSE_PROJECTS',
  'CREATE_ISSUES',
  'EDIT_ISSUES',
  'TRANSITION_ISSUES',
  'ADD_COMMENTS',
  'LINK_ISSUES',
  'ASSIGN_ISSUES',
  'DELETE_ISSUES',
  'SCHEDULE_ISSUES',
  'ADMINISTER_PROJECTS',
  'ADMINISTER',
];

/** What ties an issue to its epic where `parent` is for sub-tasks alone. */
export const EPIC_LINK = 'com.pyxis.greenhopper.jira:gh-epic-link';

const CUSTOM_SCHEMAS: Readonly<Record<CustomFieldType, { type: string; items?: string; custom: string }>> = {
  text: { type: 'string', custom: 'com.atlassian.jira.plugin.system.customfieldtypes:textfield' },
  textarea: { type: 'string', custom: 'com.atlassian.jira.plugin.system.customfieldtypes:textarea' },
  number: { type: 'number', custom: 'com.atlassian.jira.plugin.system.customfieldtypes:float' },
  date: { type: 'date', custom: 'com.atlassian.jira.plugin.system.customfieldtypes:datepicker' },
  datetime: { type: 'datetime', custom: 'com.atlassian.jira.plugin.system.customfieldtypes:datetime' },
  user: { type: 'user', custom: 'com.atlassian.jira.plugin.system.customfieldtypes:userpicker' },
  users: {
    type: 'array',
    items: 'user',
    custom: 'com.atlassian.jira.plugin.system.customfieldtypes:multiuserpicker',
  },
  option: { type: 'option', custom: 'com.atlassian.jira.plugin.system.customfieldtypes:select' },
  options: {
    type: 'array',
    items: 'option',
    custom: 'com.atlassian.jira.plugin.system.customfieldtypes:multicheckboxes',
  },
  epicName: { type: 'string', custom: 'com.pyxis.greenhopper.jira:gh-epic-label' },
  epicLink: { type: 'any', custom: EPIC_LINK },
};

export function customField(options: CustomFieldOptions, number: number): LabField {
  const { id = `customfield_${number}`, type = 'text', options: values } = options;
  return {
    fieldId: id,
    name: options.name,
    required: options.required ?? false,
    hasDefaultValue: options.hasDefaultValue ?? false,
    schema: { ...CUSTOM_SCHEMAS[type], customId: Number(id.replace('customfield_', '')) },
    options: values?.map((value, index) => ({ id: String(number * 10 + index), value })),
  };
}

/**
 * The create screen that every type starts with. The reporter is required everywhere, yet nobody needs to send it: Jira
 * takes who creates the issue. Only Cloud calls that a default.
 */
export function systemFields(level: number, { isCloud }: { readonly isCloud: boolean }): LabField[] {
  const field = (fieldId: string, name: string, type: string, items?: string): LabField => ({
    fieldId,
    name,
    required: false,
    hasDefaultValue: false,
    schema: { type, ...(items === undefined ? {} : { items }), system: fieldId },
  });
  return [
    { ...field('summary', 'Summary', 'string'), required: true },
    { ...field('issuetype', 'Issue Type', 'issuetype'), required: true },
    { ...field('project', 'Project', 'project'), required: true },
    { ...field('reporter', 'Reporter', 'user'), required: true, hasDefaultValue: isCloud },
    field('description', 'Description', 'string'),
    field('labels', 'Labels', 'array', 'string'),
    { ...field('priority', 'Priority', 'priority'), hasDefaultValue: true },
    field('duedate', 'Due date', 'date'),
    field('assignee', 'Assignee', 'user'),
    { ...field('parent', 'Parent', 'issuelink'), required: level < 0 },
  ];
}

export function defaultPriority(priorities: readonly LabPriority[]): LabPriority | null {
  return priorities[Math.floor(priorities.length / 2)] ?? null;
}
