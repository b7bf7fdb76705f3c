import { Field, ID, InputType } from '@nestjs/graphql';
import { Type } from 'class-transformer';
import { ValidateNested } from 'class-validator';
import { DEFAULT_LABELS, IsListOfLines, NamesKnownPlaceholders } from '../pm-configs/index.js';
import { ProviderType } from '../providers/contract/index.js';
import { InvalidInputError } from '../shared/errors/index.js';
import {
  GraphQLDateTime,
  IsDistinctList,
  IsName,
  IsSingleLine,
  Trimmed,
  ValidateIfNotNull,
} from '../shared/graphql/index.js';
import type { GivenInlineConfiguration } from './inline-configuration.js';
import { Platform } from './platform.js';

@InputType('JiraConfigInput', {
  description:
    'A Jira project for this one release, without a stored config. Release tickets only where enabled and ' +
    'createReleaseTicket. An integration of another tracker: BAD_USER_INPUT.',
})
export class JiraConfigInput {
  @Field(() => Boolean, { description: 'False: no tickets are created.' })
  enabled!: boolean;

  @Field(() => ID, { description: 'The id of an integration that is connected to Jira.' })
  integrationId!: string;

  @Field(() => String, { description: 'The Jira project’s key, as PROJ.' })
  @Trimmed()
  @IsSingleLine(255)
  projectKey!: string;

  @Field(() => String, { defaultValue: 'Epic', description: 'The name of the issue type of each ticket.' })
  @Trimmed()
  @IsSingleLine(255)
  issueTypeForRelease: string = 'Epic';

  @Field(() => [String], {
    nullable: true,
    description:
      'Statuses that complete a ticket, compared without case; absent: any of Jira’s done category.',
  })
  @ValidateIfNotNull()
  @Trimmed()
  @IsListOfLines((line) => line.toLowerCase())
  completedStatus?: string[] | null;

  @Field(() => [String], {
    nullable: true,
    description: 'Templates of the labels. Absent: `release` and the version in lower case.',
  })
  @ValidateIfNotNull()
  @Trimmed()
  @IsListOfLines()
  @NamesKnownPlaceholders()
  labels?: string[] | null;

  @Field(() => Boolean, { defaultValue: true, description: 'Whether a ticket is created for each platform.' })
  createReleaseTicket: boolean = true;

  @Field(() => Boolean, {
    defaultValue: false,
    description: 'Whether builds are linked to the tickets. Stored; it has no effect before builds exist.',
  })
  linkBuildsToIssues: boolean = false;
}

@InputType('SaveReleaseConfigInput', {
  description:
    'The whole of a release config; jiraProject or pmConfigId, not both, or neither: no tickets. An enabled jiraProject ' +
    'makes, and keeps up to date in the same transaction, a pm config of its own (`<name> - JIRA Config`); one that ' +
    'something else uses too is copied, never changed or deleted.',
})
export class SaveReleaseConfigInput {
  @Field(() => ID, {
    nullable: true,
    description: 'The release config whose whole content is replaced; absent: a new one is created.',
  })
  id?: string | null;

  @Field(() => ID, { description: 'The id of the project that it belongs to; it cannot be changed later.' })
  projectId!: string;

  @Field(() => String, { description: '1 to 100 characters, unique in the project.' })
  @IsName()
  name!: string;

  @Field(() => [Platform], {
    description: 'The platforms that its releases may have: at least one, each once.',
  })
  @IsDistinctList()
  platforms!: Platform[];

  @Field(() => JiraConfigInput, {
    nullable: true,
    description:
      'A Jira project for its releases. Absent, or not enabled: no tickets. Not together with pmConfigId.',
  })
  @ValidateIfNotNull()
  @ValidateNested()
  @Type(() => JiraConfigInput)
  jiraProject?: JiraConfigInput | null;

  @Field(() => ID, {
    nullable: true,
    description: 'A stored config for its releases. Not together with jiraProject.',
  })
  pmConfigId?: string | null;

  @Field(() => GraphQLDateTime, {
    nullable: true,
    description: 'The updatedAt that the edit began with; when it is not the stored one any more: CONFLICT.',
  })
  ifUpdatedAt?: Date | null;
}

/** A request to save a release config; its inline configuration does not depend on a tracker's names. */
export interface ReleaseConfigRequest extends Omit<SaveReleaseConfigInput, 'jiraProject'> {
  readonly inline: GivenInlineConfiguration | null;
}

/** @throws InvalidInputError where two configs are given. */
export function toReleaseConfigRequest({
  jiraProject,
  ...input
}: SaveReleaseConfigInput): ReleaseConfigRequest {
  if (jiraProject && input.pmConfigId != null) {
    throw new InvalidInputError([
      { path: 'jiraProject', message: 'cannot be given together with pmConfigId; choose one.' },
      { path: 'pmConfigId', message: 'cannot be given together with jiraProject; choose one.' },
    ]);
  }
  return { ...input, inline: jiraProject ? toInlineConfiguration(jiraProject, 'jiraProject') : null };
}

/** @param path where the input stands. */
export function toInlineConfiguration(input: JiraConfigInput, path: string): GivenInlineConfiguration {
  return {
    configuration: {
      isEnabled: input.enabled,
      integrationId: input.integrationId,
      parameters: {
        projectKey: input.projectKey,
        issueType: input.issueTypeForRelease,
        completedStatus: input.completedStatus ?? [],
        labels: input.labels ?? DEFAULT_LABELS,
        createTicket: input.createReleaseTicket,
        linkBuilds: input.linkBuildsToIssues,
      },
    },
    providerType: ProviderType.JIRA,
    path,
  };
}
