import { isObject } from './json.js';
import type { View } from './view.js';
import { refuse, refuseFields } from './errors.js';
import { validateValue } from './field-values.js';
import type { LabField, LabIssueType } from './model.js';
import type { LabProject } from './project.js';

/** Issue properties: Jira's limits of key (characters) and value (characters of JSON). */
const KEY_LIMIT = 255;
const VALUE_LIMIT = 32_768;

export interface NewFields {
  readonly project: LabProject;
  readonly type: LabIssueType;
  readonly values: Readonly<Record<string, unknown>>;
}

/** Validates every field of a creation and reports all errors at once. @throws JiraRefusal */
export function fieldsForCreate(view: View, sent: Record<string, unknown>): NewFields {
  const fields = withUpdates(sent);
  const { project, type } = projectAndType(view, fields);
  if (!project.hasPermission('CREATE_ISSUES')) {
    throw refuse(403, 'You do not have permission to create issues in this project.');
  }
  const errors: Record<string, string> = {};
  const values: Record<string, unknown> = {};
  for (const [fieldId, value] of Object.entries(fields)) {
    if (fieldId === 'project' || fieldId === 'issuetype') continue;
    const field = onScreen(type, fieldId);
    if (!field) {
      errors[fieldId] = `Field '${fieldId}' cannot be set. It is not on the appropriate screen, or unknown.`;
      continue;
    }
    const validated = validateValue(field, value, { view, project, type });
    if ('error' in validated) errors[fieldId] = validated.error;
    else values[fieldId] = validated.value;
  }
  // Whatever the screen has.
  if (type.hierarchyLevel < 0 && !fields['parent'])
    errors['parent'] = 'Issue type is a sub-task but parent issue key or id not specified.';
  Object.assign(errors, missing(type, fields, errors));
  if (Object.keys(errors).length > 0) throw refuseFields(errors);
  return { project, type, values };
}

/** The values of an edit; only what was sent. @throws JiraRefusal */
export function fieldsForEdit(
  view: View,
  target: NewFields,
  sent: Record<string, unknown>,
): Readonly<Record<string, unknown>> {
  const { project, type } = target;
  const fields = withUpdates(sent, target.values);
  const errors: Record<string, string> = {};
  const values: Record<string, unknown> = {};
  for (const [fieldId, value] of Object.entries(fields)) {
    const field = onScreen(type, fieldId);
    const validated = field
      ? validateValue(field, value, { view, project, type })
      : { error: `Field '${fieldId}' cannot be set. It is not on the appropriate screen, or unknown.` };
    if ('error' in validated) errors[fieldId] = validated.error;
    else values[fieldId] = validated.value;
  }
  if (Object.keys(errors).length > 0) throw refuseFields(errors);
  return values;
}

export interface SentProperty {
  readonly key: string;
  readonly value: unknown;
}

/** @throws JiraRefusal */
export function propertiesOf(sent: Record<string, unknown>): readonly SentProperty[] {
  const properties = sent['properties'] ?? [];
  if (!Array.isArray(properties)) throw refuse(400, "'properties' is not an array.");
  for (const property of properties as unknown[]) {
    const key = isObject(property) ? property['key'] : undefined;
    const value = isObject(property) ? property['value'] : undefined;
    if (typeof key !== 'string' || key === '' || key.length > KEY_LIMIT) {
      throw refuse(400, `The property key must be 1 to ${KEY_LIMIT} characters long.`);
    }
    if (value === undefined || JSON.stringify(value).length > VALUE_LIMIT) {
      throw refuse(400, `The property value must be JSON of at most ${VALUE_LIMIT} characters.`);
    }
  }
  return properties as SentProperty[];
}

function projectAndType(view: View, fields: Record<string, unknown>) {
  const errors: Record<string, string> = {};
  const project = referred(fields['project'], ['id', 'key'], (given) => view.project(given));
  if (!project)
    errors['project'] = fields['project'] ? 'valid project is required' : 'Specify a valid project ID or key';
  const type = typeOf(project, fields['issuetype']);
  if (!fields['issuetype']) errors['issuetype'] = 'Specify an issue type';
  else if (project && !type) errors['issuetype'] = typeRefusal(view, fields['issuetype']);
  if (!project || !type) throw refuseFields(errors);
  return { project, type };
}

function typeOf(project: LabProject | undefined, sent: unknown): LabIssueType | undefined {
  const byId = referred(sent, ['id'], (id) => project?.typeById(id));
  return byId ?? referred(sent, ['name'], (name) => project?.types.find((type) => type.name === name));
}

function typeRefusal(view: View, sent: unknown): string {
  const isElsewhere = view.site.projects.some((project) => typeOf(project, sent) !== undefined);
  return isElsewhere ? 'The issue type selected is invalid.' : 'Specify a valid issue type';
}

function referred<T>(sent: unknown, members: readonly string[], find: (value: string) => T | undefined) {
  if (!isObject(sent)) return undefined;
  const given = members.map((member) => sent[member]).find((value) => typeof value === 'string');
  return typeof given === 'string' ? find(given) : undefined;
}

function onScreen(type: LabIssueType, fieldId: string): LabField | undefined {
  return type.fields.find((field) => field.fieldId === fieldId);
}

function missing(
  type: LabIssueType,
  fields: Record<string, unknown>,
  known: Record<string, string>,
): Record<string, string> {
  const errors: Record<string, string> = {};
  for (const { fieldId, name, required, hasDefaultValue } of type.fields) {
    const value = fields[fieldId];
    const isEmpty = value === undefined || value === null || (Array.isArray(value) && value.length === 0);
    const isFilled = hasDefaultValue || fieldId === 'reporter';
    if (required && !isFilled && isEmpty && !known[fieldId]) errors[fieldId] = `${name} is required.`;
  }
  return errors;
}

/** `fields` with what `update` says (set, add, remove); a field may be in one of them only. */
function withUpdates(sent: Record<string, unknown>, current: Readonly<Record<string, unknown>> = {}) {
  const fields = { ...(isObject(sent['fields']) ? sent['fields'] : {}) };
  const update = isObject(sent['update']) ? sent['update'] : {};
  for (const [fieldId, operations] of Object.entries(update)) {
    if (fieldId === 'comment') continue;
    if (fieldId in fields)
      throw refuseFields({ [fieldId]: `Field '${fieldId}' cannot appear in both 'fields' and 'update'` });
    if (!Array.isArray(operations)) throw refuseFields({ [fieldId]: 'data was not an array' });
    fields[fieldId] = operations.reduce(applyOperation, current[fieldId]);
  }
  return fields;
}

function applyOperation(value: unknown, operation: unknown): unknown {
  if (!isObject(operation)) return value;
  const list = Array.isArray(value) ? (value as unknown[]) : [];
  if ('set' in operation) return operation['set'];
  if ('add' in operation) return [...list, operation['add']];
  if ('remove' in operation) return list.filter((each) => each !== operation['remove']);
  return value;
}
