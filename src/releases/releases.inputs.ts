import { Field, ID, InputType, Int } from '@nestjs/graphql';
import { Type } from 'class-transformer';
import { ValidateNested } from 'class-validator';
import { IsVersion, TargetPlatform, TicketParametersInput } from '../pm-configs/index.js';
import {
  type GivenInlineConfiguration,
  JiraConfigInput,
  Platform,
  toInlineConfiguration,
} from '../release-configs/index.js';
import { InvalidInputError } from '../shared/errors/index.js';
import {
  ValidateWith,
  textViolation,
  GraphQLDate,
  GraphQLDateTime,
  IsSingleLine,
  IsDistinctList,
  IsMultilineText,
  NotNull,
  ValidateIfNotNull,
  ValidateIfDefined,
} from '../shared/graphql/index.js';
import { requestHash } from '../shared/idempotency/index.js';
import { ReleaseStatus, ReleaseType } from './release.enums.js';

const WAIT_MAX_MS = 30_000;
const SEARCH_MAX_LENGTH = 100;

@InputType('CreateReleaseInput', {
  description:
    'A release, and how its tickets are made: at most one of jiraConfig, pmConfigId and releaseConfigId. Any plannedDate, past ones too. ' +
    'Versions need not be unique; the same idempotencyKey returns the first release.',
})
export class CreateReleaseInput {
  @Field(() => ID, { description: 'The project that it belongs to.' })
  projectId!: string;

  @Field(() => String, {
    description:
      '1 to 64 of letters, digits and . _ + -, at least one digit; a leading v before a digit is dropped.',
  })
  @IsVersion()
  version!: string;

  @Field(() => ReleaseType, { defaultValue: ReleaseType.MINOR, description: 'How big a step it is.' })
  type: ReleaseType = ReleaseType.MINOR;

  @Field(() => String, { nullable: true, description: 'For people; at most 10,000 characters.' })
  @ValidateIfNotNull()
  @IsMultilineText(10_000)
  description?: string | null;

  @Field(() => GraphQLDate, { nullable: true, description: 'When it is meant to be out.' })
  plannedDate?: string | null;

  @Field(() => [Platform], { description: 'What it is for: at least one, each once.' })
  @IsDistinctList()
  platforms!: Platform[];

  @Field(() => JiraConfigInput, {
    nullable: true,
    description:
      'A Jira project for this one release, without a stored config. Not together with another config.',
  })
  @ValidateIfNotNull()
  @ValidateNested()
  @Type(() => JiraConfigInput)
  jiraConfig?: JiraConfigInput | null;

  @Field(() => ID, { nullable: true, description: 'A stored config. Not together with another.' })
  pmConfigId?: string | null;

  @Field(() => ID, {
    nullable: true,
    description:
      'A release config, with all the platforms that are named here. Not together with another config.',
  })
  releaseConfigId?: string | null;

  @Field(() => Int, {
    defaultValue: 5_000,
    description:
      'How long to wait for tickets before answering, in milliseconds, 0 to 30000 (until each is CREATED, FAILED or ' +
      'waits for something outside). The release is safe either way.',
  })
  @ValidateWith('isWait', (value) =>
    Number(value) >= 0 && Number(value) <= WAIT_MAX_MS ? null : `must be from 0 to ${WAIT_MAX_MS}.`,
  )
  waitForTicketsMs: number = 5_000;

  @Field(() => String, {
    nullable: true,
    description:
      'Kept for good within the project: the same key with the same input returns the first release, with another ' +
      'input (waitForTicketsMs aside) it is CONFLICT.',
  })
  @ValidateIfNotNull()
  @IsSingleLine(255)
  idempotencyKey?: string | null;
}

const SOURCES = ['jiraConfig', 'pmConfigId', 'releaseConfigId'] as const;

/** A release as it is to be created, whatever tracker its inline configuration is for. */
export interface ReleaseRequest extends Omit<CreateReleaseInput, 'jiraConfig'> {
  readonly inline: GivenInlineConfiguration | null;
  /** Of the input with which the idempotency key was given; null without a key. */
  readonly requestHash: string | null;
}

/** @throws InvalidInputError for more than one source of parameters. */
export function toReleaseRequest(input: CreateReleaseInput): ReleaseRequest {
  assertOneSource(input);
  const { jiraConfig, ...request } = input;
  return {
    ...request,
    inline: jiraConfig ? toInlineConfiguration(jiraConfig, 'jiraConfig') : null,
    requestHash: input.idempotencyKey
      ? requestHash({ ...input, idempotencyKey: null, waitForTicketsMs: null })
      : null,
  };
}

