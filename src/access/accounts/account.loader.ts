import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import type { LoaderCache } from '../../shared/graphql/index.js';
import { findByIds } from '../../shared/persistence/index.js';
import { Account } from './account.entity.js';

const ACCOUNTS = Symbol('accounts');

/**
 * Accounts for fields as `createdBy`, all of an operation's in one query. Only for ids that stand in rows which the
 * caller may see (account.entity.ts says why).
 */
@Injectable()
export class AccountLoader {
  constructor(private readonly em: EntityManager) {}

  async load(loaders: LoaderCache, id: string): Promise<Account> {
    const account = await loaders.get(ACCOUNTS, (ids) => findByIds(this.em.fork(), Account, ids)).load(id);
    if (!account) throw new Error(`Account ${id} is referred to, but is not there.`);
    return account;
  }
}
