import { defaultPriority, EPIC_LINK } from './defaults.js';
import type { JiraDialect } from './dialect.js';
import type { View } from './view.js';
import type { LabIssue } from './issue.js';
import type { LabIssueType, LabPriority, LabStatus, StatusCategoryKey } from './model.js';
import type { LabProject } from './project.js';
import type { JiraSite } from './site.js';

/** As Jira writes instants: `2026-01-31T10:00:00.000+0000`. */
export function jiraTime(at: number): string {
  return new Date(at).toISOString().replace('Z', '+0000');
}

const CATEGORIES: Readonly<Record<StatusCategoryKey, { id: number; name: string; colorName: string }>> = {
  undefined: { id: 1, name: 'No Category', colorName: 'medium-gray' },
  new: { id: 2, name: 'To Do', colorName: 'blue-gray' },
  done: { id: 3, name: 'Done', colorName: 'green' },
  indeterminate: { id: 4, name: 'In Progress', colorName: 'yellow' },
};

export function statusJson({ id, name, category }: LabStatus, api: string) {
  const { id: categoryId, name: categoryName, colorName } = CATEGORIES[category];
  return {
    self: `${api}/status/${id}`,
    description: '',
    iconUrl: `${api}/images/status.png`,
    name,
    id,
    statusCategory: {
      self: `${api}/statuscategory/${categoryId}`,
      id: categoryId,
      key: category,
      colorName,
      name: categoryName,
    },
  };
}

export function priorityJson({ id, name }: LabPriority, api: string) {
  return { self: `${api}/priority/${id}`, iconUrl: `${api}/images/priority.svg`, name, id };
}

export function typeJson(type: LabIssueType, api: string, { isCloud }: JiraDialect) {
  return {
    self: `${api}/issuetype/${type.id}`,
    id: type.id,
    description: type.description,
    iconUrl: `${api}/images/type.svg`,
    name: type.name,
    ...(isCloud ? { untranslatedName: type.untranslatedName ?? type.name } : {}),
    subtask: type.hierarchyLevel < 0,
    ...(isCloud ? { hierarchyLevel: type.hierarchyLevel } : {}),
  };
}

export function projectJson(project: LabProject, api: string, { isCloud }: JiraDialect) {
  const cloudAlone = {
    simplified: project.style === 'next-gen',
    style: project.style,
    isPrivate: false,
  };
  return {
    self: `${api}/project/${project.id}`,
    id: project.id,
    key: project.key,
    name: project.name,
    projectTypeKey: 'software',
    ...(isCloud ? cloudAlone : { archived: false }),
  };
}

/** Every field of an issue, as `*all` gives them. */
function allFields(issue: LabIssue, view: View): Record<string, unknown> {
  const { api, site } = view;
  const { dialect } = site;
  const { priority, parent, assignee, resolution, ...others } = issue.fields;
  const priorities = issue.project.priorities;
  const ranked = priorities.find(({ id }) => id === priority) ?? defaultPriority(priorities);
  const above = typeof parent === 'string' ? site.issue(parent) : undefined;
  const assigned = site.accounts.find(({ accountId }) => accountId === assignee);
  return {
    description: null,
    duedate: null,
    labels: [],
    ...others,
    ...epicLinks(issue, site),
    status: statusJson(issue.status, api),
    issuetype: typeJson(issue.type, api, dialect),
    project: projectJson(issue.project, api, dialect),
    priority: ranked && priorityJson(ranked, api),
    resolution: issue.status.category === 'done' ? (resolution ?? { id: '10000', name: 'Done' }) : null,
    creator: dialect.accountJson(issue.creator, api),
    reporter: dialect.accountJson(issue.creator, api),
    assignee: assigned ? dialect.accountJson(assigned, api) : null,
    created: jiraTime(issue.created),
    updated: jiraTime(issue.updated),
    ...(above ? { parent: { id: above.id, key: above.key, self: `${api}/issue/${above.id}` } } : {}),
  };
}

/** Stored by id, answered by key. */
function epicLinks(issue: LabIssue, site: JiraSite): Record<string, unknown> {
  const links = issue.type.fields.filter(({ schema }) => schema.custom === EPIC_LINK);
  return Object.fromEntries(
    links.map(({ fieldId }) => [fieldId, site.issue(String(issue.fields[fieldId] ?? ''))?.key ?? null]),
  );
}

/** `fields` and `properties` as they were asked for. */
export interface IssueSelection {
  readonly fields: readonly string[];
  readonly properties: readonly string[];
}

export function issueJson(issue: LabIssue, wanted: IssueSelection, view: View): Record<string, unknown> {
  const fields = selectFields(allFields(issue, view), wanted.fields);
  const properties = wanted.properties.filter((key) => issue.properties.has(key));
  return {
    expand: 'renderedFields,names,schema,operations,editmeta,changelog,versionedRepresentations',
    id: issue.id,
    self: `${view.api}/issue/${issue.id}`,
    key: issue.key,
    ...(Object.keys(fields).length > 0 ? { fields } : {}),
    ...(wanted.properties.length > 0
      ? { properties: Object.fromEntries(properties.map((key) => [key, issue.properties.get(key)])) }
      : {}),
  };
}

function selectFields(all: Record<string, unknown>, wanted: readonly string[]): Record<string, unknown> {
  const isAll = wanted.includes('*all') || wanted.includes('*navigable');
  const dropped = wanted.filter((name) => name.startsWith('-')).map((name) => name.slice(1));
  const isSelected = (name: string) => (isAll || wanted.includes(name)) && !dropped.includes(name);
  return Object.fromEntries(Object.entries(all).filter(([name]) => isSelected(name)));
}

/** Lists come as `a,b`, as repeated parameters, or as JSON arrays. */
export function nameList(values: readonly string[], byDefault: readonly string[]): readonly string[] {
  const names = values.flatMap((value) => value.split(',')).map((name) => name.trim());
  const given = names.filter((name) => name !== '');
  return given.length > 0 ? given : byDefault;
}
