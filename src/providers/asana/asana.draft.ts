import {
  type CheckableDraftFields,
  type ConvertedFields,
  type FieldViolation,
  rejection,
  type TicketDraft,
  violationsOf,
} from '../contract/index.js';
import { gid } from './asana.keys.js';
import { fieldsOf, optionsOf, priorityField, sameName } from './asana.mapping.js';
import type { AsanaProject } from './asana.schemas.js';
import { markdownToAsana } from './markdown-to-asana.js';

/** The line that tells whose ticket it is: the last of the notes, and of every comment of ours. */
export function markerOf(id: string): string {
  return `[delivr:${id}]`;
}

/** What Asana takes in no project; part of the port. */
export function draftViolations({ labels, parentKey }: CheckableDraftFields): FieldViolation[] {
  const violations = labels.flatMap((label, index) =>
    label.trim() === '' ? [{ path: `labels.${index}`, message: 'A tag of Asana has a name.' }] : [],
  );
  if (parentKey === null || gid(parentKey)) return violations;
  return [...violations, { path: 'parentKey', message: invalidGidMessage('parentKey', parentKey) }];
}

/** What must be known of the project before the draft can be sent. */
export function needsProject({ priority, labels, customFields }: TicketDraft): boolean {
  return priority !== null || labels.length > 0 || customFields !== null;
}

/**
 * A draft as Asana's creation takes it, tags aside. A task below another one is put into the project as well: it would be
 * in none otherwise, and nobody could find it there.
 * @param project null where nothing of it is needed.
 * @throws ProviderError REJECTED naming every field that cannot be sent as it is.
 */
export function taskData(
  draft: TicketDraft,
  project: AsanaProject | null,
  given: ConvertedFields,
): Record<string, unknown> {
  const violations: FieldViolation[] = violationsOf(given);
  const addViolation = (path: string, message: string) => void violations.push({ path, message });
  const projects = [checkedGid('project', draft.projectKey, addViolation)];
  const customFields = { ...given.values, ...priorityOf(draft, project, addViolation) };
  for (const field of Object.keys(customFields)) checkedGid('custom_fields', field, addViolation);
  const data = {
    name: draft.title,
    html_notes: markdownToAsana(draft.description, 'notes', markerOf(draft.operationId)),
    projects,
    ...(draft.parentKey !== null && { parent: checkedGid('parent', draft.parentKey, addViolation) }),
    ...(draft.assignee !== null && { assignee: assigneeOf(draft.assignee, addViolation) }),
    ...(draft.dueDate !== null && { due_on: draft.dueDate }),
    ...(Object.keys(customFields).length > 0 && { custom_fields: customFields }),
  };
  if (violations.length > 0) throw rejection(violations);
  return data;
}

type AddViolation = (path: string, message: string) => void;

function checkedGid(path: string, text: string, addViolation: AddViolation): string {
  if (!gid(text)) addViolation(path, invalidGidMessage(path, text));
  return text;
}

function invalidGidMessage(path: string, text: string): string {
  return `${text} is no gid of Asana's (${path}): those have digits alone.`;
}

/** By gid, or by e-mail address. */
function assigneeOf(text: string, addViolation: AddViolation): string {
  const isAddress = /^[^\s@]+@[^\s@]+$/.test(text);
  if (!isAddress && text !== 'me') checkedGid('assignee', text, addViolation);
  return text;
}

/** Left out where the project has no such field: Asana itself knows no priority. */
function priorityOf(
  { priority }: TicketDraft,
  project: AsanaProject | null,
  addViolation: AddViolation,
): Record<string, string> {
  const field = project && priorityField(fieldsOf(project) ?? []);
  if (priority === null || !field) return {};
  const options = optionsOf(field);
  const chosen = options.find(({ name }) => sameName(name, priority));
  if (chosen) return { [field.gid]: chosen.gid };
  const known = options.map(({ name }) => name).join(', ');
  addViolation(field.gid, `There is no priority ${priority} here. There are: ${known}.`);
  return {};
}
