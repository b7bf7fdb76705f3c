import type { FieldError } from '../shared/errors/index.js';
import { Checked, CheckedMembers, complaintAboutText } from '../shared/graphql/index.js';
import { KNOWN_PLACEHOLDERS, unknownPlaceholders } from './ticket-templates.rules.js';

const LONGEST_LIST = 50;
const LONGEST_ENTRY = 255;
const MOST_CUSTOM_FIELDS = 50;
const LARGEST_CUSTOM_FIELDS_BYTES = 20_000;

/** A list of names or labels; `fold` says when two of them are the same. */
export const IsListOfLines = (fold: (line: string) => string = (line) => line) =>
  CheckedMembers('isListOfLines', (value) => complaintsAboutLines(value, fold));

function complaintsAboutLines(value: unknown, fold: (line: string) => string): FieldError[] {
  if (!Array.isArray(value)) return [{ path: '', message: 'must be a list.' }];
  if (value.length > LONGEST_LIST)
    return [{ path: '', message: `must have at most ${LONGEST_LIST} entries.` }];
  const seen = new Set<string>();
  return value.flatMap((line: unknown, index) => {
    const message = complaintAboutText(line, LONGEST_ENTRY) ?? repeated(fold(line as string), seen);
    return message ? [{ path: String(index), message }] : [];
  });
}

function repeated(line: string, seen: Set<string>): string | null {
  if (seen.has(line)) return 'is in the list already.';
  seen.add(line);
  return null;
}

export const IsTemplate = (max: number, allowsNewlines: boolean) =>
  Checked('isTemplate', (value) => {
    if (allowsNewlines && value === '') return null;
    return complaintAboutText(value, max, allowsNewlines) ?? complaintAboutPlaceholders(value as string);
  });

/** Labels are rendered too. */
export const NamesKnownPlaceholders = () =>
  CheckedMembers('namesKnownPlaceholders', (value) =>
    (Array.isArray(value) ? value : []).flatMap((line: unknown, index) => {
      const message = typeof line === 'string' ? complaintAboutPlaceholders(line) : null;
      return message ? [{ path: String(index), message }] : [];
    }),
  );

function complaintAboutPlaceholders(template: string): string | null {
  const unknown = unknownPlaceholders(template);
  if (unknown.length === 0) return null;
  return `does not know ${unknown.map((name) => `{{${name}}}`).join(', ')}. There are ${KNOWN_PLACEHOLDERS}.`;
}

/** What can be stored and sent: by the tracker's field id, in the tracker's own form. */
export const IsCustomFields = () => CheckedMembers('isCustomFields', complaintsAboutCustomFields);

function complaintsAboutCustomFields(value: unknown): FieldError[] {
  const of = (message: string) => [{ path: '', message }];
  if (typeof value !== 'object' || value === null) return of('must be a JSON object.');
  const names = Object.keys(value);
  if (names.length > MOST_CUSTOM_FIELDS) return of(`must have at most ${MOST_CUSTOM_FIELDS} fields.`);
  if (names.some((name) => complaintAboutText(name, LONGEST_ENTRY) !== null))
    return of(`must be by the tracker’s field ids, each of 1 to ${LONGEST_ENTRY} characters.`);
  if (Buffer.byteLength(JSON.stringify(value)) > LARGEST_CUSTOM_FIELDS_BYTES)
    return of(`must have at most ${LARGEST_CUSTOM_FIELDS_BYTES} bytes as JSON.`);
  return isStorable(value) ? [] : of('must hold well-formed Unicode without NUL characters.');
}

/** PostgreSQL's jsonb takes neither NUL nor half a surrogate pair. */
function isStorable(value: unknown): boolean {
  if (typeof value === 'string') return value.isWellFormed() && !value.includes('\u0000');
  if (typeof value !== 'object' || value === null) return true;
  return Object.entries(value).every(([key, member]) => isStorable(key) && isStorable(member));
}
