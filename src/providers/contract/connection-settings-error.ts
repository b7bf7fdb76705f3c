import type { FieldViolation } from './provider-error.js';

/** Settings that cannot be a connection, found without asking the tracker. `path` is the credential field's name. */
export class ConnectionSettingsError extends Error {
  override readonly name = 'ConnectionSettingsError';

  constructor(readonly fields: readonly FieldViolation[]) {
    super(fields.map(({ path, message }) => `${path}: ${message}`).join(' '));
  }
}
