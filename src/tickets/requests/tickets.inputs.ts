import { Field, ID, InputType } from '@nestjs/graphql';
import { Type } from 'class-transformer';
import { ValidateNested } from 'class-validator';
import {
  titleViolation,
  IsListOfLines,
  IsPlatformList,
  TargetPlatform,
  TicketParametersInput,
} from '../../pm-configs/index.js';
import {
  ValidateWith,
  ValidateMembersWith,
  textViolation,
  IsSingleLine,
  IsMultilineText,
  Trimmed,
  ValidateIfNotNull,
} from '../../shared/graphql/index.js';

/** What every tracker reads by one call. */
const KEYS_MAX = 100;

@InputType('NewTicketInput', { description: 'One ticket that is not a release’s.' })
export class NewTicketInput {
  @Field(() => TargetPlatform, { description: 'What it is for; each at most once in a request.' })
  platform!: TargetPlatform;

  @Field(() => String, { description: 'One line of at most 255 characters, as it is: no template.' })
  @Trimmed()
  @ValidateWith('isTitle', (value) => textViolation(value, 255) ?? titleViolation(String(value)))
  title!: string;

  @Field(() => String, {
    nullable: true,
    description: 'Markdown, at most 10,000 characters, as it is: no template. Absent: none.',
  })
  @ValidateIfNotNull()
  @IsMultilineText(10_000)
  description?: string | null;

  @Field(() => TicketParametersInput, {
    nullable: true,
    description:
      'Everything else about it. Needed with integrationId; with pmConfigId it replaces the config’s. Its templates and ' +
      'createTicket are for releases and count for nothing here, nor do labels that name a release’s version, date or ' +
      'address.',
  })
  @ValidateIfNotNull()
  @ValidateNested()
  @Type(() => TicketParametersInput)
  parameters?: TicketParametersInput | null;
}

@InputType('CreateTicketsInput', {
  description:
    'Tickets that are not a release’s. Exactly one of pmConfigId and integrationId; each platform at most once. The same ' +
    'key and platform never make a second ticket.',
})
export class CreateTicketsInput {
  @Field(() => ID, {
    nullable: true,
    description: 'The config that says where and how. Not with integrationId.',
  })
  pmConfigId?: string | null;

  @Field(() => ID, {
    nullable: true,
    description: 'The connected tracker, where each ticket brings its parameters. Not with pmConfigId.',
  })
  integrationId?: string | null;

  @Field(() => [NewTicketInput], { description: 'At least one.' })
  @IsPlatformList()
  @ValidateNested({ each: true })
  @Type(() => NewTicketInput)
  tickets!: NewTicketInput[];

  @Field(() => String, {
    description:
      'Stored for good within the project: the same key with the same input requests the same tickets again, and has those ' +
      'made that FAILED; with another input it is CONFLICT.',
  })
  @IsSingleLine(255)
  idempotencyKey!: string;
}

@InputType('TicketStatusesInput', { description: 'Which tickets of one tracker, by key.' })
export class TicketStatusesInput {
  @Field(() => ID, { description: 'The connected tracker that they live in.' })
  integrationId!: string;

  @Field(() => [String], { description: 'Keys as PROJ-123; at least one, at most 100.' })
  @Trimmed()
  @ValidateMembersWith('isKeyList', keyListViolations)
  ticketKeys!: string[];

  @Field(() => [String], {
    nullable: true,
    description:
      'Statuses that complete a ticket, compared without case, at most 50. Absent, as when empty: any of the tracker’s ' +
      'done category.',
  })
  @ValidateIfNotNull()
  @Trimmed()
  @IsListOfLines((line) => line.toLowerCase())
  completedStatus?: string[] | null;
}

/** The same key twice is answered twice. */
function keyListViolations(value: unknown) {
  if (!Array.isArray(value) || value.length === 0) return [{ path: '', message: 'must name at least one.' }];
  if (value.length > KEYS_MAX) return [{ path: '', message: `must name at most ${KEYS_MAX}.` }];
  return value.flatMap((key: unknown, index) => {
    const message = textViolation(key, 255);
    return message ? [{ path: String(index), message }] : [];
  });
}
