import { Field, ID, InputType } from '@nestjs/graphql';
import { Type } from 'class-transformer';
import { ValidateNested } from 'class-validator';
import {
  GraphQLDateTime,
  IsName,
  IsMultilineText,
  NotNull,
  Trimmed,
  ValidateIfNotNull,
  ValidateIfDefined,
} from '../shared/graphql/index.js';
import { IsPlatformList } from './platform-list.validator.js';
import { TargetPlatform } from './target-platform.js';
import { TicketParametersInput } from './ticket-parameters.input.js';
import { IsVersion } from './version.rules.js';

@InputType('PlatformConfigurationInput', {
  description: 'Where and how the release tickets of one platform are created.',
})
export class PlatformConfigurationInput {
  @Field(() => TargetPlatform, { description: 'The platform; each at most once in a config.' })
  platform!: TargetPlatform;

  @Field(() => ID, {
    nullable: true,
    description: 'Another connected tracker for this platform. Default: the config’s own.',
  })
  integrationId?: string | null;

  @Field(() => TicketParametersInput, { description: 'The parameters of its tickets.' })
  @ValidateNested()
  @Type(() => TicketParametersInput)
  parameters!: TicketParametersInput;
}

@InputType('CreatePmConfigInput', {
  description: 'A reusable config. Its form is checked; no tracker is asked (previewPmConfig does).',
})
export class CreatePmConfigInput {
  @Field(() => ID, { description: 'The id of the project that it belongs to; it cannot be changed later.' })
  projectId!: string;

  @Field(() => ID, { description: 'The id of the connected tracker in which its tickets are created.' })
  integrationId!: string;

  @Field(() => String, { description: '1 to 100 characters, unique in the project.' })
  @IsName()
  name!: string;

  @Field(() => String, { nullable: true, description: 'Free text for people, at most 2,000 characters.' })
  @ValidateIfNotNull()
  @Trimmed()
  @IsMultilineText(2_000)
  description?: string | null;

  @Field(() => [PlatformConfigurationInput], { description: 'At least one, each platform at most once.' })
  @IsPlatformList()
  @ValidateNested({ each: true })
  @Type(() => PlatformConfigurationInput)
  platformConfigurations!: PlatformConfigurationInput[];
}

@InputType('UpdatePmConfigInput', {
  description:
    'The members that change; an absent one stays. The input is checked as for creation; no tracker is called.',
})
export class UpdatePmConfigInput {
  @Field(() => ID, { description: 'The id of the config to change.' })
  id!: string;

  @Field(() => String, { nullable: true, description: 'Another name.' })
  @ValidateIfDefined()
  @NotNull()
  @IsName()
  name?: string;

  @Field(() => String, { nullable: true, description: 'Another description; null clears it.' })
  @ValidateIfNotNull()
  @Trimmed()
  @IsMultilineText(2_000)
  description?: string | null;

  @Field(() => ID, { nullable: true, description: 'Another connected tracker.' })
  @NotNull()
  integrationId?: string;

  @Field(() => [PlatformConfigurationInput], {
    nullable: true,
    description: 'Replaces the whole list. Releases that exist keep what their tickets were made with.',
  })
  @ValidateIfDefined()
  @NotNull()
  @IsPlatformList()
  @ValidateNested({ each: true })
  @Type(() => PlatformConfigurationInput)
  platformConfigurations?: PlatformConfigurationInput[];

  @Field(() => Boolean, { nullable: true, description: 'Off: offered to no new release.' })
  @NotNull()
  isActive?: boolean;

  @Field(() => GraphQLDateTime, {
    nullable: true,
    description: 'The updatedAt that the edit began with; when it is not the stored one any more: CONFLICT.',
  })
  ifUpdatedAt?: Date | null;
}

@InputType('PreviewPmConfigInput', { description: 'A config as it would be saved. Nothing is stored.' })
export class PreviewPmConfigInput {
  @Field(() => ID, { nullable: true, description: 'Previewing an edit of that config.' })
  id?: string | null;

  @Field(() => ID, { description: 'The id of the project that the config belongs to, or will.' })
  projectId!: string;

  @Field(() => ID, { description: 'The id of the connected tracker in which its tickets are created.' })
  integrationId!: string;

  @Field(() => [PlatformConfigurationInput], { description: 'At least one, each platform at most once.' })
  @IsPlatformList()
  @ValidateNested({ each: true })
  @Type(() => PlatformConfigurationInput)
  platformConfigurations!: PlatformConfigurationInput[];

  @Field(() => String, { defaultValue: '1.2.0', description: 'The version to render the tickets for.' })
  @IsVersion()
  version: string = '1.2.0';
}
