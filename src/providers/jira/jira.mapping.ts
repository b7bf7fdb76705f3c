import type { z } from 'zod';
import {
  type FieldFilledBy,
  type RemoteField,
  type RemoteIssueType,
  type RemoteProject,
  type RemoteStatus,
  type RemoteTicket,
  type RemoteUser,
  type TicketSnapshot,
  TicketStatusCategory,
  type UnsupportedField,
} from '../contract/index.js';
import { isOperationLabel } from './jira.keys.js';
import type {
  cloudAccountSchema,
  JiraAccount,
  JiraField,
  JiraIssue,
  JiraIssueRef,
  JiraIssueType,
  JiraProject,
  JiraStatus,
  JiraSuggestions,
  serverAccountSchema,
} from './jira.schemas.js';

/** Jira's objects as the port's. */

export function accountOfCloud(account: z.infer<typeof cloudAccountSchema>): JiraAccount {
  const { accountId: id, displayName, emailAddress } = account;
  return { id, displayName, emailAddress: emailAddress ?? null };
}

export function accountOfServer(account: z.infer<typeof serverAccountSchema>): JiraAccount {
  const { name: id, displayName, emailAddress } = account;
  return { id, displayName, emailAddress: emailAddress ?? null };
}

/** For a person: the name, with the address where Jira shows it and it is another word. */
export function displayNameOf({ id, displayName, emailAddress }: JiraAccount): string {
  const name = displayName || emailAddress || id;
  return emailAddress && emailAddress !== name ? `${name} (${emailAddress})` : name;
}

export function userOf({ id, displayName, emailAddress }: JiraAccount): RemoteUser {
  return { remoteId: id, name: displayName || emailAddress || id, email: emailAddress || null };
}

/** JQL's editor quotes what has other signs than letters. Ours, one for each ticket, are nobody's choice. */
export function suggestedLabels({ results }: JiraSuggestions): string[] {
  const labels = results.map(({ value }) =>
    value.startsWith('"') && value.endsWith('"') ? value.slice(1, -1).replaceAll(/\\(.)/g, '$1') : value,
  );
  return labels.filter((label) => !isOperationLabel(label));
}

/** The epic's own name in company-managed projects and Data Center; sent only where it is required. */
export const EPIC_NAME = 'com.pyxis.greenhopper.jira:gh-epic-label';
/** What ties everything but sub-tasks to its epic in Data Center. */
export const EPIC_LINK = 'com.pyxis.greenhopper.jira:gh-epic-link';

const CATEGORIES: Readonly<Record<string, TicketStatusCategory>> = {
  new: TicketStatusCategory.TODO,
  undefined: TicketStatusCategory.TODO,
  indeterminate: TicketStatusCategory.IN_PROGRESS,
  done: TicketStatusCategory.DONE,
};

export function categoryOf(key: string | undefined): TicketStatusCategory {
  return (
    (key !== undefined && Object.hasOwn(CATEGORIES, key) && CATEGORIES[key]) || TicketStatusCategory.UNKNOWN
  );
}

export function ticketOf(site: string, { id, key }: JiraIssueRef): RemoteTicket {
  return { remoteId: id, key, url: `${site}/browse/${encodeURIComponent(key)}` };
}

export function snapshotOf(site: string, issue: JiraIssue): TicketSnapshot {
  const { id: statusId, name, statusCategory } = issue.fields.status;
  return { ...ticketOf(site, issue), status: name, statusId, category: categoryOf(statusCategory?.key) };
}

export function projectOf(site: string, { id, key, name }: JiraProject): RemoteProject {
  return { remoteId: id, key, name, url: `${site}/browse/${encodeURIComponent(key)}` };
}

export function statusOf({ id, name, untranslatedName, statusCategory }: JiraStatus): RemoteStatus {
  return {
    ...{ remoteId: id, name, category: categoryOf(statusCategory?.key) },
    ...(untranslatedName && { untranslatedName }),
  };
}

