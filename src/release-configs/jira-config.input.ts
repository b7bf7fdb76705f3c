import { Field, ID, InputType } from '@nestjs/graphql';
import { IsListOfLines, NamesKnownPlaceholders } from '../pm-configs/index.js';
import { IsSingleLine, Trimmed, ValidateIfNotNull } from '../shared/graphql/index.js';

@InputType('JiraConfigInput', {
  description:
    'A Jira project for this one release, without a stored config. Release tickets only where enabled and ' +
    'createReleaseTicket. An integration of another tracker: BAD_USER_INPUT.',
})
export class JiraConfigInput {
  @Field(() => Boolean, { description: 'False: no tickets.' })
  enabled!: boolean;

  @Field(() => ID, { description: 'The connected Jira.' })
  integrationId!: string;

  @Field(() => String, { description: 'The Jira project’s key, as PROJ.' })
  @Trimmed()
  @IsSingleLine(255)
  projectKey!: string;

  @Field(() => String, { defaultValue: 'Epic', description: 'The kind of ticket, by name.' })
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

  @Field(() => [String], { nullable: true, description: 'Absent: `release` and the version in lower case.' })
  @ValidateIfNotNull()
  @Trimmed()
  @IsListOfLines()
  @NamesKnownPlaceholders()
  labels?: string[] | null;

  @Field(() => Boolean, { defaultValue: true, description: 'Whether each platform gets a ticket.' })
  createReleaseTicket: boolean = true;

  @Field(() => Boolean, {
    defaultValue: false,
    description: 'Whether builds are linked to the tickets; takes effect with builds.',
  })
  linkBuildsToIssues: boolean = false;
}
