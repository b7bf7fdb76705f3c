import { Transform } from 'class-transformer';
import { ValidateBy, ValidateIf, type ValidationError } from 'class-validator';
import { type FieldError, InvalidInputError } from '../errors/index.js';

const CONTROL = /[\u0000-\u001f\u007f-\u009f\u2028\u2029]/;

const CONTROL_BUT_NEWLINE = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f]/;

/** One rule with one complaint: `check` says what is wrong, or null. */
export function Checked(name: string, check: (value: unknown) => string | null): PropertyDecorator {
  return ValidateBy({
    name,
    validator: {
      validate: (value) => check(value) === null,
      defaultMessage: (args) => check(args?.value) ?? 'is not valid.',
    },
  });
}

/** class-validator knows one message per property: complaints about its members travel in it, after this mark. */
const MEMBERS_MARK = '\u0001';

/** One rule with any number of complaints; paths lead from the property inwards, as `0.platform`, '' being itself. */
export function CheckedMembers(
  name: string,
  check: (value: unknown) => readonly FieldError[],
): PropertyDecorator {
  return Checked(name, (value) => {
    const complaints = check(value);
    return complaints.length === 0 ? null : `${MEMBERS_MARK}${JSON.stringify(complaints)}`;
  });
}

/** Trims texts before they are checked, those of a list each. */
export const Trimmed = () => Transform(({ value }: { value: unknown }) => trimmed(value));

function trimmed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(trimmed);
  return typeof value === 'string' ? value.trim() : value;
}

/** Absent keeps; null is a mistake: for what an update may leave out, but never clear. */
export const NotNull = () =>
  Checked('notNull', (value) => (value === null ? 'cannot be cleared; leave it out to keep it.' : null));

/** Skips the other rules where there is nothing to check. */
export const WhenGiven = () => ValidateIf((_, value) => value !== undefined && value !== null);

/** Skips the other rules where it is absent; null is checked by `NotNull`. */
export const WhenPresent = () => ValidateIf((_, value) => value !== undefined);

export function complaintAboutText(value: unknown, max: number, allowsNewlines = false): string | null {
  if (typeof value !== 'string') return 'must be text.';
  if (value.trim().length === 0) return 'must not be empty.';
  if ([...value].length > max) return `must have at most ${max} characters.`;
  if ((allowsNewlines ? CONTROL_BUT_NEWLINE : CONTROL).test(value))
    return 'must not hold control characters.';
  if (!value.isWellFormed()) return 'must be well-formed Unicode.';
  return null;
}

/** A name: 1 to 100 characters after trimming, no control characters. */
export const IsName = (): PropertyDecorator => (target, property) => {
  Trimmed()(target, property);
  Checked('isName', (value) => (value === null ? null : complaintAboutText(value, 100)))(target, property);
};

/** One line of text. */
export const IsLine = (max: number) => Checked('isLine', (value) => complaintAboutText(value, max));

/** Text of several lines; may be empty. */
export const IsProse = (max: number) =>
  Checked('isProse', (value) => (value === '' ? null : complaintAboutText(value, max, true)));

/** Flattens class-validator's tree into paths dotted from inside `input`. */
export function toFieldErrors(errors: readonly ValidationError[], prefix = ''): FieldError[] {
  return errors.flatMap((error) => {
    const path = prefix ? `${prefix}.${error.property}` : error.property;
    const own = Object.values(error.constraints ?? {})
      .slice(0, 1)
      .flatMap((message) => unpacked(path, message));
    return [...own, ...toFieldErrors(error.children ?? [], path)];
  });
}

function unpacked(path: string, message: string): FieldError[] {
  if (!message.startsWith(MEMBERS_MARK)) return [{ path, message }];
  const members = JSON.parse(message.slice(MEMBERS_MARK.length)) as FieldError[];
  return members.map((member) => ({ ...member, path: member.path ? `${path}.${member.path}` : path }));
}

export function toInvalidInput(errors: readonly ValidationError[]): InvalidInputError {
  return new InvalidInputError(toFieldErrors(errors));
}
