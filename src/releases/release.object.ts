import { Field, ID, Int, ObjectType } from '@nestjs/graphql';
import { TargetPlatform } from '../pm-configs/index.js';
import { Platform } from '../release-configs/index.js';
import {
  Cost,
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
  @Field(() => ID, { description: 'The id of the release ticket in delivr; not the tracker’s.' })
  id!: string;

  @Field(() => TargetPlatform, { description: 'The platform of the release that the ticket is for.' })
  platform!: TargetPlatform;

  @Field(() => TicketState, { description: 'How far its creation has come.' })
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

  @Field(() => GraphQLURL, {
    nullable: true,
    description: 'The address of the ticket in the tracker’s web interface; null until CREATED.',
  })
  url!: string | null;

  @Field(() => String, {
    description: 'The title that it was created with, or will be; a later change in the tracker is not read.',
  })
  title!: string;

  @Field(() => String, {
    nullable: true,
    description: 'The name of its status in the tracker; null until it was read.',
  })
  status!: string | null;

  @Field(() => Boolean, {
    description: 'Whether its status counts as completed by its parameters’ completedStatus.',
  })
  isCompleted!: boolean;

  @Field(() => GraphQLDateTime, {
    nullable: true,
    description: 'When the status was last read; null: never.',
  })
  checkedAt!: Date | null;

  @Field(() => Int, {
    description: 'How many times a worker has taken it up, to create it or to look it up.',
  })
  attempts!: number;

  @Field(() => TicketError, {
    nullable: true,
    description: 'Why it was not created, or its status could not be read; null: no problem.',
  })
  error!: TicketError | null;

  @Field(() => GraphQLDateTime, { description: 'When the ticket, its creation or its status last changed.' })
  updatedAt!: Date;
}

@ObjectType('Release', { description: 'One version of the product on its way to the web and the stores.' })
export class ReleaseObject {
  @Field(() => ID, { description: 'The id of the release, a UUID.' })
  id!: string;

  @Field(() => ID, { description: 'The id of the project that it belongs to.' })
  projectId!: string;

  @Field(() => String, { description: 'The version, without a leading v; not unique in a project.' })
  version!: string;

  @Field(() => ReleaseType, { description: 'How large the change is; information for people only.' })
  type!: ReleaseType;

  @Cost({ weight: 10 })
  @Field(() => String, { nullable: true, description: 'Free text for people; null: none.' })
  description!: string | null;

  @Field(() => GraphQLDate, {
    nullable: true,
    description: 'The day on which it is planned to be available; null: not planned.',
  })
  plannedDate!: string | null;

  @Field(() => [Platform], { description: 'The platforms that it ships to.' })
  platforms!: Platform[];

  @Field(() => ReleaseStatus, { description: 'Its current status.' })
  status!: ReleaseStatus;

  @Field(() => GraphQLDateTime, { description: 'When the release was created.' })
  createdAt!: Date;

  @Field(() => GraphQLDateTime, {
    description: 'When it was last changed, its tickets not counted; the value for ifUpdatedAt.',
  })
  updatedAt!: Date;

  @Field(() => GraphQLDateTime, {
    nullable: true,
    description: 'When its status became COMPLETED; null until then.',
  })
  completedAt!: Date | null;
}

export const ReleaseEdge = edgeObject('Release', () => ReleaseObject);

@ObjectType('ReleaseConnection', { description: 'A page of releases.' })
export class ReleaseConnection {
  @Field(() => [ReleaseEdge], { description: 'The releases of this page, in the order that was asked for.' })
  edges!: Page<Release>['edges'];

  @Field(() => PageInfoObject, {
    description: 'Whether there are pages before and after this one, and their cursors.',
  })
  pageInfo!: PageInfoObject;

  @Field(() => Int, { description: 'The number of releases that match the filter, on all pages together.' })
  totalCount!: number;
}
