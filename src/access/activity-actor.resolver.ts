import { Parent, ResolveField, Resolver } from '@nestjs/graphql';
import { type Actor, ActivityActorObject } from '../activity/index.js';
import { EntityLoader, LoaderCache } from '../shared/graphql/index.js';
import { Account } from './accounts/account.entity.js';
import { AccountObject } from './accounts/account.object.js';
import { Loaders } from './authentication/request.decorators.js';

/** Adds to the activity below what only this module knows. */
@Resolver(() => ActivityActorObject)
export class ActivityActorResolver {
  constructor(private readonly entities: EntityLoader) {}

  @ResolveField('account', () => AccountObject, {
    nullable: true,
    description: 'The account behind it; null for trackers and delivr itself.',
  })
  account(@Loaders() loaders: LoaderCache, @Parent() actor: Actor) {
    return actor.accountId === null ? null : this.entities.require(loaders, Account, actor.accountId);
  }
}
