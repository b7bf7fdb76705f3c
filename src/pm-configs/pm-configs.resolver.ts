import { EntityManager } from '@mikro-orm/postgresql';
import { Args, ID, Mutation, Parent, Query, ResolveField, Resolver } from '@nestjs/graphql';
import { Account, AccountObject, type Caller, CurrentCaller, Loaders } from '../access/index.js';
import { Integration, IntegrationObject, UsageObject } from '../integrations/index.js';
import {
  RequireProjectRole,
  EntityLoader,
  type LoaderCache,
  RequireLookupRole,
  RequireEntityRole,
  ProjectRole,
} from '../shared/graphql/index.js';
import { UsageRegistry } from '../shared/usage/index.js';
import { PmConfigVerifierService } from './verification/pm-config-verifier.service.js';
import { PmConfig } from './pm-config.entity.js';
import { CreatePmConfigInput, PreviewPmConfigInput, UpdatePmConfigInput } from './pm-config.inputs.js';
import { PlatformConfigurationObject, PmConfigObject } from './pm-config.object.js';
import { PmConfigsService } from './pm-configs.service.js';
import { PmConfigVerificationObject } from './verification/verification.object.js';

const USAGE = Symbol('pm config usage');

@Resolver(() => PmConfigObject)
export class PmConfigsResolver {
  constructor(
    private readonly configs: PmConfigsService,
    private readonly verifier: PmConfigVerifierService,
    private readonly entities: EntityLoader,
    private readonly usage: UsageRegistry,
    private readonly em: EntityManager,
  ) {}

  @Query(() => [PmConfigObject], { description: 'The project’s configs, by name.' })
  @RequireProjectRole(ProjectRole.VIEWER, 'projectId')
  pmConfigs(
    @Args('projectId', { type: () => ID, description: 'The project.' }) projectId: string,
    @Args('includeInactive', {
      type: () => Boolean,
      defaultValue: false,
      description: 'Also those that are switched off.',
    })
    includeInactive: boolean,
  ): Promise<PmConfig[]> {
    return this.configs.list(projectId, includeInactive);
  }

  @Query(() => PmConfigObject, { nullable: true, description: 'One config.' })
  @RequireLookupRole(ProjectRole.VIEWER, () => PmConfig)
  pmConfig(@Args('id', { type: () => ID, description: 'Its id.' }) id: string): Promise<PmConfig | null> {
    return this.configs.find(id);
  }

  @Query(() => PmConfigVerificationObject, {
    nullable: true,
    description: 'What the trackers would say to a config. EDITOR. Nothing stored, nothing sent but reads.',
  })
  @RequireProjectRole(ProjectRole.EDITOR, 'input.projectId')
  previewPmConfig(
    @Args('input', { description: 'The config.' }) input: PreviewPmConfigInput,
  ): Promise<PmConfigVerificationObject> {
    return this.verifier.preview(input);
  }

  @Mutation(() => PmConfigObject, { description: 'Makes a config. EDITOR. Asks no tracker.' })
  @RequireProjectRole(ProjectRole.EDITOR, 'input.projectId')
  createPmConfig(
    @CurrentCaller() caller: Caller,
    @Args('input', { description: 'The config.' }) input: CreatePmConfigInput,
  ): Promise<PmConfig> {
    return this.configs.create(caller, input);
  }

  @Mutation(() => PmConfigObject, { description: 'Changes a config. EDITOR. Asks no tracker.' })
  @RequireEntityRole(ProjectRole.EDITOR, () => PmConfig)
  updatePmConfig(
    @CurrentCaller() caller: Caller,
    @Args('input', { description: 'What changes.' }) input: UpdatePmConfigInput,
  ): Promise<PmConfig> {
    return this.configs.update(caller, input);
  }

  @Mutation(() => PmConfigVerificationObject, {
    description: 'Asks the trackers now what they would say to a stored config. EDITOR.',
  })
  @RequireEntityRole(ProjectRole.EDITOR, () => PmConfig, 'id')
  verifyPmConfig(
    @Args('id', { type: () => ID, description: 'Its id.' }) id: string,
  ): Promise<PmConfigVerificationObject> {
    return this.verifier.verify(id);
  }

  @Mutation(() => ID, {
    description:
      'Deletes a config. EDITOR. CONFLICT, with usedBy, while a release config or an open release uses it. Releases ' +
      'keep their tickets.',
  })
  @RequireEntityRole(ProjectRole.EDITOR, () => PmConfig, 'id')
  deletePmConfig(
    @CurrentCaller() caller: Caller,
    @Args('id', { type: () => ID, description: 'Its id.' }) id: string,
  ): Promise<string> {
    return this.configs.delete(caller, id);
  }

  @ResolveField(() => IntegrationObject, { description: 'The connected tracker where its tickets live.' })
  integration(@Parent() { integrationId }: PmConfig, @Loaders() loaders: LoaderCache): Promise<Integration> {
    return this.entities.require(loaders, Integration, integrationId);
  }

  @ResolveField(() => [PlatformConfigurationObject], { description: 'Each platform at most once.' })
  platformConfigurations(@Parent() config: PmConfig): PlatformConfigurationObject[] {
    return config.platformConfigurations.map((one) => ({
      ...one,
      effectiveIntegrationId: one.integrationId ?? config.integrationId,
    }));
  }

  @ResolveField(() => [UsageObject], { description: 'What keeps it from being deleted.' })
  async usedBy(@Parent() { id }: PmConfig, @Loaders() loaders: LoaderCache) {
    return loaders.get(USAGE, (ids) => this.usage.findUsers(this.em.fork(), 'pm-config', ids)).load(id);
  }

  @ResolveField(() => AccountObject, { description: 'Who made it.' })
  createdBy(@Parent() { createdById }: PmConfig, @Loaders() loaders: LoaderCache): Promise<Account> {
    return this.entities.require(loaders, Account, createdById);
  }
}