export function issueTypeOf(
  type: JiraIssueType,
  fields: readonly JiraField[],
  statuses: readonly JiraStatus[],
  { isDefault = false, isCloud = true }: { readonly isDefault?: boolean; readonly isCloud?: boolean } = {},
): RemoteIssueType {
  const priority = fields.find(({ fieldId }) => fieldId === 'priority');
  return {
    remoteId: type.id,
    name: type.name,
    ...(type.untranslatedName && { untranslatedName: type.untranslatedName }),
    isDefault,
    isSubtask: type.subtask,
    requiredFields: fields.filter(isRequiredOnCreate).map(fieldOf),
    settableFields: fields.map(({ fieldId }) => fieldId),
    unsupportedFields: unsupportedFields(fields, isCloud || type.subtask || isEpic(fields)),
    priorities: priority ? namesOf(priority) : [],
    statuses: statuses.map(statusOf),
  };
}

export function isRequiredOnCreate({ required, hasDefaultValue }: JiraField): boolean {
  return required && !hasDefaultValue;
}

function fieldOf(field: JiraField): RemoteField {
  const { type, items } = field.schema;
  return {
    remoteId: field.fieldId,
    name: field.name,
    type: items ? `${type} of ${items}` : type,
    allowedValues: namesOf(field),
    filledBy: filledBy(field),
  };
}

const FILLED_BY: Readonly<Record<string, FieldFilledBy>> = {
  project: 'ALWAYS',
  issuetype: 'ALWAYS',
  summary: 'ALWAYS',
  description: 'DESCRIPTION',
  // The label with the operation id is always among them.
  labels: 'ALWAYS',
  priority: 'PRIORITY',
  assignee: 'ASSIGNEE',
  parent: 'PARENT',
  duedate: 'DUE_DATE',
  // Jira takes the account that creates the ticket; Server and Data Center do not say so.
  reporter: 'ALWAYS',
};

/** By field id; what Jira refuses off the screen, and what is left out there (jira.draft.ts). */
const DRAFT_FIELDS: Readonly<Record<string, UnsupportedField>> = {
  description: { field: 'DESCRIPTION', isRefused: false },
  labels: { field: 'LABELS', isRefused: false },
  priority: { field: 'PRIORITY', isRefused: true },
  assignee: { field: 'ASSIGNEE', isRefused: true },
  parent: { field: 'PARENT', isRefused: true },
  duedate: { field: 'DUE_DATE', isRefused: false },
};

/** Data Center: nothing is above an epic. */
export function isEpic(fields: readonly JiraField[]): boolean {
  return fields.some(({ schema }) => schema.custom === EPIC_NAME);
}

/** @param needsParentField false: what is above it can be said without the field `parent` (jira.edition.ts). */
function unsupportedFields(fields: readonly JiraField[], needsParentField: boolean): UnsupportedField[] {
  const onScreen = new Set(fields.map(({ fieldId }) => fieldId));
  return Object.entries(DRAFT_FIELDS)
    .filter(([fieldId]) => !onScreen.has(fieldId) && (needsParentField || fieldId !== 'parent'))
    .map(([, unsupported]) => unsupported);
}

function filledBy({ fieldId, schema }: JiraField): FieldFilledBy {
  if (schema.custom === EPIC_NAME) return 'ALWAYS';
  if (schema.custom === EPIC_LINK) return 'PARENT';
  return Object.hasOwn(FILLED_BY, fieldId) ? (FILLED_BY[fieldId] ?? null) : null;
}

/** Null where Jira lists none: then anything goes. */
export function namesOf({ allowedValues }: JiraField): string[] | null {
  return allowedValues?.map(nameOf).filter((name) => name !== '') ?? null;
}

type AllowedValue = NonNullable<JiraField['allowedValues']>[number];

export function nameOf(value: AllowedValue): string {
  return (
    ('name' in value && typeof value.name === 'string' && value.name) || value.value || idOf(value) || ''
  );
}

export function idOf(value: AllowedValue): string | null {
  return 'id' in value && typeof value.id === 'string' ? value.id : null;
}
