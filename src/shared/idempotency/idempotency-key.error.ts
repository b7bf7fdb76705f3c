import { ConflictError } from '../errors/index.js';

/** One idempotency key for two different requests. */
export function idempotencyKeyReusedError(): ConflictError {
  const message = 'was used before with another input. Use a new key for another request.';
  return new ConflictError(`The idempotencyKey ${message}`, {
    fields: [{ path: 'idempotencyKey', message }],
  });
}
