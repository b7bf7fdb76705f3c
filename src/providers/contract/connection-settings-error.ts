import type { FieldComplaint } from './provider-error.js';

/** Settings that cannot be a connection, found without asking the tracker. `path` is the credential field's name. */
export class ConnectionSettingsError extends Error {
  override readonly name = 'ConnectionSettingsError';

  constructor(readonly fields: readonly FieldComplaint[]) {
    super(fields.map(({ path, message }) => `${path}: ${message}`).join(' '));
  }
}
