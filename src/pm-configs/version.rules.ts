import { Transform } from 'class-transformer';
import { ValidateWith } from '../shared/graphql/index.js';

const MAX_LENGTH = 64;

/** Without spaces around it, and without a `v` before a digit: the default title adds that. */
export function normaliseVersion(text: string): string {
  return text.trim().replace(/^v(?=\d)/i, '');
}

/** What is wrong with a normalised version; null: nothing. */
export function versionViolation(version: unknown): string | null {
  if (typeof version !== 'string') return 'must be text.';
  if (version === '') return 'must not be empty.';
  if (version.length > MAX_LENGTH) return `must have at most ${MAX_LENGTH} characters.`;
  if (!/^[A-Za-z0-9._+-]+$/.test(version)) return 'may hold only letters, digits and . _ + -';
  return /\d/.test(version) ? null : 'must hold a digit, as in 1.2.0.';
}

/** A version: 1 to 64 of letters, digits and . _ + -, at least one digit. */
export const IsVersion = (): PropertyDecorator => (target, property) => {
  Transform(({ value }: { value: unknown }) => (typeof value === 'string' ? normaliseVersion(value) : value))(
    target,
    property,
  );
  ValidateWith('isVersion', (value) => (value === null ? null : versionViolation(value)))(target, property);
};
