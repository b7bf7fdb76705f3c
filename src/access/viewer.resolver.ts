import { Query, ResolveField, Resolver } from '@nestjs/graphql';
import { SignedIn } from '../shared/graphql/index.js';
import { AccountObject } from './account.object.js';
import { ApiTokenObject } from './api-token.object.js';
import { ApiTokensService } from './api-tokens.service.js';
import { Caller } from './caller.js';
import { CurrentCaller } from './current-caller.decorator.js';
import { ProjectObject } from './project.object.js';
import { ProjectsService } from './projects.service.js';
import { ViewerObject } from './viewer.object.js';

@Resolver(() => ViewerObject)
export class ViewerResolver {
  constructor(
    private readonly projectsService: ProjectsService,
    private readonly tokens: ApiTokensService,
  ) {}

  @SignedIn()
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
