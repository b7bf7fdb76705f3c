/** What Linear calls things. Nothing else than these forms is ever sent where a key or an id is meant. */

export const TEAM_KEY_PATTERN = /^[A-Z0-9_]{1,20}$/i;
const IDENTIFIER_PATTERN = /^([A-Z0-9_]{1,20})-([0-9]{1,9})$/i;
const UUID_PATTERN = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Null where it cannot be a team's key. */
export function teamKey(text: string): string | null {
  return TEAM_KEY_PATTERN.test(text) ? text.toUpperCase() : null;
}

/** In lower case; null where it is no UUID. */
export function uuid(text: string): string | null {
  return UUID_PATTERN.test(text) ? text.toLowerCase() : null;
}

/** `SHOP-12`, apart. */
export interface Identifier {
  readonly team: string;
  readonly number: number;
}

export function identifier(text: string): Identifier | null {
  const [, team, number] = IDENTIFIER_PATTERN.exec(text) ?? [];
  return team === undefined ? null : { team: team.toUpperCase(), number: Number(number) };
}

/** The UUID in lower case, the identifier in capitals; null where it can be neither. */
export function issueIdOrIdentifier(text: string): string | null {
  return uuid(text) ?? (identifier(text) ? text.toUpperCase() : null);
}
