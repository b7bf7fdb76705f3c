import { ProviderError, ProviderFailure } from '../contract/index.js';

/**
 * Keys and ids become part of a path, so nothing else than these forms ever does: `../project` goes nowhere. Every one
 * is URL-encoded on top.
 */
export const PROJECT_KEY_PATTERN = /^[A-Z][A-Z0-9_]+$/i;
const TICKET_KEY_PATTERN = /^[A-Z][A-Z0-9_]*-[0-9]{1,18}$/i;
const TICKET_ID_PATTERN = /^[0-9]{1,18}$/;

/** Null where it cannot be a project's key. */
export function projectKey(text: string): string | null {
  return text.length <= 255 && PROJECT_KEY_PATTERN.test(text) ? text.toUpperCase() : null;
}

/** The id as it is, the key in capitals; null where it can be neither. */
export function ticketIdOrKey(text: string): string | null {
  if (TICKET_ID_PATTERN.test(text)) return text;
  return text.length <= 255 && TICKET_KEY_PATTERN.test(text) ? text.toUpperCase() : null;
}

/** @throws ProviderError NOT_FOUND where it can be neither. */
export function requireTicketIdOrKey(text: string): string {
  const idOrKey = ticketIdOrKey(text);
  if (idOrKey) return idOrKey;
  throw new ProviderError(ProviderFailure.NOT_FOUND, 'That is no key of a ticket.');
}

/** The number in `ABC-12`; null where it has none. */
export function numberOf(key: string): number | null {
  const digits = /-([0-9]{1,15})$/.exec(key)?.[1];
  return digits === undefined ? null : Number(digits);
}

/** The project's part of `ABC-12`. */
export function projectOf(key: string): string {
  return key.slice(0, key.lastIndexOf('-')).toUpperCase();
}

/** What the label begins with by which a ticket of ours is found. Never rename: tickets have it. */
export const OPERATION_LABEL_PREFIX = 'delivr-';

export function operationLabel(operationId: string): string {
  return `${OPERATION_LABEL_PREFIX}${operationId}`;
}

export function isOperationLabel(label: string): boolean {
  return /^delivr-[0-9a-f-]{36}$/.test(label);
}
