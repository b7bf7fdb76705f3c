import { Field, ID, InputType } from '@nestjs/graphql';
import { Type } from 'class-transformer';
import { ValidateNested } from 'class-validator';
import { GraphQLDateTime, IsName, NotNull, ValidateIfDefined } from '../shared/graphql/index.js';
import { ConnectionInput, UpdateConnectionInput } from './connection-inputs/connection.inputs.js';

@InputType('VerifyCredentialsInput', { description: 'Credentials to try out. Nothing is stored.' })
export class VerifyCredentialsInput {
  @Field(() => ID, { description: 'The project they are for.' })
  projectId!: string;

  @Field(() => ID, {
    nullable: true,
    description: 'What is absent is taken from this integration; a changed address needs its secret again.',
  })
  integrationId?: string | null;

  @Field(() => UpdateConnectionInput, { description: 'The credentials.' })
  @ValidateNested()
  @Type(() => UpdateConnectionInput)
  connection!: UpdateConnectionInput;
}

@InputType('CreateIntegrationInput', {
  description:
    'A tracker to connect. Credentials that the tracker refuses: PROVIDER_ERROR with its failure, nothing stored. ' +
    'A private address: BAD_USER_INPUT on baseUrl.',
})
export class CreateIntegrationInput {
  @Field(() => ID, { description: 'The project that will own it.' })
  projectId!: string;

  @Field(() => String, { description: 'What people call it, 1 to 100 characters, unique in the project.' })
  @IsName()
  name!: string;

  @Field(() => ConnectionInput, { description: 'The tracker and its credentials.' })
  @ValidateNested()
  @Type(() => ConnectionInput)
  connection!: ConnectionInput;
}

@InputType('UpdateIntegrationInput', {
  description:
    'What changes; absent keeps. Refused credentials change nothing. A changed address needs its secret again.',
})
export class UpdateIntegrationInput {
  @Field(() => ID, { description: 'The integration.' })
  id!: string;

  @Field(() => String, { nullable: true, description: 'Another name.' })
  @ValidateIfDefined()
  @NotNull()
  @IsName()
  name?: string;

  @Field(() => Boolean, { nullable: true, description: 'Off: its tickets wait until it is on again.' })
  @NotNull()
  isEnabled?: boolean;

  @Field(() => UpdateConnectionInput, {
    nullable: true,
    description: 'New credentials, or a new address with them.',
  })
  @ValidateIfDefined()
  @NotNull()
  @ValidateNested()
  @Type(() => UpdateConnectionInput)
  connection?: UpdateConnectionInput;

  @Field(() => GraphQLDateTime, {
    nullable: true,
    description: 'The updatedAt that the edit began with; when it is not the stored one any more: CONFLICT.',
  })
  ifUpdatedAt?: Date | null;
}
