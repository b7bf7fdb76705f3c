import { Args, ID, Mutation, Parent, Query, ResolveField, Resolver } from '@nestjs/graphql';
import { Account, AccountObject, type Caller, CurrentCaller, Loaders } from '../access/index.js';
import { PmConfig, PmConfigObject } from '../pm-configs/index.js';
import {
  Cost,
  RequireProjectRole,
  EntityLoader,
  type LoaderCache,
  RequireLookupRole,
  RequireEntityRole,
  ProjectRole,
} from '../shared/graphql/index.js';
import { MAX_RELEASE_CONFIGS, ReleaseConfig } from './release-config.entity.js';
import { SaveReleaseConfigInput, toReleaseConfigRequest } from './release-config.input.js';
import { ReleaseConfigObject } from './release-config.object.js';
import { ReleaseConfigsService } from './release-configs.service.js';

@Resolver(() => ReleaseConfigObject)
export class ReleaseConfigsResolver {
  constructor(
    private readonly configs: ReleaseConfigsService,
    private readonly entities: EntityLoader,
  ) {}

  @Query(() => [ReleaseConfigObject], { description: 'The release configs of a project, ordered by name.' })
  @RequireProjectRole(ProjectRole.VIEWER, 'projectId')
  @Cost({ listSize: MAX_RELEASE_CONFIGS })
  releaseConfigs(
    @Args('projectId', { type: () => ID, description: 'The id of the project.' }) projectId: string,
  ): Promise<ReleaseConfig[]> {
    return this.configs.list(projectId);
  }

  @Query(() => ReleaseConfigObject, {
    nullable: true,
    description:
      'One release config; null where there is none, it was deleted, or the caller may not see it.',
  })
  @RequireLookupRole(ProjectRole.VIEWER, () => ReleaseConfig)
  releaseConfig(
    @Args('id', { type: () => ID, description: 'The id of the release config.' }) id: string,
  ): Promise<ReleaseConfig | null> {
    return this.configs.find(id);
  }

  @Mutation(() => ReleaseConfigObject, {
    description:
      'Creates a release config, or replaces the whole content of one. EDITOR. No tracker is called.',
  })
  @RequireProjectRole(ProjectRole.EDITOR, 'input.projectId')
  saveReleaseConfig(
    @CurrentCaller() caller: Caller,
    @Args('input', { description: 'The whole content of the release config.' }) input: SaveReleaseConfigInput,
  ): Promise<ReleaseConfig> {
    return this.configs.save(caller, toReleaseConfigRequest(input));
  }

  @Mutation(() => ID, {
    description:
      'Deletes a release config, and the pm config that was made for it unless something else uses that. EDITOR. ' +
      'Releases keep their tickets.',
  })
  @RequireEntityRole(ProjectRole.EDITOR, () => ReleaseConfig, 'id')
  deleteReleaseConfig(
    @CurrentCaller() caller: Caller,
    @Args('id', { type: () => ID, description: 'The id of the release config.' }) id: string,
  ): Promise<string> {
    return this.configs.delete(caller, id);
  }

  @ResolveField(() => PmConfigObject, {
    nullable: true,
    description: 'The config of its releases: the stored one, or the one that it owns. Null: no tickets.',
  })
  pmConfig(
    @Parent() { pmConfigId }: ReleaseConfig,
    @Loaders() loaders: LoaderCache,
  ): Promise<PmConfig | null> {
    return this.entities.findUndeleted(loaders, PmConfig, pmConfigId);
  }

  @ResolveField(() => AccountObject, { description: 'The account that created it.' })
  createdBy(@Parent() { createdById }: ReleaseConfig, @Loaders() loaders: LoaderCache): Promise<Account> {
    return this.entities.require(loaders, Account, createdById);
  }
}
