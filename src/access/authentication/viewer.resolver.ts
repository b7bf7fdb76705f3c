import { Query, ResolveField, Resolver } from '@nestjs/graphql';
import { RequireSignIn } from '../../shared/graphql/index.js';
import { AccountObject } from '../accounts/account.object.js';
import { ApiTokenObject } from '../api-tokens/api-token.object.js';
import { ApiTokensService } from '../api-tokens/api-tokens.service.js';
import { Caller } from './caller.js';
import { CurrentCaller } from './request.decorators.js';
import { ProjectObject } from '../projects/project.object.js';
import { ProjectsService } from '../projects/projects.service.js';
import { ViewerObject } from './viewer.object.js';

@Resolver(() => ViewerObject)
export class ViewerResolver {
  constructor(
    private readonly projectsService: ProjectsService,
    private readonly tokens: ApiTokensService,
  ) {}

  @RequireSignIn()
  @Query(() => ViewerObject, { description: 'Who is asking, and what they may see.' })
  viewer() {
    return {};
  }

  @ResolveField('account', () => AccountObject)
  account(@CurrentCaller() caller: Caller) {
    return caller.account;
  }

  @ResolveField('projects', () => [ProjectObject])
  projects() {
    return this.projectsService.list();
  }

  @ResolveField('apiTokens', () => [ApiTokenObject])
  apiTokens(@CurrentCaller() caller: Caller) {
    return this.tokens.listOwn(caller);
  }
}
