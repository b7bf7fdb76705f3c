import { EntityManager } from '@mikro-orm/postgresql';
import { Parent, ResolveField, Resolver } from '@nestjs/graphql';
import type { LoaderCache } from '../../shared/graphql/index.js';
import { Caller, type CallerAccount } from '../authentication/caller.js';
import { CurrentCaller, Loaders } from '../authentication/request.decorators.js';
import { Membership } from '../members/membership.entity.js';
import { nameFromEmail } from '../members/membership.rules.js';
import { AccountObject } from './account.object.js';

const MEMBERSHIPS = Symbol('memberships of accounts');

/**
 * What an account is called, as far as the caller may know: the name given in a project of theirs, never one from
 * another project. Whoever adds an address learns nothing of the account that has it already.
 */
@Resolver(() => AccountObject)
export class AccountsResolver {
  constructor(private readonly em: EntityManager) {}

  @ResolveField('name', () => String)
  async name(
    @CurrentCaller() caller: Caller,
    @Loaders() loaders: LoaderCache,
    @Parent() { id, name, email }: CallerAccount,
  ): Promise<string> {
    if (id === caller.account.id && !caller.isLimitedToProject) return name;
    const membership = await loaders.get(MEMBERSHIPS, (ids) => this.load(ids)).load(id);
    if (membership) return membership.name ?? name;
    return email === null ? name : nameFromEmail(email);
  }

  /** The oldest of each account that the tenancy filter lets through. */
  private async load(accountIds: readonly string[]): Promise<ReadonlyMap<string, Membership>> {
    const memberships = await this.em
      .fork()
      .find(Membership, { accountId: { $in: [...accountIds] } }, { orderBy: { id: 'desc' } });
    return new Map(memberships.map((membership) => [membership.accountId, membership]));
  }
}
