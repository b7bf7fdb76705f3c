import { Field, InputType } from '@nestjs/graphql';
import { GraphQLJSONObject, IsSingleLine, Trimmed, ValidateIfNotNull } from '../shared/graphql/index.js';
import {
  IsCustomFields,
  IsListOfLines,
  IsTemplate,
  NamesKnownPlaceholders,
} from './ticket-parameters.validators.js';

const LOWER = (text: string) => text.toLowerCase();

@InputType('TicketParametersInput', {
  description:
    'How a release ticket looks. Templates and labels know {{version}}, {{platform}} (Play Store, App Store, Web), ' +
    '{{plannedDate}} (YYYY-MM-DD or empty), {{project}} (this project’s name) and {{releaseUrl}}; another name is ' +
    'BAD_USER_INPUT.',
})
export class TicketParametersInput {
  @Field(() => String, {
    description: 'Where the ticket is made: a project’s key, as in TrackerProject.key.',
  })
  @Trimmed()
  @IsSingleLine(255)
  projectKey!: string;

  @Field(() => String, {
    nullable: true,
    description:
      'Its kind, by name, compared without case. Default: an epic where the tracker has such, else its plain kind.',
  })
  @ValidateIfNotNull()
  @Trimmed()
  @IsSingleLine(255)
  issueType?: string | null;

  @Field(() => [String], {
    nullable: true,
    description:
      'Statuses that complete it, compared without case, at most 50. Default, as when empty: any of the tracker’s ' +
      'done category.',
  })
  @ValidateIfNotNull()
  @Trimmed()
  @IsListOfLines(LOWER)
  completedStatus?: string[] | null;

  @Field(() => String, { nullable: true, description: 'By name. Default: whatever the tracker sets.' })
  @ValidateIfNotNull()
  @Trimmed()
  @IsSingleLine(255)
  priority?: string | null;

  @Field(() => [String], {
    nullable: true,
    description:
      'At most 50; values put into a label are in lower case, with hyphens for spaces. Default: `release` and ' +
      '`{{version}}`.',
  })
  @ValidateIfNotNull()
  @Trimmed()
  @IsListOfLines()
  @NamesKnownPlaceholders()
  labels?: string[] | null;

  @Field(() => String, { nullable: true, description: 'The tracker’s own id of a user. Default: nobody.' })
  @ValidateIfNotNull()
  @Trimmed()
  @IsSingleLine(255)
  assignee?: string | null;

  @Field(() => String, { nullable: true, description: 'Key of the ticket that it belongs under.' })
  @ValidateIfNotNull()
  @Trimmed()
  @IsSingleLine(255)
  parentKey?: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'One line of at most 255 characters. Default: `Release v{{version}} - {{platform}}`.',
  })
  @ValidateIfNotNull()
  @Trimmed()
  @IsTemplate(255, false)
  titleTemplate?: string | null;

  @Field(() => String, {
    nullable: true,
    description:
      'Markdown, at most 10,000 characters. Default: `Release tracking ticket for {{version}} on {{platform}}`.',
  })
  @ValidateIfNotNull()
  @IsTemplate(10_000, true)
  descriptionTemplate?: string | null;

  @Field(() => GraphQLJSONObject, {
    nullable: true,
    description: 'Further fields by the tracker’s field id, in its own form; at most 50 and 20,000 bytes.',
  })
  @ValidateIfNotNull()
  @IsCustomFields()
  customFields?: Record<string, unknown> | null;

  @Field(() => Boolean, { defaultValue: true, description: 'False: no release ticket for this platform.' })
  createTicket: boolean = true;

  @Field(() => Boolean, {
    defaultValue: false,
    description: 'Whether builds are linked to the ticket. Stored; takes effect with builds.',
  })
  linkBuilds: boolean = false;
}
