import { Field, ID, ObjectType, Parent, ResolveField, Resolver } from '@nestjs/graphql';
import { Loaders } from '../access/index.js';
import { Integration, TrackerDiscoveryService } from '../integrations/index.js';
import { EntityLoader, type LoaderCache } from '../shared/graphql/index.js';
import type { InlineConfiguration } from './inline-configuration.js';
import type { ReleaseConfig } from './release-config.entity.js';
import { ReleaseConfigObject } from './release-config.object.js';

@ObjectType('JiraProjectConfig', {
  description: 'The Jira project of a release config, with every default applied.',
})
export class JiraProjectConfigObject {
  @Field(() => Boolean, { description: 'False: its releases get no tickets.' })
  enabled!: boolean;

  @Field(() => ID, { description: 'The id of the integration that is connected to Jira.' })
  integrationId!: string;

  @Field(() => String, { description: 'The key of the Jira project, as PROJ.' })
  projectKey!: string;

  @Field(() => String, { description: 'The name of the issue type of each ticket.' })
  issueTypeForRelease!: string;

  @Field(() => Boolean, { description: 'Whether a ticket is created for each platform.' })
  createReleaseTicket!: boolean;

  @Field(() => Boolean, {
    description: 'Whether builds are linked to the tickets. Stored; it has no effect before builds exist.',
  })
  linkBuildsToIssues!: boolean;

  @Field(() => [String], {
    description:
      'Statuses that complete a ticket, compared without case; empty: any of Jira’s done category.',
  })
  completedStatus!: readonly string[];

  @Field(() => [String], { description: 'Templates of the labels of each ticket.' })
  labels!: readonly string[];
}

/** The API names the inline configuration of a release config after Jira. */
@Resolver(() => ReleaseConfigObject)
export class InlineConfigurationResolver {
  @ResolveField(() => JiraProjectConfigObject, {
    nullable: true,
    description: 'Its Jira project; null without one, or with a stored config.',
  })
  jiraProject(@Parent() { inlineConfiguration }: ReleaseConfig): JiraProjectConfigObject | null {
    return inlineConfiguration && toJiraProject(inlineConfiguration);
  }
}

@Resolver(() => JiraProjectConfigObject)
export class RemoteProjectResolver {
  constructor(
    private readonly entities: EntityLoader,
    private readonly discovery: TrackerDiscoveryService,
  ) {}

  @ResolveField(() => String, {
    nullable: true,
    description:
      'Jira’s own id of the project, asked of Jira. Null where there is no such project, or its integration is not in ' +
      'use; null, with an error, where it cannot be asked.',
  })
  async remoteProjectId(
    @Parent() { integrationId, projectKey }: JiraProjectConfigObject,
    @Loaders() loaders: LoaderCache,
  ): Promise<string | null> {
    const integration = await this.entities.require(loaders, Integration, integrationId);
    if (integration.disabledReason !== null) return null;
    return (await this.discovery.findProject(integration, projectKey))?.remoteId ?? null;
  }
}

function toJiraProject({
  isEnabled,
  integrationId,
  parameters,
}: InlineConfiguration): JiraProjectConfigObject {
  return {
    enabled: isEnabled,
    integrationId,
    projectKey: parameters.projectKey,
    issueTypeForRelease: parameters.issueType!,
    createReleaseTicket: parameters.createTicket,
    linkBuildsToIssues: parameters.linkBuilds,
    completedStatus: parameters.completedStatus,
    labels: parameters.labels,
  };
}
