import { Field, ID, ObjectType } from '@nestjs/graphql';
import { ProviderType } from '../providers/contract/index.js';
import { GraphQLDateTime, GraphQLURL } from '../shared/graphql/index.js';
import { VerificationStatus } from './tracker.enums.js';

@ObjectType('ConnectionSetting', { description: 'One value of a connection that is not secret.' })
export class ConnectionSettingObject {
  @Field(() => String, { description: 'The credential field’s name.' })
  name!: string;

  @Field(() => String, { description: 'Its value.' })
  value!: string;
}

@ObjectType('ConnectionCertificate', { description: 'A certificate of a connection.' })
export class ConnectionCertificateObject {
  @Field(() => String, { description: 'The credential field’s name.' })
  name!: string;

  @Field(() => String, { description: 'Whom it names.' })
  subject!: string;

  @Field(() => GraphQLDateTime, {
    description: 'When it ends: from then on the tracker, or delivr, refuses the connection.',
  })
  expiresAt!: Date;
}

@ObjectType('Integration', {
  description:
    'A connected tracker account (layer 1: credentials). Its secrets are never returned, in whole or in part.',
})
export class IntegrationObject {
  @Field(() => ID, { description: 'Unique everywhere.' })
  id!: string;

  @Field(() => ID, { description: 'The project that owns it.' })
  projectId!: string;

  @Field(() => String, { description: 'What people call it, unique in the project.' })
  name!: string;

  @Field(() => ProviderType, { description: 'The tracker.' })
  providerType!: ProviderType;

  @Field(() => String, {
    nullable: true,
    description: 'Who the tracker says we are; below EDITOR without the e-mail address.',
  })
  remoteAccount!: string | null;

  @Field(() => Boolean, { description: 'Off: its tickets wait.' })
  isEnabled!: boolean;

  @Field(() => VerificationStatus, { description: 'What is known about the credentials, from real calls.' })
  verificationStatus!: VerificationStatus;

  @Field(() => String, {
    nullable: true,
    description: 'What is wrong and what to do, for a person; null when VALID.',
  })
  verificationMessage!: string | null;

  @Field(() => GraphQLDateTime, {
    nullable: true,
    description: 'When the tracker was last asked about them.',
  })
  lastVerifiedAt!: Date | null;

  @Field(() => GraphQLDateTime, { description: 'When it was connected.' })
  createdAt!: Date;

  @Field(() => GraphQLDateTime, { description: 'When it was last changed; for ifUpdatedAt.' })
  updatedAt!: Date;

  @Field(() => GraphQLDateTime, {
    nullable: true,
    description: 'Set once disconnected: secrets erased, the row kept for what it once did; in no list.',
  })
  deletedAt!: Date | null;

  @Field(() => GraphQLURL, { description: 'The tracker’s address.' })
  baseUrl!: string;
}
