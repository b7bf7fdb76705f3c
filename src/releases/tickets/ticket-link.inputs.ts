import { Field, ID, InputType } from '@nestjs/graphql';
import { TargetPlatform } from '../../pm-configs/index.js';
import { IsSingleLine, Trimmed } from '../../shared/graphql/index.js';

@InputType('LinkReleaseTicketInput', {
  description:
    'Follows an existing ticket instead of making one. A ticket being made right now: CONFLICT. One ticket may serve ' +
    'several platforms and releases.',
})
export class LinkReleaseTicketInput {
  @Field(() => ID, { description: 'The id of the release; it must be open.' })
  releaseId!: string;

  @Field(() => TargetPlatform, {
    description: 'The platform that it is the ticket for; one of the release’s.',
  })
  platform!: TargetPlatform;

  @Field(() => String, {
    description: 'Its key in the tracker, as PROJ-123. NOT_FOUND where the tracker shows no such ticket.',
  })
  @Trimmed()
  @IsSingleLine(255)
  ticketKey!: string;

  @Field(() => ID, {
    nullable: true,
    description:
      'The connected tracker that the ticket lives in. Absent: the one that the release’s config names for this ' +
      'platform; required where the release has no config.',
  })
  integrationId?: string | null;
}

@InputType('UnlinkReleaseTicketInput', {
  description:
    'Follows a platform’s ticket no more; in the tracker it stays as it is. Linking, or a retry that names the platform, ' +
    'creates it again. CONFLICT while it is PENDING, CREATING or UNCERTAIN.',
})
export class UnlinkReleaseTicketInput {
  @Field(() => ID, { description: 'The id of the release; it must be open.' })
  releaseId!: string;

  @Field(() => TargetPlatform, { description: 'The platform whose ticket is unlinked.' })
  platform!: TargetPlatform;
}
