import type { EntityManager } from '@mikro-orm/postgresql';

/** `for share`: whoever revokes the parent waits for its children, and finds them. */
const LOCK_PARENT = `
  select expires_at as "expiresAt" from api_tokens where id = ? and revoked_at is null for share`;

/** No project in it: a token and those that it made live and end together, wherever they are used. */
const REVOKE_DESCENDANTS = `
  with recursive family as (
    select id from api_tokens where id = any (?::uuid[])
    union
    select child.id from api_tokens child join family on child.parent_id = family.id
  )
  update api_tokens set revoked_at = ?::timestamptz
   where id in (select id from family) and id <> all (?::uuid[]) and revoked_at is null`;

/** When the token that makes another one expires (null: never), held until the transaction ends; undefined: it is revoked. */
export async function lockParent(
  em: EntityManager,
  id: string,
): Promise<{ readonly expiresAt: Date | null } | undefined> {
  const [row] = (await em.execute(LOCK_PARENT, [id])) as { expiresAt: string | Date | null }[];
  return row && { expiresAt: row.expiresAt === null ? null : new Date(row.expiresAt) };
}

/** Ends what these tokens made, and what that made. They themselves must be revoked in the same transaction already. */
export async function revokeDescendants(
  em: EntityManager,
  ids: readonly string[],
  now: Date,
): Promise<number> {
  const parents = `{${ids.join(',')}}`;
  let total = 0;
  for (;;) {
    // Again until there are none: one that was being made meanwhile was not visible to the statement that waited for it.
    const parameters = [parents, now.toISOString(), parents];
    const { affectedRows } = (await em.execute(REVOKE_DESCENDANTS, parameters, 'run')) as {
      affectedRows: number;
    };
    if (affectedRows === 0) return total;
    total += affectedRows;
  }
}
