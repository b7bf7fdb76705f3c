import { Field, ID, ObjectType } from '@nestjs/graphql';
import { GraphQLDateTime } from '../shared/graphql/index.js';
import { Platform } from './platform.js';

@ObjectType('JiraProjectConfig', {
  description: 'The Jira project of a release config, with every default applied.',
})
export class JiraProjectConfigObject {
  @Field(() => Boolean, { description: 'Off: no tickets.' })
  enabled!: boolean;

  @Field(() => ID, { description: 'The connected Jira.' })
  integrationId!: string;

  @Field(() => String, { description: 'The Jira project’s key.' })
  projectKey!: string;

  @Field(() => String, { description: 'The kind of ticket, by name.' })
  issueTypeForRelease!: string;

  @Field(() => Boolean, { description: 'Whether each platform gets a ticket.' })
  createReleaseTicket!: boolean;

  @Field(() => Boolean, {
    description: 'Whether builds are linked to the tickets; takes effect with builds.',
  })
  linkBuildsToIssues!: boolean;

  @Field(() => [String], {
    description:
      'Statuses that complete a ticket, compared without case; empty: any of Jira’s done category.',
  })
  completedStatus!: readonly string[];

  @Field(() => [String], { description: 'Rendered for each release.' })
  labels!: readonly string[];
}

@ObjectType('ReleaseConfig', { description: 'A reusable way to release.' })
export class ReleaseConfigObject {
  @Field(() => ID, { description: 'Unique everywhere.' })
  id!: string;

  @Field(() => ID, { description: 'The project that owns it.' })
  projectId!: string;

  @Field(() => String, { description: 'What people call it, unique in the project.' })
  name!: string;

  @Field(() => [Platform], { description: 'What it releases for.' })
  platforms!: Platform[];

  @Field(() => GraphQLDateTime, { description: 'When it was made.' })
  createdAt!: Date;

  @Field(() => GraphQLDateTime, { description: 'When it was last changed; for ifUpdatedAt.' })
  updatedAt!: Date;
}
