import type { FieldError } from '../shared/errors/index.js';
import { ValidateWith, ValidateMembersWith, textViolation } from '../shared/graphql/index.js';
import { KNOWN_PLACEHOLDERS, textsIn, unknownPlaceholders } from './ticket-templates.rules.js';

const MAX_LIST_LENGTH = 50;
const MAX_ENTRY_LENGTH = 255;
const MAX_CUSTOM_FIELDS = 50;
const MAX_CUSTOM_FIELDS_BYTES = 20_000;

/** A list of names or labels; `normalise` makes equal those that count as the same. */
export const IsListOfLines = (normalise: (line: string) => string = (line) => line) =>
  ValidateMembersWith('isListOfLines', (value) => lineViolations(value, normalise));

function lineViolations(value: unknown, normalise: (line: string) => string): FieldError[] {
  if (!Array.isArray(value)) return [{ path: '', message: 'must be a list.' }];
  if (value.length > MAX_LIST_LENGTH)
    return [{ path: '', message: `must have at most ${MAX_LIST_LENGTH} entries.` }];
  const seen = new Set<string>();
  return value.flatMap((line: unknown, index) => {
    const message =
      textViolation(line, MAX_ENTRY_LENGTH) ?? duplicateViolation(normalise(line as string), seen);
    return message ? [{ path: String(index), message }] : [];
  });
}

function duplicateViolation(line: string, seen: Set<string>): string | null {
  if (seen.has(line)) return 'is in the list already.';
  seen.add(line);
  return null;
}

export const IsTemplate = (max: number, allowsNewlines: boolean) =>
  ValidateWith('isTemplate', (value) => {
    if (allowsNewlines && value === '') return null;
    return textViolation(value, max, allowsNewlines) ?? placeholderViolation(value as string);
  });

/** Labels are rendered too. */
export const NamesKnownPlaceholders = () =>
  ValidateMembersWith('namesKnownPlaceholders', (value) =>
    (Array.isArray(value) ? value : []).flatMap((line: unknown, index) => {
      const message = typeof line === 'string' ? placeholderViolation(line) : null;
      return message ? [{ path: String(index), message }] : [];
    }),
  );

function placeholderViolation(template: string): string | null {
  const unknown = unknownPlaceholders(template);
  if (unknown.length === 0) return null;
  return `does not know ${unknown.map((name) => `{{${name}}}`).join(', ')}. There are ${KNOWN_PLACEHOLDERS}.`;
}

/** Values by the tracker's field id, their texts templates; they must fit into jsonb. */
export const IsCustomFields = () => ValidateMembersWith('isCustomFields', customFieldViolations);

function customFieldViolations(value: unknown): FieldError[] {
  const of = (message: string) => [{ path: '', message }];
  if (typeof value !== 'object' || value === null) return of('must be a JSON object.');
  const names = Object.keys(value);
  if (names.length > MAX_CUSTOM_FIELDS) return of(`must have at most ${MAX_CUSTOM_FIELDS} fields.`);
  if (names.some((name) => textViolation(name, MAX_ENTRY_LENGTH) !== null))
    return of(`must be by the tracker’s field ids, each of 1 to ${MAX_ENTRY_LENGTH} characters.`);
  if (Buffer.byteLength(JSON.stringify(value)) > MAX_CUSTOM_FIELDS_BYTES)
    return of(`must have at most ${MAX_CUSTOM_FIELDS_BYTES} bytes as JSON.`);
  if (!isStorable(value)) return of('must hold well-formed Unicode without NUL characters.');
  return Object.entries(value).flatMap(([id, member]) => {
    const message = placeholderViolation(textsIn(member).join('\n'));
    return message ? [{ path: id, message }] : [];
  });
}

/** PostgreSQL's jsonb takes neither NUL nor half a surrogate pair. */
function isStorable(value: unknown): boolean {
  if (typeof value === 'string') return value.isWellFormed() && !value.includes('\u0000');
  if (typeof value !== 'object' || value === null) return true;
  return Object.entries(value).every(([key, member]) => isStorable(key) && isStorable(member));
}
