import { Field, ObjectType } from '@nestjs/graphql';
import { ProviderFailure } from '../providers/contract/index.js';
import { VerificationStatus } from './tracker.enums.js';

@ObjectType('CredentialVerification', {
  description: 'What the tracker said to credentials that were tried out.',
})
export class CredentialVerificationObject {
  @Field(() => VerificationStatus, {
    description: 'VALID, INVALID (refused), or NOT_VERIFIED (the tracker could not be asked).',
  })
  status!: VerificationStatus;

  @Field(() => String, { nullable: true, description: 'What is wrong and what to do, for a person.' })
  message!: string | null;

  @Field(() => String, { nullable: true, description: 'Who the tracker says we are.' })
  remoteAccount!: string | null;

  @Field(() => ProviderFailure, {
    nullable: true,
    description: 'What kind of failure it was; null when VALID.',
  })
  failure!: ProviderFailure | null;
}
