import { Global, Module } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { CallerResolver } from '../shared/graphql/index.js';
import { AccessGuard } from './access.guard.js';
import { AccountLoader } from './account-loader.js';
import { ActivityActorResolver } from './activity-actor.resolver.js';
import { ApiTokensResolver } from './api-tokens.resolver.js';
import { ApiTokensService } from './api-tokens.service.js';
import { Bootstrap } from './bootstrap.js';
import { MembersResolver } from './members.resolver.js';
import { MembersService } from './members.service.js';
import { ProjectsResolver } from './projects.resolver.js';
import { ProjectsService } from './projects.service.js';
import { TokenCallerResolver } from './token-caller-resolver.js';
import { ViewerResolver } from './viewer.resolver.js';

/** Global, since the GraphQL door asks it who comes, and every module asks it for accounts. */
@Global()
@Module({
  providers: [
    { provide: APP_GUARD, useClass: AccessGuard },
    { provide: CallerResolver, useClass: TokenCallerResolver },
    AccountLoader,
    ActivityActorResolver,
    ApiTokensResolver,
    ApiTokensService,
    Bootstrap,
    MembersResolver,
    MembersService,
    ProjectsResolver,
    ProjectsService,
    ViewerResolver,
  ],
  exports: [CallerResolver, AccountLoader, Bootstrap],
})
export class AccessModule {}
