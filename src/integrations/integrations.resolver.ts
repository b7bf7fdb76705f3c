import { EntityManager } from '@mikro-orm/postgresql';
import { Args, ID, Mutation, Parent, Query, ResolveField, Resolver } from '@nestjs/graphql';
import { Account, AccountObject, type Caller, CurrentCaller, Loaders } from '../access/index.js';
import { ProviderRegistry, ProviderType } from '../providers/contract/index.js';
import {
  Cost,
  RequireProjectRole,
  EntityLoader,
  type LoaderCache,
  RequireLookupRole,
  RequireEntityRole,
  ProjectRole,
} from '../shared/graphql/index.js';
import { UsageRegistry } from '../shared/usage/index.js';
import { JiraType } from './connection-inputs/jira-connection.inputs.js';
import { certificatesOf, sortByFormOrder } from './connection-inputs/connection-values.js';
import { CredentialVerificationObject } from './credentials.object.js';
import { CredentialsService } from './credentials.service.js';
import { Integration, MAX_INTEGRATIONS } from './integration.entity.js';
import {
  ConnectionCertificateObject,
  ConnectionSettingObject,
  IntegrationObject,
} from './integration.object.js';
import {
  CreateIntegrationInput,
  UpdateIntegrationInput,
  VerifyCredentialsInput,
} from './integrations.inputs.js';
import { IntegrationsService } from './integrations.service.js';
import { UsageObject } from './usage.object.js';

const USAGE = Symbol('integration usage');

@Resolver(() => IntegrationObject)
export class IntegrationsResolver {
  constructor(
    private readonly integrationsService: IntegrationsService,
    private readonly credentials: CredentialsService,
    private readonly entities: EntityLoader,
    private readonly usage: UsageRegistry,
    private readonly em: EntityManager,
    private readonly providers: ProviderRegistry,
  ) {}

  @Query(() => [IntegrationObject], { description: 'The project’s connected trackers, by name.' })
  @RequireProjectRole(ProjectRole.VIEWER, 'projectId')
  @Cost({ listSize: MAX_INTEGRATIONS })
  integrations(
    @Args('projectId', { type: () => ID, description: 'The project.' }) projectId: string,
    @Args('providerType', { type: () => ProviderType, nullable: true, description: 'Only of this tracker.' })
    providerType?: ProviderType | null,
  ): Promise<Integration[]> {
    return this.integrationsService.list(projectId, providerType);
  }

  @Query(() => IntegrationObject, {
    nullable: true,
    description: 'One connected tracker; disconnected ones too.',
  })
  @RequireLookupRole(ProjectRole.VIEWER, () => Integration)
  integration(
    @Args('id', { type: () => ID, description: 'Its id.' }) id: string,
  ): Promise<Integration | null> {
    return this.integrationsService.find(id);
  }

  @Mutation(() => CredentialVerificationObject, {
    description: 'Tries credentials out with the tracker. OWNER. Stores nothing.',
  })
  @RequireProjectRole(ProjectRole.OWNER, 'input.projectId')
  verifyCredentials(
    @Args('input', { description: 'The credentials.' }) input: VerifyCredentialsInput,
  ): Promise<CredentialVerificationObject> {
    return this.credentials.verify(input);
  }

  @Mutation(() => IntegrationObject, {
    description: 'Connects a tracker, once it has accepted the credentials. OWNER.',
  })
  @RequireProjectRole(ProjectRole.OWNER, 'input.projectId')
  createIntegration(
    @CurrentCaller() caller: Caller,
    @Args('input', { description: 'The tracker.' }) input: CreateIntegrationInput,
  ): Promise<Integration> {
    return this.integrationsService.create(caller, input);
  }

  @Mutation(() => IntegrationObject, { description: 'Changes a connected tracker. OWNER.' })
  @RequireEntityRole(ProjectRole.OWNER, () => Integration)
  updateIntegration(
    @CurrentCaller() caller: Caller,
    @Args('input', { description: 'What changes.' }) input: UpdateIntegrationInput,
  ): Promise<Integration> {
    return this.integrationsService.update(caller, input);
  }

  @Mutation(() => IntegrationObject, {
    description:
      'Asks the tracker now whether it accepts the credentials. OWNER. PROVIDER_ERROR, with nothing changed, when it ' +
      'cannot be asked.',
  })
  @RequireEntityRole(ProjectRole.OWNER, () => Integration, 'id')
  verifyIntegration(
    @Args('id', { type: () => ID, description: 'Its id.' }) id: string,
  ): Promise<Integration> {
    return this.integrationsService.verify(id);
  }

  @Mutation(() => ID, {
    description:
      'Disconnects a tracker and erases its secrets. OWNER. CONFLICT, with usedBy, while an active config or an open ' +
      'release uses it.',
  })
  @RequireEntityRole(ProjectRole.OWNER, () => Integration, 'id')
  deleteIntegration(
    @CurrentCaller() caller: Caller,
    @Args('id', { type: () => ID, description: 'Its id.' }) id: string,
  ): Promise<string> {
    return this.integrationsService.delete(caller, id);
  }

  @ResolveField(() => JiraType, { nullable: true, description: 'Which Jira it is; null for other trackers.' })
  jiraType(@Parent() { settings }: Integration): JiraType | null {
    return (settings['jiraType'] as JiraType | undefined) ?? null;
  }

  @ResolveField('remoteAccount', () => String, { nullable: true })
  remoteAccount(
    @Parent() { remoteAccount, projectId }: Integration,
    @CurrentCaller() caller: Caller,
  ): string | null {
    if (remoteAccount === null || caller.hasRole(ProjectRole.EDITOR, projectId)) return remoteAccount;
    return withoutEmail(remoteAccount);
  }

  @ResolveField(() => [ConnectionSettingObject], {
    description: 'All that is not secret, for an edit form; empty below OWNER.',
  })
  settings(
    @Parent() { settings, projectId, providerType }: Integration,
    @CurrentCaller() caller: Caller,
  ): ConnectionSettingObject[] {
    if (!caller.hasRole(ProjectRole.OWNER, projectId)) return [];
    const provider = this.providers.find(providerType);
    return sortByFormOrder(provider, settings).map(([name, value]) => ({ name, value }));
  }

  @ResolveField(() => [ConnectionCertificateObject], {
    description: 'The certificates of the connection, with the day on which each ends; empty below OWNER.',
  })
  certificates(
    @Parent() { settings, projectId, providerType }: Integration,
    @CurrentCaller() caller: Caller,
  ): ConnectionCertificateObject[] {
    if (!caller.hasRole(ProjectRole.OWNER, projectId)) return [];
    return certificatesOf(this.providers.find(providerType), settings);
  }

  @ResolveField(() => [UsageObject], { description: 'What keeps it from being disconnected.' })
  async usedBy(@Parent() { id }: Integration, @Loaders() loaders: LoaderCache) {
    return loaders.get(USAGE, (ids) => this.usage.findUsers(this.em.fork(), 'integration', ids)).load(id);
  }

  @ResolveField(() => AccountObject, { description: 'Who connected it.' })
  createdBy(@Parent() { createdById }: Integration, @Loaders() loaders: LoaderCache): Promise<Account> {
    return this.entities.require(loaders, Account, createdById);
  }
}

/** The name alone, as `Release Bot` of `Release Bot (bot@example.com)`; null where there is nothing else. */
function withoutEmail(text: string): string | null {
  return text.replace(/\(?[^\s()]+@[^\s()]+\)?/g, '').trim() || null;
}
