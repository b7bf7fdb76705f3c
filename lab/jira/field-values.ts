import { EPIC_LINK } from './defaults.js';
import { isObject } from './json.js';
import type { View } from './view.js';
import type { ValidatedValue, LabField, LabIssueType } from './model.js';
import type { LabProject } from './project.js';

interface FieldContext {
  readonly view: View;
  readonly project: LabProject;
  readonly type: LabIssueType;
}

const NOT_STRING = 'Operation value must be a string';

/** Validates one value that was sent for a field on the screen. */
export function validateValue(field: LabField, value: unknown, setting: FieldContext): ValidatedValue {
  const system = SYSTEM[field.fieldId];
  if (system) return system(value, setting);
  if (value === null) return { value: null };
  const { type, items, custom = '' } = field.schema;
  if (custom.endsWith(':textarea')) return setting.view.site.dialect.richText(value);
  if (custom === EPIC_LINK) return epicLink(value, setting);
  if (type === 'number')
    return typeof value === 'number' ? { value } : { error: 'Operation value must be a number' };
  if (type === 'date') return date(value);
  if (type === 'datetime') return dateTime(value);
  if (type === 'user') return user(value, setting);
  if (type === 'array' && items === 'user') return listOf(value, (each) => user(each, setting));
  if (type === 'option') return option(field, value);
  if (type === 'array' && items === 'option') return listOf(value, (each) => option(field, each));
  return plainText(value);
}

const SYSTEM: Readonly<Record<string, (value: unknown, setting: FieldContext) => ValidatedValue>> = {
  summary,
  description: (value, { view }) => (value === null ? { value: null } : view.site.dialect.richText(value)),
  labels,
  priority,
  duedate: (value) => (value === null ? { value: null } : date(value)),
  assignee: user,
  reporter: user,
  parent,
};

function summary(value: unknown): ValidatedValue {
  if (typeof value !== 'string') return { error: NOT_STRING };
  if (value.trim() === '') return { error: 'Summary is required.' };
  if (value.length > 255) return { error: 'Summary must be less than 255 characters.' };
  if (/[\r\n]/.test(value))
    return { error: 'The summary is invalid because it contains newline characters.' };
  return { value: value.trim() };
}

function plainText(value: unknown): ValidatedValue {
  if (typeof value !== 'string') return { error: NOT_STRING };
  return value.length > 255
    ? { error: 'The entered text is too long. It exceeds the allowed limit of 255 characters.' }
    : { value };
}

function labels(value: unknown): ValidatedValue {
  if (value === null) return { value: [] };
  if (!Array.isArray(value)) return { error: 'data was not an array' };
  for (const label of value as unknown[]) {
    if (typeof label !== 'string') return { error: 'Operation value must be a string' };
    if (/\s/.test(label)) return { error: `The label '${label}' contains spaces which is invalid.` };
    if (label === '' || label.length > 255)
      return { error: `The label '${label}' is not 1 to 255 characters long.` };
  }
  return { value: [...new Set(value as string[])] };
}

function priority(value: unknown, { project }: FieldContext): ValidatedValue {
  if (!isObject(value)) return { error: "Specify a valid 'id' or 'name' for Priority" };
  const found = project.priorities.find(({ id, name }) =>
    value['id'] === undefined ? name === value['name'] : id === value['id'],
  );
  return found ? { value: found.id } : { error: 'The priority selected is invalid.' };
}

function date(value: unknown): ValidatedValue {
  const isDate =
    typeof value === 'string' &&
    /^\d{4}-\d{2}-\d{2}$/.test(value) &&
    new Date(value).toJSON()?.slice(0, 10) === value;
  return isDate ? { value } : { error: `Error parsing date string: ${String(value)}` };
}

function dateTime(value: unknown): ValidatedValue {
  const isTime =
    typeof value === 'string' && /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}[+-]\d{4}$/.test(value);
  return isTime ? { value } : { error: `Error parsing time: ${String(value)}` };
}

function user(value: unknown, { view }: FieldContext): ValidatedValue {
  if (value === null) return { value: null };
  if (!isObject(value)) return { error: 'data was not an object' };
  const { dialect, accounts } = view.site;
  const wanted = dialect.accountName(value);
  if (wanted === null) return { value: null };
  const found = accounts.find((account) => dialect.isNamed(account, wanted));
  return found ? { value: found.accountId } : { error: `User '${String(wanted)}' does not exist.` };
}

/** Sent by key, stored by id, so that it survives a move. */
function epicLink(value: unknown, { view }: FieldContext): ValidatedValue {
  if (typeof value !== 'string') return { error: 'data was not a string' };
  const found = view.issue(value);
  return found?.type.hierarchyLevel === 1
    ? { value: found.id }
    : { error: `Issue '${value}' is not a valid epic.` };
}

/** Sub-tasks stand in the project of their parent. At Data Center an epic may have some, too. */
function parent(value: unknown, { view, type, project }: FieldContext): ValidatedValue {
  if (value === null) return { value: null };
  const wanted = isObject(value) ? (value['id'] ?? value['key']) : undefined;
  if (typeof wanted !== 'string') return { error: 'data was not an object' };
  const found = view.issue(wanted);
  if (!found) return { error: 'Could not find issue by id or key.' };
  const { hierarchyLevel: level } = found.type;
  const isAbove = view.site.dialect.isCloud ? level === type.hierarchyLevel + 1 : level >= 0;
  return isAbove && (type.hierarchyLevel >= 0 || found.project === project)
    ? { value: found.id }
    : { error: 'Given parent work item does not belong to appropriate hierarchy.' };
}

function option({ name, options = [] }: LabField, value: unknown): ValidatedValue {
  if (!isObject(value)) return { error: `Specify a valid 'id' or 'name' for ${name}` };
  const found = options.find(({ id, value: label }) =>
    value['id'] === undefined ? label === value['value'] : id === value['id'],
  );
  return found
    ? { value: found }
    : { error: `Option '${String(value['id'] ?? value['value'])}' is not valid` };
}

function listOf(value: unknown, validate: (each: unknown) => ValidatedValue): ValidatedValue {
  if (!Array.isArray(value)) return { error: 'data was not an array' };
  const validated = value.map(validate);
  const refused = validated.find((each) => 'error' in each);
  return refused ?? { value: validated.map((each) => ('value' in each ? each.value : null)) };
}
