/** Whether an error carries one of these codes: Node's (`ENOENT`) or PostgreSQL's (`57P03`). */
export function hasCode(error: unknown, ...codes: readonly string[]): boolean {
  // not by instanceof: under jest, Node's own errors are of another realm
  const { code } = (error ?? {}) as { code?: unknown };
  return typeof code === 'string' && codes.includes(code);
}
