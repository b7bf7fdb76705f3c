/**
 * Asana's ids (gids) become part of a path, so nothing but digits ever does: `../users/me` goes nowhere. They are texts:
 * longer than a number may be.
 */
export const GID_PATTERN = /^[0-9]{1,32}$/;

/** Null where it cannot be one. */
export function gid(text: string): string | null {
  return GID_PATTERN.test(text) ? text : null;
}
