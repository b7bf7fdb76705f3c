import { Args, ID, Int, Query, Resolver } from '@nestjs/graphql';
import {
  type PmProvider,
  PROVIDER_NAMES,
  type ProjectSchema,
  ProviderRegistry,
  ProviderType,
  type RemoteProject,
  type RemoteUser,
} from '../../providers/contract/index.js';
import { RequireEntityRole, ProjectRole, RequireSignIn } from '../../shared/graphql/index.js';
import {
  ProviderObject,
  TrackerProjectObject,
  TrackerProjectSchemaObject,
  TrackerUserObject,
} from './tracker-discovery.objects.js';
import { TrackerDiscoveryService } from './tracker-discovery.service.js';
import { Integration } from '../integration.entity.js';

@Resolver()
export class TrackerDiscoveryResolver {
  constructor(
    private readonly registry: ProviderRegistry,
    private readonly discovery: TrackerDiscoveryService,
  ) {}

  @Query(() => [ProviderObject], { description: 'The trackers that delivr knows, connectable or not.' })
  @RequireSignIn()
  providers(): ProviderObject[] {
    return Object.values(ProviderType).map((type) => toProviderObject(type, this.registry.find(type)));
  }

  @Query(() => [TrackerProjectObject], {
    nullable: true,
    description:
      'Where tickets can live, by the tracker’s own account of it. EDITOR. Null, with an error, when it cannot be asked.',
  })
  @RequireEntityRole(ProjectRole.EDITOR, () => Integration, 'integrationId')
  trackerProjects(
    @Args('integrationId', { type: () => ID, description: 'The connected tracker.' }) integrationId: string,
    @Args('search', { type: () => String, nullable: true, description: 'Part of a key or name.' })
    search: string | null,
    @Args('first', { type: () => Int, defaultValue: 50, description: 'How many at most, 1 to 100.' })
    first: number,
    @Args('refresh', { type: () => Boolean, defaultValue: false, description: 'Past the short cache.' })
    refresh: boolean,
  ): Promise<readonly RemoteProject[]> {
    return this.discovery.projects({ integrationId, search, first, refresh });
  }

  @Query(() => TrackerProjectSchemaObject, {
    nullable: true,
    description:
      'What can be made in one of its projects. EDITOR. Null, with an error, when it cannot be asked.',
  })
  @RequireEntityRole(ProjectRole.EDITOR, () => Integration, 'integrationId')
  trackerProjectSchema(
    @Args('integrationId', { type: () => ID, description: 'The connected tracker.' }) integrationId: string,
    @Args('projectKey', { type: () => String, description: 'A project’s key.' }) projectKey: string,
    @Args('refresh', { type: () => Boolean, defaultValue: false, description: 'Past the short cache.' })
    refresh: boolean,
  ): Promise<ProjectSchema> {
    return this.discovery.projectSchema(integrationId, projectKey, refresh);
  }

  @Query(() => [TrackerUserObject], {
    nullable: true,
    description:
      'Whom tickets of a project can be assigned to. EDITOR. Null, with an error, when the tracker cannot be asked.',
  })
  @RequireEntityRole(ProjectRole.EDITOR, () => Integration, 'integrationId')
  trackerUsers(
    @Args('integrationId', { type: () => ID, description: 'The connected tracker.' }) integrationId: string,
    @Args('projectKey', { type: () => String, description: 'A project’s key.' }) projectKey: string,
    @Args('search', { type: () => String, description: 'Part of a name or an e-mail address.' })
    search: string,
    @Args('first', { type: () => Int, defaultValue: 20, description: 'How many at most, 1 to 100.' })
    first: number,
  ): Promise<readonly RemoteUser[]> {
    return this.discovery.users({ integrationId, projectKey, search, first });
  }

  @Query(() => [String], {
    nullable: true,
    description:
      'Labels (tags) that are in use in a project. EDITOR. Null, with an error, when the tracker cannot be asked.',
  })
  @RequireEntityRole(ProjectRole.EDITOR, () => Integration, 'integrationId')
  trackerLabels(
    @Args('integrationId', { type: () => ID, description: 'The connected tracker.' }) integrationId: string,
    @Args('projectKey', { type: () => String, description: 'A project’s key.' }) projectKey: string,
    @Args('search', { type: () => String, nullable: true, description: 'Part of a label.' })
    search: string | null,
    @Args('first', { type: () => Int, defaultValue: 50, description: 'How many at most, 1 to 100.' })
    first: number,
  ): Promise<readonly string[]> {
    return this.discovery.labels({ integrationId, projectKey, search, first });
  }
}

function toProviderObject(type: ProviderType, provider: PmProvider | null): ProviderObject {
  return {
    type,
    name: PROVIDER_NAMES[type],
    isAvailable: provider !== null,
    requiresOAuth: false,
    connectionField: provider?.connectionField ?? type.toLowerCase(),
    capabilities: provider?.capabilities ?? [],
    credentialFields: (provider?.credentialFields ?? []).map((field) => ({
      ...field,
      requiredWhen: field.requiredWhen ?? [],
      options: field.options ?? [],
      default: field.default ?? null,
      example: field.example ?? null,
      help: field.help ?? null,
      helpUrl: field.helpUrl ?? null,
    })),
  };
}
