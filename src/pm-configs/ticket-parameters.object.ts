import { Field, ObjectType } from '@nestjs/graphql';
import { GraphQLJSONObject } from '../shared/graphql/index.js';
import type { TicketParameters } from './ticket-parameters.js';

@ObjectType('TicketParameters', { description: 'How a release ticket looks, with every default applied.' })
export class TicketParametersObject implements TicketParameters {
  @Field(() => String, { description: 'Where the ticket is made: a project’s key.' })
  projectKey!: string;

  @Field(() => String, {
    nullable: true,
    description: 'Its kind, by name; null where the tracker has none.',
  })
  issueType!: string | null;

  @Field(() => [String], {
    description:
      'Statuses that complete it, compared without case; empty: any status of the tracker’s done category.',
  })
  completedStatus!: readonly string[];

  @Field(() => String, { nullable: true, description: 'By name; null: whatever the tracker sets.' })
  priority!: string | null;

  @Field(() => [String], { description: 'Rendered like the templates.' })
  labels!: readonly string[];

  @Field(() => String, { nullable: true, description: 'The tracker’s own id of a user; null: nobody.' })
  assignee!: string | null;

  @Field(() => String, { nullable: true, description: 'Key of the ticket that it belongs under.' })
  parentKey!: string | null;

  @Field(() => String, { description: 'Its title, with placeholders.' })
  titleTemplate!: string;

  @Field(() => String, { description: 'Its description, Markdown with placeholders.' })
  descriptionTemplate!: string;

  @Field(() => GraphQLJSONObject, {
    nullable: true,
    description: 'Further fields, by the tracker’s field id.',
  })
  customFields!: Readonly<Record<string, unknown>> | null;

  @Field(() => Boolean, { description: 'False: no release ticket for this platform.' })
  createTicket!: boolean;

  @Field(() => Boolean, { description: 'Whether builds are linked to the ticket.' })
  linkBuilds!: boolean;
}
