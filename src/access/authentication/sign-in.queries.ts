import type { EntityManager } from '@mikro-orm/postgresql';
import type { CallerAccount, CallerMembership, CallerToken } from './caller.js';

/** Everything that a token lets its bearer do. */
export interface SignIn {
  readonly account: CallerAccount;
  readonly token: CallerToken;
  readonly memberships: readonly CallerMembership[];
  readonly isRevoked: boolean;
  readonly isExpired: boolean;
  /** Nobody has written its use down since `useKnownSince`. */
  readonly isUseStale: boolean;
}

/** One statement, since every request begins with it. */
const FIND_SIGN_IN = `
  select
    jsonb_build_object('id', a.id, 'name', a.name, 'email', a.email) as account,
    jsonb_build_object('id', t.id, 'name', t.name, 'projectId', t.project_id, 'role', t.role) as token,
    coalesce(
      (select jsonb_agg(jsonb_build_object('projectId', m.project_id, 'role', m.role))
         from memberships m
        where m.account_id = t.account_id and (t.project_id is null or m.project_id = t.project_id)),
      '[]'
    ) as memberships,
    t.revoked_at is not null as "isRevoked",
    coalesce(t.expires_at <= ?::timestamptz, false) as "isExpired",
    coalesce(t.last_used_at < ?::timestamptz, true) as "isUseStale"
  from api_tokens t join accounts a on a.id = t.account_id
  where t.token_hash = ?`;

export async function findSignIn(
  em: EntityManager,
  tokenHash: string,
  now: Date,
  lastUseWrittenSince: Date,
): Promise<SignIn | null> {
  const rows = await em.execute(FIND_SIGN_IN, [
    now.toISOString(),
    lastUseWrittenSince.toISOString(),
    tokenHash,
  ]);
  return (rows[0] as unknown as SignIn | undefined) ?? null;
}
