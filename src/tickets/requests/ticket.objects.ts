import { Field, ObjectType, registerEnumType } from '@nestjs/graphql';
import { TargetPlatform } from '../../pm-configs/index.js';
import { TicketStatusCategory } from '../../providers/contract/index.js';
import { GraphQLURL } from '../../shared/graphql/index.js';
import { TicketError } from '../engine/ticket-error.object.js';

export enum TicketOutcome {
  CREATED = 'CREATED',
  EXISTED = 'EXISTED',
  FAILED = 'FAILED',
  UNCERTAIN = 'UNCERTAIN',
}

registerEnumType(TicketOutcome, {
  name: 'TicketOutcome',
  description: 'What became of a ticket that was asked for.',
  valuesMap: {
    CREATED: { description: 'Made by this call.' },
    EXISTED: { description: 'This key had made it before.' },
    FAILED: {
      description:
        'Refused, as error says. Asked for again with the same key it is tried again; with other content it takes another ' +
        'key.',
    },
    UNCERTAIN: {
      description:
        'Not known yet: ask again with the same key. It goes on by itself meanwhile; error says what it waits for.',
    },
  },
});

@ObjectType('Ticket', { description: 'A ticket in its tracker.' })
export class TicketObject {
  @Field(() => String, { description: 'The tracker’s own id, which never changes.' })
  remoteId!: string;

  @Field(() => String, { description: 'Its key in the tracker, as PROJ-123.' })
  key!: string;

  @Field(() => GraphQLURL, { description: 'Where to open it.' })
  url!: string;
}

@ObjectType('TicketCreation', { description: 'What became of one ticket that was asked for.' })
export class TicketCreation {
  @Field(() => TargetPlatform, { description: 'The platform that it is for.' })
  platform!: TargetPlatform;

  @Field(() => TicketOutcome, { description: 'Whether it is there.' })
  outcome!: TicketOutcome;

  @Field(() => TicketObject, { nullable: true, description: 'The ticket, where it is there.' })
  ticket!: TicketObject | null;

  @Field(() => TicketError, { nullable: true, description: 'Why it is not there.' })
  error!: TicketError | null;
}

@ObjectType('TicketStatus', { description: 'How one ticket stands in its tracker.' })
export class TicketStatus {
  @Field(() => String, { description: 'The key, as it was asked for.' })
  ticketKey!: string;

  @Field(() => GraphQLURL, { nullable: true, description: 'Where to open it; null where it is not found.' })
  url!: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'The tracker’s own word for its status; null where it is not found.',
  })
  status!: string | null;

  @Field(() => TicketStatusCategory, { description: 'What its status means; UNKNOWN where it is not found.' })
  category!: TicketStatusCategory;

  @Field(() => Boolean, {
    description: 'Whether its status is among completedStatus, or of the done category where there is none.',
  })
  isCompleted!: boolean;

  @Field(() => TicketError, {
    nullable: true,
    description: 'NOT_FOUND: there is no such ticket, or it is hidden from us.',
  })
  error!: TicketError | null;
}
