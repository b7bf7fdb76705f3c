import { Transform } from 'class-transformer';
import { ValidateBy, ValidateIf, type ValidationError } from 'class-validator';
import { type FieldError, InvalidInputError } from '../errors/index.js';

const CONTROL = /[\u0000-\u001f\u007f-\u009f\u2028\u2029]/;

const CONTROL_BUT_NEWLINE = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f]/;

/** One rule with one complaint: `check` says what is wrong, or null. */
export function ValidateWith(name: string, check: (value: unknown) => string | null): PropertyDecorator {
  return ValidateBy({
    name,
    validator: {
      validate: (value) => check(value) === null,
      defaultMessage: (args) => check(args?.value) ?? 'is not valid.',
    },
  });
}

/** class-validator knows one message per property: complaints about its members travel in it, after this mark. */
const MEMBERS_PREFIX = '\u0001';

/** One rule with any number of complaints; paths lead from the property inwards, as `0.platform`, '' being itself. */
export function ValidateMembersWith(
  name: string,
  check: (value: unknown) => readonly FieldError[],
): PropertyDecorator {
  return ValidateWith(name, (value) => {
    const violations = check(value);
    return violations.length === 0 ? null : `${MEMBERS_PREFIX}${JSON.stringify(violations)}`;
  });
}

/** Trims texts before they are checked, those of a list each. */
export const Trimmed = () => Transform(({ value }: { value: unknown }) => trimDeep(value));

function trimDeep(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(trimDeep);
  return typeof value === 'string' ? value.trim() : value;
}

/** Absent keeps; null is a mistake: for what an update may leave out, but never clear. */
export const NotNull = () =>
  ValidateWith('notNull', (value) => (value === null ? 'cannot be cleared; leave it out to keep it.' : null));

/** Skips the other rules where there is nothing to check. */
export const ValidateIfNotNull = () => ValidateIf((_, value) => value !== undefined && value !== null);

/** Skips the other rules where it is absent; null is checked by `NotNull`. */
export const ValidateIfDefined = () => ValidateIf((_, value) => value !== undefined);

export function textViolation(value: unknown, max: number, allowsNewlines = false): string | null {
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
  ValidateWith('isName', (value) => (value === null ? null : textViolation(value, 100)))(target, property);
};

/** One line of text. */
export const IsSingleLine = (max: number) => ValidateWith('isLine', (value) => textViolation(value, max));

/** Text of several lines; may be empty. */
export const IsMultilineText = (max: number) =>
  ValidateWith('isProse', (value) => (value === '' ? null : textViolation(value, max, true)));

/** Flattens class-validator's tree into paths dotted from inside `input`. */
export function toFieldErrors(errors: readonly ValidationError[], prefix = ''): FieldError[] {
  return errors.flatMap((error) => {
    const path = prefix ? `${prefix}.${error.property}` : error.property;
    const own = Object.values(error.constraints ?? {})
      .slice(0, 1)
      .flatMap((message) => unpackMembers(path, message));
    return [...own, ...toFieldErrors(error.children ?? [], path)];
  });
}

function unpackMembers(path: string, message: string): FieldError[] {
  if (!message.startsWith(MEMBERS_PREFIX)) return [{ path, message }];
  const members = JSON.parse(message.slice(MEMBERS_PREFIX.length)) as FieldError[];
  return members.map((member) => ({ ...member, path: member.path ? `${path}.${member.path}` : path }));
}

export function toInvalidInput(errors: readonly ValidationError[]): InvalidInputError {
  return new InvalidInputError(toFieldErrors(errors));
}
