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
  @Field(() => ID, { description: 'The project that the release belongs to; it cannot be changed later.' })
  projectId!: string;

  @Field(() => String, {
    description:
      '1 to 64 of letters, digits and . _ + -, at least one digit; a leading v before a digit is dropped.',
  })
  @IsVersion()
  version!: string;

  @Field(() => ReleaseType, {
    defaultValue: ReleaseType.MINOR,
    description: 'How large the change is; information for people only.',
  })
  type: ReleaseType = ReleaseType.MINOR;

  @Field(() => String, {
    nullable: true,
    description: 'Free text of at most 10,000 characters; it is not sent to any tracker.',
  })
  @ValidateIfNotNull()
  @IsMultilineText(10_000)
  description?: string | null;

  @Field(() => GraphQLDate, {
    nullable: true,
    description: 'The day on which it is planned to be available; also the due date of its tickets.',
  })
  plannedDate?: string | null;

  @Field(() => [Platform], {
    description: 'The platforms that it ships to: at least one, each once. Each can get a ticket.',
  })
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

  @Field(() => ID, {
    nullable: true,
    description: 'An active stored config that has all the platforms. Not together with another config.',
  })
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
      'Stored for good within the project: the same key with the same input returns the first release, with another ' +
      'input (waitForTicketsMs aside) it is CONFLICT.',
  })
  @ValidateIfNotNull()
  @IsSingleLine(255)
  idempotencyKey?: string | null;
}

const SOURCES = ['jiraConfig', 'pmConfigId', 'releaseConfigId'] as const;

/** A request for a release; its inline configuration does not depend on a tracker's names. */
export interface ReleaseRequest extends Omit<CreateReleaseInput, 'jiraConfig'> {
  readonly inline: GivenInlineConfiguration | null;
  /** Hash of the input, to compare with a later request of the same idempotency key; null without a key. */
  readonly requestHash: string | null;
}

/** @throws InvalidInputError where more than one config is given. */
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
    'The members that change; an absent one stays. The title of a ticket that was created does not follow the version.',
})
export class UpdateReleaseInput {
  @Field(() => ID, { description: 'The id of the release to change; it must be open.' })
  id!: string;

  @Field(() => String, {
    nullable: true,
    description: 'The new version; tickets that are not created yet follow it.',
  })
  @ValidateIfDefined()
  @NotNull()
  @IsVersion()
  version?: string;

  @Field(() => String, { nullable: true, description: 'The new description; null removes it.' })
  @ValidateIfNotNull()
  @IsMultilineText(10_000)
  description?: string | null;

  @Field(() => GraphQLDate, { nullable: true, description: 'The new planned date; null removes it.' })
  plannedDate?: string | null;

  @Field(() => [Platform], {
    nullable: true,
    description:
      'All of its platforms: ones can only be added. Added ones get their tickets by the release’s config, where it has one; what the ' +
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
  description: 'A release and the status that it gets.',
})
export class ChangeReleaseStatusInput {
  @Field(() => ID, { description: 'The id of the release whose status changes.' })
  id!: string;

  @Field(() => ReleaseStatus, {
    description: 'The status that it gets; ReleaseStatus lists the transitions that exist.',
  })
  status!: ReleaseStatus;
}

@InputType('RetryReleaseTicketsInput', {
  description:
    'Creates FAILED and MISSING tickets with the config’s current parameters, or with these. A ticket that is being ' +
    'created or looked up is checked again at once, and is otherwise not changed.',
})
export class RetryReleaseTicketsInput {
  @Field(() => ID, { description: 'The id of the release; it must be open.' })
  releaseId!: string;

  @Field(() => [TargetPlatform], {
    nullable: true,
    description:
      'Only the tickets of these platforms; absent: all. A SKIPPED one is created only if it is named.',
  })
  @ValidateIfNotNull()
  @IsDistinctList()
  platforms?: TargetPlatform[] | null;

  @Field(() => TicketParametersInput, {
    nullable: true,
    description: 'Parameters that replace the config’s for this retry; the config itself is not changed.',
  })
  @ValidateIfNotNull()
  @ValidateNested()
  @Type(() => TicketParametersInput)
  parameters?: TicketParametersInput | null;

  @Field(() => [TargetPlatform], {
    nullable: true,
    description:
      'A person checked: these UNCERTAIN tickets are not in the tracker and may be created again. Recorded in the activity. ' +
      'One that is being looked up at this moment is created when that lookup does not find it; one that is not ' +
      'UNCERTAIN is not changed.',
  })
  @ValidateIfNotNull()
  @IsDistinctList()
  confirmNotCreated?: TargetPlatform[] | null;
}

@InputType('ReleaseFilter', {
  description:
    'Conditions on releases; one that is absent lets all through, and those that are given must all hold.',
})
export class ReleaseFilter {
  @Field(() => [ReleaseStatus], { nullable: true, description: 'Releases in one of these statuses.' })
  status?: ReleaseStatus[] | null;

  @Field(() => Platform, {
    nullable: true,
    description: 'Releases for this platform, possibly among others.',
  })
  platform?: Platform | null;

  @Field(() => String, {
    nullable: true,
    description: 'Releases of exactly this version; a leading v is dropped.',
  })
  @ValidateIfNotNull()
  @IsSingleLine(SEARCH_MAX_LENGTH)
  version?: string | null;

  @Field(() => String, {
    nullable: true,
    description:
      'Releases whose version contains this text, compared without case; a leading v is dropped. Empty: all.',
  })
  @ValidateIfNotNull()
  @ValidateWith('isSearch', (value) => (value === '' ? null : textViolation(value, SEARCH_MAX_LENGTH)))
  versionContains?: string | null;

  @Field(() => GraphQLDate, {
    nullable: true,
    description: 'Releases planned for this day or later; one without a planned date is left out.',
  })
  plannedFrom?: string | null;

  @Field(() => GraphQLDate, {
    nullable: true,
    description: 'Releases planned for this day or earlier; one without a planned date is left out.',
  })
  plannedTo?: string | null;
}