function assertOneSource(input: CreateReleaseInput): void {
  const given = SOURCES.filter((source) => input[source] != null);
  if (given.length <= 1) return;
  throw new InvalidInputError(
    given.map((path) => {
      const others = given.filter((other) => other !== path).join(' and ');
      return { path, message: `cannot be given together with ${others}; choose one.` };
    }),
  );
}

@InputType('UpdateReleaseInput', {
  description:
    'What changes of a release; absent keeps. A created ticket’s title does not follow the version.',
})
export class UpdateReleaseInput {
  @Field(() => ID, { description: 'The release.' })
  id!: string;

  @Field(() => String, { nullable: true, description: 'Another version.' })
  @ValidateIfDefined()
  @NotNull()
  @IsVersion()
  version?: string;

  @Field(() => String, { nullable: true, description: 'Another description; null clears it.' })
  @ValidateIfNotNull()
  @IsMultilineText(10_000)
  description?: string | null;

  @Field(() => GraphQLDate, { nullable: true, description: 'Another planned date; null clears it.' })
  plannedDate?: string | null;

  @Field(() => [Platform], {
    nullable: true,
    description:
      'All that it is for: may only grow. New ones get their tickets by the release’s config, where it has one; what the ' +
      'config lacks is BAD_USER_INPUT.',
  })
  @ValidateIfDefined()
  @NotNull()
  @IsDistinctList()
  platforms?: Platform[];

  @Field(() => GraphQLDateTime, {
    nullable: true,
    description: 'The updatedAt that the edit began with; when it is not the stored one any more: CONFLICT.',
  })
  ifUpdatedAt?: Date | null;
}

@InputType('ChangeReleaseStatusInput', {
  description: 'Where a release goes next (ReleaseStatus says where it may).',
})
export class ChangeReleaseStatusInput {
  @Field(() => ID, { description: 'The release.' })
  id!: string;

  @Field(() => ReleaseStatus, { description: 'What it becomes.' })
  status!: ReleaseStatus;
}

@InputType('RetryReleaseTicketsInput', {
  description:
    'Takes up FAILED and MISSING tickets with the config’s current parameters, or with these. What is still being made ' +
    'or looked for is looked at again at once, and otherwise left as it is.',
})
export class RetryReleaseTicketsInput {
  @Field(() => ID, { description: 'The release.' })
  releaseId!: string;

  @Field(() => [TargetPlatform], { nullable: true, description: 'Only these; absent: all.' })
  @ValidateIfNotNull()
  @IsDistinctList()
  platforms?: TargetPlatform[] | null;

  @Field(() => TicketParametersInput, { nullable: true, description: 'Instead of the config’s.' })
  @ValidateIfNotNull()
  @ValidateNested()
  @Type(() => TicketParametersInput)
  parameters?: TicketParametersInput | null;

  @Field(() => [TargetPlatform], {
    nullable: true,
    description:
      'A person looked: these UNCERTAIN ones are not in the tracker and may be made again. Kept in the activity. One that ' +
      'is being looked for at this moment is made once that look has not found it; what is not UNCERTAIN is left as it is.',
  })
  @ValidateIfNotNull()
  @IsDistinctList()
  confirmNotCreated?: TargetPlatform[] | null;
}

@InputType('ReleaseFilter', { description: 'Which releases; every member that is given must hold.' })
export class ReleaseFilter {
  @Field(() => [ReleaseStatus], { nullable: true, description: 'In one of these statuses.' })
  status?: ReleaseStatus[] | null;

  @Field(() => Platform, { nullable: true, description: 'For this platform, perhaps among others.' })
  platform?: Platform | null;

  @Field(() => String, { nullable: true, description: 'Exactly this version; a leading v is dropped.' })
  @ValidateIfNotNull()
  @IsSingleLine(SEARCH_MAX_LENGTH)
  version?: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'Whose version holds this, without regard to case; a leading v is dropped. Empty: all.',
  })
  @ValidateIfNotNull()
  @ValidateWith('isSearch', (value) => (value === '' ? null : textViolation(value, SEARCH_MAX_LENGTH)))
  versionContains?: string | null;

  @Field(() => GraphQLDate, { nullable: true, description: 'Planned on this day or later.' })
  plannedFrom?: string | null;

  @Field(() => GraphQLDate, { nullable: true, description: 'Planned on this day or earlier.' })
  plannedTo?: string | null;
}
