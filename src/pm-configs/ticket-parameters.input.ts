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
    'Where and how a release ticket is created. Templates, labels and texts in custom fields may name {{version}}, {{platform}} (Play Store, App Store, Web), ' +
    '{{plannedDate}} (YYYY-MM-DD or empty), {{project}} (this project’s name) and {{releaseUrl}}; another name is ' +
    'BAD_USER_INPUT.',
})
export class TicketParametersInput {
  @Field(() => String, {
    description: 'The key of the tracker’s project in which it is created, as in TrackerProject.key.',
  })
  @Trimmed()
  @IsSingleLine(255)
  projectKey!: string;

  @Field(() => String, {
    nullable: true,
    description:
      'The name of its type, compared without case. Default: an epic where the tracker has such, else its plain type.',
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

  @Field(() => String, {
    nullable: true,
    description: 'The name of its priority. Default: the tracker’s own default.',
  })
  @ValidateIfNotNull()
  @Trimmed()
  @IsSingleLine(255)
  priority?: string | null;

  @Field(() => [String], {
    nullable: true,
    description:
      'Templates of its labels, at most 50; values in them are in lower case, with hyphens for spaces. Default: `release` and ' +
      '`{{version}}`.',
  })
  @ValidateIfNotNull()
  @Trimmed()
  @IsListOfLines()
  @NamesKnownPlaceholders()
  labels?: string[] | null;

  @Field(() => String, {
    nullable: true,
    description: 'The tracker’s id of the user that it is assigned to. Default: nobody.',
  })
  @ValidateIfNotNull()
  @Trimmed()
  @IsSingleLine(255)
  assignee?: string | null;

  @Field(() => String, { nullable: true, description: 'The key of its parent ticket. Default: none.' })
  @ValidateIfNotNull()
  @Trimmed()
  @IsSingleLine(255)
  parentKey?: string | null;

  @Field(() => String, {
    nullable: true,
    description:
      'Template of its title, one line of at most 255 characters. Default: `Release v{{version}} - {{platform}}`.',
  })
  @ValidateIfNotNull()
  @Trimmed()
  @IsTemplate(255, false)
  titleTemplate?: string | null;

  @Field(() => String, {
    nullable: true,
    description:
      'Template of its description, Markdown of at most 10,000 characters. Default: `Release tracking ticket for {{version}} on {{platform}}`.',
  })
  @ValidateIfNotNull()
  @IsTemplate(10_000, true)
  descriptionTemplate?: string | null;

  @Field(() => GraphQLJSONObject, {
    nullable: true,
    description:
      'Values of further fields by the tracker’s field id, as people write them (an option’s name, a person’s address, a ' +
      'date as 2026-01-31, a number, Markdown) or in the tracker’s own form; at most 50 and 20,000 bytes.',
  })
  @ValidateIfNotNull()
  @IsCustomFields()
  customFields?: Record<string, unknown> | null;

  @Field(() => Boolean, {
    defaultValue: true,
    description: 'False: no release ticket is created for this platform.',
  })
  createTicket: boolean = true;

  @Field(() => Boolean, {
    defaultValue: false,
    description: 'Whether builds are linked to the ticket. Stored; it has no effect before builds exist.',
  })
  linkBuilds: boolean = false;
}
