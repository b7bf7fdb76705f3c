import { Parent, ResolveField, Resolver } from '@nestjs/graphql';
import { Loaders } from '../access/index.js';
import { disabledReason, TrackerDiscoveryService, IntegrationLoader } from '../integrations/index.js';
import { DEFAULT_LABELS } from '../pm-configs/index.js';
import type { LoaderCache } from '../shared/graphql/index.js';
import type { JiraConfig } from './jira-config.js';
import { JiraProjectConfigObject } from './release-config.object.js';

@Resolver(() => JiraProjectConfigObject)
export class JiraProjectResolver {
  constructor(
    private readonly integrations: IntegrationLoader,
    private readonly discovery: TrackerDiscoveryService,
  ) {}

  @ResolveField()
  labels(@Parent() { labels }: JiraConfig): readonly string[] {
    return labels ?? DEFAULT_LABELS;
  }

  @ResolveField(() => String, {
    nullable: true,
    description:
      'Jira’s own id of the project, asked of Jira. Null where there is no such project, or its integration is not in ' +
      'use; null, with an error, where it cannot be asked.',
  })
  async remoteProjectId(
    @Parent() { integrationId, projectKey }: JiraConfig,
    @Loaders() loaders: LoaderCache,
  ): Promise<string | null> {
    const integration = await this.integrations.load(loaders, integrationId);
    if (disabledReason(integration) !== null) return null;
    return (await this.discovery.findProject(integration, projectKey))?.remoteId ?? null;
  }
}
