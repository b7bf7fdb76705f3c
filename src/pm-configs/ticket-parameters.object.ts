import { Field, ObjectType } from '@nestjs/graphql';
import { Cost, GraphQLJSONObject } from '../shared/graphql/index.js';
import type { TicketParameters } from './ticket-parameters.js';

@ObjectType('TicketParameters', {
  description: 'Where and how a release ticket is created, with every default applied.',
})
export class TicketParametersObject implements Omit<TicketParameters, 'resolvedNames'> {
  @Field(() => String, { description: 'The key of the tracker’s project in which it is created.' })
  projectKey!: string;

  @Field(() => String, {
    nullable: true,
    description: 'The name of its type; null where the tracker has no types.',
  })
  issueType!: string | null;

  @Field(() => [String], {
    description:
      'Statuses that complete it, compared without case; empty: any status of the tracker’s done category.',
  })
  completedStatus!: readonly string[];

  @Field(() => String, {
    nullable: true,
    description: 'The name of its priority; null: the tracker’s own default.',
  })
  priority!: string | null;

  @Field(() => [String], {
    description: 'Its labels; templates, except on a release ticket, where they are rendered.',
  })
  labels!: readonly string[];

  @Field(() => String, {
    nullable: true,
    description: 'The tracker’s id of the user that it is assigned to; null: nobody.',
  })
  assignee!: string | null;

  @Field(() => String, { nullable: true, description: 'The key of its parent ticket; null: none.' })
  parentKey!: string | null;

  @Field(() => String, { description: 'The template of its title.' })
  titleTemplate!: string;

  @Cost({ weight: 10 })
  @Field(() => String, { description: 'The template of its description, Markdown.' })
  descriptionTemplate!: string;

  @Cost({ weight: 5 })
  @Field(() => GraphQLJSONObject, {
    nullable: true,
    description:
      'Values of further fields by the tracker’s field id; texts in them are templates, except on a release ticket, where they are rendered; null: none.',
  })
  customFields!: Readonly<Record<string, unknown>> | null;

  @Field(() => Boolean, { description: 'False: no release ticket is created for this platform.' })
  createTicket!: boolean;

  @Field(() => Boolean, {
    description: 'Whether builds are linked to the ticket; it has no effect before builds exist.',
  })
  linkBuilds!: boolean;
}
