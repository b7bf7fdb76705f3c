import {
  type CheckableDraftFields,
  type ConvertedFields,
  type FieldViolation,
  fieldRejection,
  rejection,
  type TicketDraft,
  violationsOf,
} from '../contract/index.js';
import { OPERATION_PROPERTY } from './jira.api.js';
import type { JiraEdition } from './jira.edition.js';
import { operationLabel, ticketIdOrKey } from './jira.keys.js';
import { EPIC_NAME, idOf, isRequiredOnCreate, nameOf } from './jira.mapping.js';
import type { JiraField, JiraIssueType } from './jira.schemas.js';

/** A draft as one element of Jira's bulk call. */
export interface IssueUpdate {
  readonly fields: Readonly<Record<string, unknown>>;
  readonly properties: readonly { readonly key: string; readonly value: unknown }[];
}

/** What it takes to make a ticket. */
export interface IssueCreation {
  readonly update: IssueUpdate;
  /** The epic that it has to be put below once it is there; null: no such call is needed. */
  readonly epic: string | null;
}

export const DEFAULT_ISSUE_TYPE = 'Epic';

/**
 * By the id that the name had when it was resolved, else by name, without case, as it is shown or as it is called in
 * Jira's own language. Where `Epic` is not asked for by name and was renamed, the one type of the epics' level is meant.
 * @throws ProviderError REJECTED naming the types that there are.
 */
export function chooseIssueType(
  types: readonly JiraIssueType[],
  { issueType, issueTypeId }: Pick<TicketDraft, 'issueType' | 'issueTypeId'>,
): JiraIssueType {
  const name = issueType?.trim() || DEFAULT_ISSUE_TYPE;
  const found = types.find(({ id }) => id === issueTypeId) ?? typeNamed(types, name);
  if (found) return found;
  const defaultType = sameName(name, DEFAULT_ISSUE_TYPE) ? defaultIssueType(types) : null;
  if (defaultType) return defaultType;
  const knownNames = types.map((type) => type.name).join(', ');
  throw fieldRejection('issuetype', `The project has no issue type ${name}. It has: ${knownNames}.`);
}

/** `Epic`, or what the project calls its only type of that level. */
export function defaultIssueType(types: readonly JiraIssueType[]): JiraIssueType | null {
  const byName = typeNamed(types, DEFAULT_ISSUE_TYPE);
  if (byName) return byName;
  const epics = types.filter(({ hierarchyLevel }) => hierarchyLevel === 1);
  return epics.length === 1 ? (epics[0] ?? null) : null;
}

function typeNamed(types: readonly JiraIssueType[], name: string): JiraIssueType | undefined {
  return (
    types.find((type) => sameName(type.name, name)) ??
    types.find(({ untranslatedName }) => untranslatedName != null && sameName(untranslatedName, name))
  );
}

/** What Jira takes in no project; part of the port. */
export function draftViolations({ labels, parentKey }: CheckableDraftFields): FieldViolation[] {
  const violations = labels.flatMap((label, index) => {
    const message = labelViolation(label);
    return message ? [{ path: `labels.${index}`, message }] : [];
  });
  if (parentKey === null || ticketIdOrKey(parentKey)) return violations;
  return [...violations, { path: 'parentKey', message: invalidTicketKeyMessage(parentKey) }];
}

/** @throws ProviderError REJECTED naming every field that cannot be sent as it is. */
export function issueCreationOf(
  draft: TicketDraft,
  projectKey: string,
  type: JiraIssueType,
  fields: readonly JiraField[],
  edition: JiraEdition,
  customFields: ConvertedFields,
): IssueCreation {
  const violations: FieldViolation[] = violationsOf(customFields);
  const addViolation = (path: string, message: string) => void violations.push({ path, message });
  const onScreen = new Map(fields.map((field) => [field.fieldId, field]));
  const values: Record<string, unknown> = {
    ...customFields.values,
    ...epicNameField(draft, fields),
    project: { key: projectKey },
    issuetype: { id: type.id },
    summary: draft.title,
  };
  const labels = labelsOf(draft, addViolation);
  // Not on the screen: Jira would refuse the ticket for it. The operation id is in the property all the same.
  if (onScreen.has('labels')) values.labels = labels;
  if (onScreen.has('description') && draft.description.trim())
    values.description = edition.richText(draft.description);
  if (draft.priority) values.priority = priorityOf(draft.priority, onScreen.get('priority'), addViolation);
  const epic = placeUnderParent(draft, type, fields, edition, values, addViolation);
  if (draft.assignee) values.assignee = edition.user(draft.assignee);
  if (draft.dueDate && onScreen.has('duedate')) values.duedate = draft.dueDate;
  if (violations.length > 0) throw rejection(violations);
  const properties = [{ key: OPERATION_PROPERTY, value: draft.operationId }];
  return { update: { fields: values, properties }, epic };
}

type AddViolation = (path: string, message: string) => void;

/** Jira refuses a label with a space, and the whole ticket with it. */
function labelsOf({ labels, operationId }: TicketDraft, addViolation: AddViolation): string[] {
  for (const label of labels) {
    const violation = labelViolation(label);
    if (violation) addViolation('labels', violation);
  }
  return [...new Set([...labels, operationLabel(operationId)])];
}

function labelViolation(label: string): string | null {
  if (/\s/.test(label) || label === '') return `Jira takes no label with spaces: "${label}".`;
  return label.length > 255 ? 'A label has at most 255 characters.' : null;
}

function priorityOf(name: string, field: JiraField | undefined, addViolation: AddViolation): unknown {
  if (!field) return addViolation('priority', 'This issue type takes no priority when a ticket is created.');
  if (!field.allowedValues) return { name };
  const chosen = field.allowedValues.find((value) => sameName(nameOf(value), name));
  const id = chosen && idOf(chosen);
  if (chosen) return id ? { id } : { name: nameOf(chosen) };
  const knownNames = field.allowedValues.map(nameOf).join(', ');
  return addViolation('priority', `There is no priority ${name} here. There are: ${knownNames}.`);
}

/** @returns the epic that it has to be put below afterwards, where the creation itself cannot say so. */
function placeUnderParent(
  { parentKey }: TicketDraft,
  type: JiraIssueType,
  fields: readonly JiraField[],
  edition: JiraEdition,
  values: Record<string, unknown>,
  addViolation: AddViolation,
): string | null {
  if (!parentKey) return null;
  const parent = ticketIdOrKey(parentKey);
  if (!parent) {
    addViolation('parent', invalidTicketKeyMessage(parentKey));
    return null;
  }
  const placement = edition.parentPlacement(parent, type, fields);
  if ('epic' in placement) return placement.epic;
  Object.assign(values, placement.values);
  return null;
}

function invalidTicketKeyMessage(key: string): string {
  return `${key} is no key of a ticket.`;
}

function epicNameField(draft: TicketDraft, fields: readonly JiraField[]): Record<string, unknown> {
  const field = fields.find(({ schema }) => schema.custom === EPIC_NAME);
  const isGiven = field && draft.customFields && Object.hasOwn(draft.customFields, field.fieldId);
  return field && isRequiredOnCreate(field) && !isGiven ? { [field.fieldId]: draft.title } : {};
}

function sameName(one: string, other: string): boolean {
  return one.trim().toLowerCase() === other.trim().toLowerCase();
}
