import { Global, Module } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { CallerAuthenticator } from '../shared/graphql/index.js';
import { AccountsResolver } from './accounts/accounts.resolver.js';
import { AccessGuard } from './authorization/access.guard.js';
import { ActivityActorResolver } from './activity-actor.resolver.js';
import { ApiTokensResolver } from './api-tokens/api-tokens.resolver.js';
import { ApiTokensService } from './api-tokens/api-tokens.service.js';
import { BootstrapService } from './bootstrap/bootstrap.service.js';
import { MembersResolver } from './members/members.resolver.js';
import { MembersService } from './members/members.service.js';
import { ProjectsResolver } from './projects/projects.resolver.js';
import { ProjectsService } from './projects/projects.service.js';
import { TokenAuthenticatorService } from './authentication/token-authenticator.service.js';
import { ViewerResolver } from './authentication/viewer.resolver.js';

/** Global, since the GraphQL door asks it who comes. */
@Global()
@Module({
  providers: [
    { provide: APP_GUARD, useClass: AccessGuard },
    { provide: CallerAuthenticator, useClass: TokenAuthenticatorService },
    AccountsResolver,
    ActivityActorResolver,
    ApiTokensResolver,
    ApiTokensService,
    BootstrapService,
    MembersResolver,
    MembersService,
    ProjectsResolver,
    ProjectsService,
    ViewerResolver,
  ],
  exports: [CallerAuthenticator, BootstrapService],
})
export class AccessModule {}
