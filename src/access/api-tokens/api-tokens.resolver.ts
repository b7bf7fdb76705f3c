import { Args, ID, Mutation, Parent, Query, ResolveField, Resolver } from '@nestjs/graphql';
import {
  Cost,
  EntityLoader,
  RequireProjectRole,
  LoaderCache,
  ProjectRole,
  RequireSignIn,
} from '../../shared/graphql/index.js';
import { Account } from '../accounts/account.entity.js';
import { AccountObject } from '../accounts/account.object.js';
import { ApiToken, MAX_API_TOKENS } from './api-token.entity.js';
import { CreateApiTokenInput } from './api-token.inputs.js';
import { ApiTokenObject, CreatedApiTokenObject } from './api-token.object.js';
import { ApiTokensService } from './api-tokens.service.js';
import { Caller } from '../authentication/caller.js';
import { CurrentCaller, Loaders } from '../authentication/request.decorators.js';

@Resolver(() => ApiTokenObject)
export class ApiTokensResolver {
  constructor(
    private readonly tokens: ApiTokensService,
    private readonly entities: EntityLoader,
  ) {}

  @RequireProjectRole(ProjectRole.VIEWER, 'projectId')
  @Query(() => [ApiTokenObject], {
    description: 'The project’s tokens, by name: all of them for an OWNER, one’s own for others.',
  })
  @Cost({ listSize: 2 * MAX_API_TOKENS })
  apiTokens(
    @CurrentCaller() caller: Caller,
    @Args('projectId', { type: () => ID, description: 'The project.' }) projectId: string,
  ) {
    return this.tokens.list(caller, projectId);
  }

  /** At most one's own role, and for others as OWNER only: the service sees to both. */
  @RequireProjectRole(ProjectRole.VIEWER, 'input.projectId')
  @Mutation(() => CreatedApiTokenObject, {
    description: 'Makes a token for one project and shows it this once.',
  })
  createApiToken(
    @CurrentCaller() caller: Caller,
    @Args('input', { description: 'For what, and with which power.' }) input: CreateApiTokenInput,
  ) {
    return this.tokens.create(caller, input);
  }

  /** It may be an account's own, which lies in no project: the service looks. */
  @RequireSignIn()
  @Mutation(() => ApiTokenObject, {
    description:
      'Ends a token at once, and those that were made with it: one’s own, or as OWNER any of the project’s. ' +
      'A second time changes nothing.',
  })
  revokeApiToken(
    @CurrentCaller() caller: Caller,
    @Args('id', { type: () => ID, description: 'The id of the token, not the token itself.' }) id: string,
  ) {
    return this.tokens.revoke(caller, id);
  }

  @ResolveField('account', () => AccountObject)
  account(@Loaders() loaders: LoaderCache, @Parent() token: ApiToken) {
    return this.entities.require(loaders, Account, token.accountId);
  }

  @ResolveField('createdBy', () => AccountObject)
  createdBy(@Loaders() loaders: LoaderCache, @Parent() token: ApiToken) {
    return this.entities.require(loaders, Account, token.createdById);
  }
}
