import type { EntityManager } from '@mikro-orm/postgresql';
import { Account } from './account.entity.js';

const INSERT_IF_ABSENT = `
  insert into accounts (id, name, email, created_at, updated_at)
  values (?, ?, ?, ?::timestamptz, ?::timestamptz)
  on conflict (email) do nothing`;

/** The account with this e-mail address (in lower case). Two who ask at once get the same one. */
export async function findOrCreateAccount(em: EntityManager, email: string, name: string): Promise<Account> {
  const { id, createdAt } = new Account(name, email);
  await em.execute(
    INSERT_IF_ABSENT,
    [id, name, email, createdAt.toISOString(), createdAt.toISOString()],
    'run',
  );
  return em.findOneOrFail(Account, { email });
}
