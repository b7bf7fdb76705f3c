export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The form of a gid. */
export const GID = /^[0-9]+$/;

export function isGid(value: unknown): value is string {
  return typeof value === 'string' && GID.test(value);
}
