import type { EntityManager } from '@mikro-orm/postgresql';
import { parseArgs } from 'node:util';
import { acrossProjects } from '../../shared/persistence/index.js';
import { Account } from '../accounts/account.entity.js';
import { ApiToken } from './api-token.entity.js';
import { generateToken } from './api-token.rules.js';

/** Its message is meant for whoever runs the command. */
export class NewTokenError extends Error {
  override readonly name = 'NewTokenError';
}

const USAGE = 'Say whose it is: npm run token:new -- --account <name or e-mail>';

/**
 * Replaces an account's own token that was lost: makes a new one and ends those before it. Tokens that are limited to
 * a project stay. For whoever may reach the database, hence not part of the API.
 * @param args what follows the command's name, as `--account ada@example.com`.
 * @returns what to print; holds the token.
 * @throws NewTokenError where the account is not named, not there, or not the only one.
 */
export async function replaceOwnToken(
  em: EntityManager,
  args: readonly string[],
  now: Date,
): Promise<string> {
  const name = parseAccountOption(args);
  return acrossProjects(em, 'own-account', (fork) =>
    fork.transactional(async (tx) => {
      const account = await findAccount(tx, name);
      const replaced = await tx.find(ApiToken, { projectId: null, accountId: account.id, revokedAt: null });
      for (const token of replaced) token.revoke(now);
      const text = generateToken();
      const whose = { accountId: account.id, createdById: account.id };
      const made = new ApiToken({ name: 'Made by token:new', token: text, limits: null, ...whose });
      tx.persist(made);
      await tx.flush();
      // Those that were made with the lost ones stay, and end with the new one.
      const lost = replaced.map(({ id }) => id);
      await tx.nativeUpdate(ApiToken, { parentId: { $in: lost } }, { parentId: made.id });
      return (
        `${account.name} has a new API token. It is shown this once; keep it:\n${text}\n` +
        `Revoked with it: ${replaced.length} of the account’s own.`
      );
    }),
  );
}

function parseAccountOption(args: readonly string[]): string {
  try {
    const { values } = parseArgs({ args: [...args], options: { account: { type: 'string' } } });
    if (values.account?.trim()) return values.account.trim();
  } catch {
    // Falls through to how it is meant.
  }
  throw new NewTokenError(USAGE);
}

async function findAccount(em: EntityManager, name: string): Promise<Account> {
  const found = await em.find(
    Account,
    { $or: [{ email: name.toLowerCase() }, { name }] },
    { orderBy: { id: 'asc' } },
  );
  const [account] = found;
  if (!account) throw new NewTokenError(`There is no account ${name}. ${USAGE}`);
  if (found.length > 1) {
    const emails = found.map(({ email }) => email ?? 'one without e-mail');
    const which = emails.sort().join(', ');
    throw new NewTokenError(
      `${found.length} accounts are called ${name}: ${which}. Name the e-mail address.`,
    );
  }
  return account;
}
