import { Field, InputType } from '@nestjs/graphql';
import { GraphQLJSONObject, IsLine, Trimmed, WhenGiven } from '../shared/graphql/index.js';
import {
  IsCustomFields,
  IsListOfLines,
  IsTemplate,
  NamesKnownPlaceholders,
} from './ticket-parameters.checks.js';

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
  @IsLine(255)
  projectKey!: string;

  @Field(() => String, {
    nullable: true,
    description:
      'Its kind, by name, compared without case. Default: an epic where the tracker has such, else its plain kind.',
  })
  @WhenGiven()
  @Trimmed()
  @IsLine(255)
  issueType?: string | null;

  @Field(() => [String], {
    nullable: true,
    description:
      'Statuses that complete it, compared without case, at most 50. Default, as when empty: any of the tracker’s ' +
      'done category.',
  })
  @WhenGiven()
  @Trimmed()
  @IsListOfLines(LOWER)
  completedStatus?: string[] | null;

  @Field(() => String, { nullable: true, description: 'By name. Default: whatever the tracker sets.' })
  @WhenGiven()
  @Trimmed()
  @IsLine(255)
  priority?: string | null;

  @Field(() => [String], {
    nullable: true,
    description:
      'At most 50; values put into a label are in lower case, with hyphens for spaces. Default: `release` and ' +
      '`{{version}}`.',
  })
  @WhenGiven()
  @Trimmed()
  @IsListOfLines()
  @NamesKnownPlaceholders()
  labels?: string[] | null;

  @Field(() => String, { nullable: true, description: 'The tracker’s own id of a user. Default: nobody.' })
  @WhenGiven()
  @Trimmed()
  @IsLine(255)
  assignee?: string | null;

  @Field(() => String, { nullable: true, description: 'Key of the ticket that it belongs under.' })
  @WhenGiven()
  @Trimmed()
  @IsLine(255)
  parentKey?: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'One line of at most 255 characters. Default: `Release v{{version}} - {{platform}}`.',
  })
  @WhenGiven()
  @Trimmed()
  @IsTemplate(255, false)
  titleTemplate?: string | null;

  @Field(() => String, {
    nullable: true,
    description:
      'Markdown, at most 10,000 characters. Default: `Release tracking ticket for {{version}} on {{platform}}`.',
  })
  @WhenGiven()
  @IsTemplate(10_000, true)
  descriptionTemplate?: string | null;

  @Field(() => GraphQLJSONObject, {
    nullable: true,
    description: 'Further fields by the tracker’s field id, in its own form; at most 50 and 20,000 bytes.',
  })
  @WhenGiven()
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
