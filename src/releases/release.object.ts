import { Field, ID, Int, ObjectType } from '@nestjs/graphql';
import { TargetPlatform } from '../pm-configs/index.js';
import { Platform } from '../release-configs/index.js';
import {
  edgeObject,
  GraphQLDate,
  GraphQLDateTime,
  GraphQLURL,
  type Page,
  PageInfoObject,
} from '../shared/graphql/index.js';
import { TicketError, TicketState } from '../tickets/index.js';
import type { Release } from './release.entity.js';
import { ReleaseStatus, ReleaseType } from './release.enums.js';

@ObjectType('ReleaseTicket', { description: 'One platform’s ticket of a release, made exactly once.' })
export class ReleaseTicketObject {
  @Field(() => ID, { description: 'Unique everywhere.' })
  id!: string;

  @Field(() => TargetPlatform, { description: 'The platform that it is for.' })
  platform!: TargetPlatform;

  @Field(() => TicketState, { description: 'How far it is.' })
  state!: TicketState;

  @Field(() => String, {
    nullable: true,
    description: 'The tracker’s own id, which never changes; null until CREATED.',
  })
  remoteId!: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'Its key in the tracker, as PROJ-123; null until CREATED.',
  })
  key!: string | null;

  @Field(() => GraphQLURL, { nullable: true, description: 'Where to open it; null until CREATED.' })
  url!: string | null;

  @Field(() => String, { description: 'Its title, as it was or will be made.' })
  title!: string;

  @Field(() => String, {
    nullable: true,
    description: 'The tracker’s own word for its status; null until it was read.',
  })
  status!: string | null;

  @Field(() => Boolean, { description: 'Whether its status completes it, as its parameters say.' })
  isCompleted!: boolean;

  @Field(() => GraphQLDateTime, { nullable: true, description: 'When the status was read; null: never.' })
  checkedAt!: Date | null;

  @Field(() => Int, { description: 'How often a worker took it up.' })
  attempts!: number;

  @Field(() => TicketError, {
    nullable: true,
    description: 'Why it is not there, or could not be read; null: all is well.',
  })
  error!: TicketError | null;

  @Field(() => GraphQLDateTime, { description: 'When anything of it last changed.' })
  updatedAt!: Date;
}

@ObjectType('Release', { description: 'One version of the product on its way to the web and the stores.' })
export class ReleaseObject {
  @Field(() => ID, { description: 'Unique everywhere.' })
  id!: string;

  @Field(() => ID, { description: 'The project that it belongs to.' })
  projectId!: string;

  @Field(() => String, { description: 'Its version, without a leading v.' })
  version!: string;

  @Field(() => ReleaseType, { description: 'How big a step it is.' })
  type!: ReleaseType;

  @Field(() => String, { nullable: true, description: 'For people.' })
  description!: string | null;

  @Field(() => GraphQLDate, { nullable: true, description: 'When it is meant to be out.' })
  plannedDate!: string | null;

  @Field(() => [Platform], { description: 'What it is for.' })
  platforms!: Platform[];

  @Field(() => ReleaseStatus, { description: 'Where it stands.' })
  status!: ReleaseStatus;

  @Field(() => GraphQLDateTime, { description: 'When it was created.' })
  createdAt!: Date;

  @Field(() => GraphQLDateTime, {
    description: 'When it was last changed, its tickets aside; for ifUpdatedAt.',
  })
  updatedAt!: Date;

  @Field(() => GraphQLDateTime, { nullable: true, description: 'When it became COMPLETED.' })
  completedAt!: Date | null;
}

export const ReleaseEdge = edgeObject('Release', () => ReleaseObject);

@ObjectType('ReleaseConnection', { description: 'A page of releases.' })
export class ReleaseConnection {
  @Field(() => [ReleaseEdge], { description: 'The releases, in order.' })
  edges!: Page<Release>['edges'];

  @Field(() => PageInfoObject, { description: 'Where the page lies.' })
  pageInfo!: PageInfoObject;

  @Field(() => Int, { description: 'How many releases the filter lets through, on all pages.' })
  totalCount!: number;
}
