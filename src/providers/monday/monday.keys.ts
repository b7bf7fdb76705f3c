import { v5 as uuidv5 } from 'uuid';

/** Ids become part of variables alone, never of a path; yet nothing else than digits is one. */
const ID_PATTERN = /^[0-9]{1,18}$/;

/** A board's key is its id. */
export const PROJECT_KEY_PATTERN = ID_PATTERN;

/** Null where it can be the id of no board, item or person. */
export function idIn(text: string): string | null {
  return ID_PATTERN.test(text) ? text : null;
}

/** Never changed: the same parts must make the same key as long as any creation is under way. */
const NAMESPACE = '6b1f8d0e-3c55-4b7e-9a41-0f2d6c7e5a19';

/**
 * monday.com executes one key once within half an hour, and remembers its answer, perhaps also a refusal. One key, one
 * body: whatever may be sent differently has a key of its own.
 */
export function idempotencyKey(...parts: readonly (string | number)[]): string {
  return uuidv5(JSON.stringify(parts), NAMESPACE);
}

/**
 * Under which keys one creation is sent: the second only after the first was refused, be it now or before. Walked from
 * the start each time, they lead a repeated creation to the answer that it once got.
 */
export function creationKeys({
  operationId,
  generation,
}: {
  readonly operationId: string;
  readonly generation: number;
}): readonly [first: string, second: string] {
  return [
    idempotencyKey('create', operationId, generation),
    idempotencyKey('create again', operationId, generation),
  ];
}
