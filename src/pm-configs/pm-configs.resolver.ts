import { EntityManager } from '@mikro-orm/postgresql';
import { Args, ID, Mutation, Parent, Query, ResolveField, Resolver } from '@nestjs/graphql';
import { Account, AccountObject, type Caller, CurrentCaller, Loaders } from '../access/index.js';
import { Integration, IntegrationObject, UsageObject } from '../integrations/index.js';
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
import { PmConfigVerifierService } from './verification/pm-config-verifier.service.js';
import { MAX_PM_CONFIGS, PmConfig } from './pm-config.entity.js';
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

  @Query(() => [PmConfigObject], { description: 'The pm configs of a project, ordered by name.' })
  @RequireProjectRole(ProjectRole.VIEWER, 'projectId')
  @Cost({ listSize: MAX_PM_CONFIGS })
  pmConfigs(
    @Args('projectId', { type: () => ID, description: 'The id of the project.' }) projectId: string,
    @Args('includeInactive', {
      type: () => Boolean,
      defaultValue: false,
      description: 'Whether inactive configs are listed too.',
    })
    includeInactive: boolean,
  ): Promise<PmConfig[]> {
    return this.configs.list(projectId, includeInactive);
  }

  @Query(() => PmConfigObject, {
    nullable: true,
    description: 'One pm config; null where there is none, it was deleted, or the caller may not see it.',
  })
  @RequireLookupRole(ProjectRole.VIEWER, () => PmConfig)
  pmConfig(
    @Args('id', { type: () => ID, description: 'The id of the config.' }) id: string,
  ): Promise<PmConfig | null> {
    return this.configs.find(id);
  }

  @Query(() => PmConfigVerificationObject, {
    nullable: true,
    description:
      'Checks a config against its trackers without storing it. EDITOR. The trackers are only read.',
  })
  @RequireProjectRole(ProjectRole.EDITOR, 'input.projectId')
  previewPmConfig(
    @Args('input', { description: 'The config to check, and the version to render its tickets for.' })
    input: PreviewPmConfigInput,
  ): Promise<PmConfigVerificationObject> {
    return this.verifier.preview(input);
  }

  @Mutation(() => PmConfigObject, {
    description: 'Creates a pm config. EDITOR. No tracker is called: verifyPmConfig checks it.',
  })
  @RequireProjectRole(ProjectRole.EDITOR, 'input.projectId')
  createPmConfig(
    @CurrentCaller() caller: Caller,
    @Args('input', { description: 'The config to create.' }) input: CreatePmConfigInput,
  ): Promise<PmConfig> {
    return this.configs.create(caller, input);
  }

  @Mutation(() => PmConfigObject, {
    description: 'Changes a pm config. EDITOR. No tracker is called; tickets that exist are not changed.',
  })
  @RequireEntityRole(ProjectRole.EDITOR, () => PmConfig)
  updatePmConfig(
    @CurrentCaller() caller: Caller,
    @Args('input', { description: 'The members that change.' }) input: UpdatePmConfigInput,
  ): Promise<PmConfig> {
    return this.configs.update(caller, input);
  }

  @Mutation(() => PmConfigVerificationObject, {
    description: 'Checks a stored config against its trackers now. EDITOR. The trackers are only read.',
  })
  @RequireEntityRole(ProjectRole.EDITOR, () => PmConfig, 'id')
  verifyPmConfig(
    @Args('id', { type: () => ID, description: 'The id of the config.' }) id: string,
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
    @Args('id', { type: () => ID, description: 'The id of the config.' }) id: string,
  ): Promise<string> {
    return this.configs.delete(caller, id);
  }

  @ResolveField(() => IntegrationObject, {
    description: 'The connected tracker in which its tickets are created, where a platform names no other.',
  })
  integration(@Parent() { integrationId }: PmConfig, @Loaders() loaders: LoaderCache): Promise<Integration> {
    return this.entities.require(loaders, Integration, integrationId);
  }

  @ResolveField(() => [PlatformConfigurationObject], {
    description: 'The parameters per platform, each platform at most once.',
  })
  platformConfigurations(@Parent() config: PmConfig): PlatformConfigurationObject[] {
    return config.platformConfigurations.map((one) => ({
      ...one,
      effectiveIntegrationId: one.integrationId ?? config.integrationId,
    }));
  }

  @ResolveField(() => [UsageObject], {
    description:
      'The release configs and open releases that use it: while there is one, it cannot be deleted.',
  })
  async usedBy(@Parent() { id }: PmConfig, @Loaders() loaders: LoaderCache) {
    return loaders.get(USAGE, (ids) => this.usage.findUsers(this.em.fork(), 'pm-config', ids)).load(id);
  }

  @ResolveField(() => AccountObject, { description: 'The account that created it.' })
  createdBy(@Parent() { createdById }: PmConfig, @Loaders() loaders: LoaderCache): Promise<Account> {
    return this.entities.require(loaders, Account, createdById);
  }
}
