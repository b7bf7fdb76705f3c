import type { RemoteUser } from './discovery.js';
import { type DraftProblem, refusedValue } from './draft-check.js';
import type { FieldViolation } from './provider-error.js';

/** Values of further fields as people write them, and what a tracker takes of them. */

/** A value in the tracker's form, or why it is none. `words` follow the field's name. */
export type FieldValue =
  { readonly value: unknown } | { readonly words: string; readonly suggestions?: readonly string[] };

export interface ConvertedFields {
  readonly values: Readonly<Record<string, unknown>>;
  readonly problems: readonly DraftProblem[];
}

export const NO_FIELDS: ConvertedFields = { values: {}, problems: [] };

const SUGGESTIONS_MAX = 5;

/** @param convert null: there is no such field, so that the value stays as it is; the check of the project says so. */
export async function convertFields(
  given: Readonly<Record<string, unknown>> | null,
  convert: (fieldId: string, value: unknown) => Promise<NamedFieldValue | null> | NamedFieldValue | null,
): Promise<ConvertedFields> {
  const values: Record<string, unknown> = {};
  const problems: DraftProblem[] = [];
  // In one order, whatever order a database gives them back in.
  for (const fieldId of Object.keys(given ?? {}).sort()) {
    const value = given![fieldId];
    const converted = value === null ? null : await convert(fieldId, value);
    if (converted === null) values[fieldId] = value;
    else if ('value' in converted.result) values[fieldId] = converted.result.value;
    else {
      const { words, suggestions = [] } = converted.result;
      const path = `customFields.${fieldId}`;
      problems.push(refusedValue(path, `${converted.name} ${words}`, suggestions.slice(0, SUGGESTIONS_MAX)));
    }
  }
  return { values, problems };
}

interface NamedFieldValue {
  /** As people see it. */
  readonly name: string;
  readonly result: FieldValue;
}

export function violationsOf({ problems }: ConvertedFields): FieldViolation[] {
  return problems.map(({ path, message }) => ({ path, message }));
}

/** Every member by itself; a single value is a list of one. */
export function listIn(value: unknown, convert: (member: unknown) => FieldValue): FieldValue {
  const converted: unknown[] = [];
  for (const member of Array.isArray(value) ? (value as unknown[]) : [value]) {
    const one = convert(member);
    if (!('value' in one)) return one;
    converted.push(one.value);
  }
  return { value: converted };
}

export function textIn(value: unknown, maxLength = Infinity): FieldValue {
  const written = typeof value === 'number' || typeof value === 'boolean' ? String(value) : value;
  if (typeof written !== 'string') return { words: 'takes text. Give it in quotes.' };
  return written.length > maxLength
    ? { words: `takes at most ${maxLength} characters. Shorten it.` }
    : { value: written };
}

export function numberIn(value: unknown): FieldValue {
  const parsed = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  return typeof parsed === 'number' && Number.isFinite(parsed)
    ? { value: parsed }
    : { words: `takes a number, and ${shown(value)} is none.` };
}

/** YYYY-MM-DD. */
export function dayIn(value: unknown): FieldValue {
  const isDay =
    typeof value === 'string' &&
    /^\d{4}-\d{2}-\d{2}$/.test(value) &&
    !Number.isNaN(Date.parse(value)) &&
    new Date(value).toISOString().startsWith(value);
  return isDay ? { value } : { words: `takes a date as 2026-01-31, and ${shown(value)} is none.` };
}

const YES = ['true', 'yes', 'on', '1'];
const NO = ['false', 'no', 'off', '0'];

export function yesOrNoIn(value: unknown): FieldValue {
  const word = String(value).trim().toLowerCase();
  if (YES.includes(word)) return { value: true };
  return NO.includes(word)
    ? { value: false }
    : { words: `takes true or false, and ${shown(value)} is neither.` };
}

export interface Choice {
  readonly id: string;
  readonly name: string;
}

/** By id, or by name without case. */
export function choiceIn<T extends Choice>(
  value: unknown,
  choices: readonly T[],
  form: (choice: T) => unknown = ({ id }) => id,
): FieldValue {
  const names = choices.map(({ name }) => name);
  const wanted = typeof value === 'number' ? String(value) : value;
  if (typeof wanted !== 'string') return { words: `takes one of ${listed(names)}.`, suggestions: names };
  const chosen =
    choices.find(({ id }) => id === wanted) ?? choices.find(({ name }) => isSameText(name, wanted));
  if (chosen) return { value: form(chosen) };
  return { words: `has no value ${wanted}. It has ${listed(names)}.`, suggestions: names };
}

/** Whoever is meant by an id, an address or a name; null: nobody, or more than one. */
export function personIn(people: readonly RemoteUser[], text: string): RemoteUser | null {
  const byId = people.find(({ remoteId }) => remoteId === text.trim());
  if (byId) return byId;
  const exact = people.filter(({ name, email }) => [name, email ?? ''].some((one) => isSameText(one, text)));
  // An address finds its owner alone, even where the tracker does not show it.
  const owners = exact.length === 0 && text.includes('@') ? people : exact;
  return owners.length === 1 ? (owners[0] ?? null) : null;
}

export function noPerson(text: unknown, similar: readonly RemoteUser[]): FieldValue {
  return {
    words: `takes a person, and nobody here is ${shown(text)}. Give an e-mail address, a name or an id.`,
    suggestions: similar.map(({ remoteId }) => remoteId),
  };
}

/** That an assignee is unknown, with whoever is meant. */
export function unknownAssignee(
  assignee: string,
  where: string,
  similar: readonly RemoteUser[],
): DraftProblem {
  const meant = personIn(similar, assignee);
  const hint = meant ? `Give the id of ${meant.name}: ${meant.remoteId}.` : 'Choose somebody else.';
  const suggestions = similar.slice(0, SUGGESTIONS_MAX).map(({ remoteId }) => remoteId);
  return refusedValue(
    'assignee',
    `Nobody with the id ${assignee} can be assigned tickets ${where}. ${hint}`,
    suggestions,
  );
}

export function unknownParent(parentKey: string): DraftProblem {
  return refusedValue('parentKey', `There is no ticket ${parentKey}, or it is hidden from this account.`);
}

function listed(names: readonly string[]): string {
  return names.length === 0 ? 'none' : names.slice(0, 20).join(', ');
}

export function shown(value: unknown): string {
  return typeof value === 'string' ? value.slice(0, 100) : (JSON.stringify(value) ?? 'nothing').slice(0, 100);
}

function isSameText(one: string, other: string): boolean {
  return one.trim().toLowerCase() === other.trim().toLowerCase();
}
