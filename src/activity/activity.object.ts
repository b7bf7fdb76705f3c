import { Field, ID, ObjectType } from '@nestjs/graphql';
import {
  Cost,
  edgeObject,
  GraphQLDateTime,
  GraphQLJSONObject,
  PageInfoObject,
} from '../shared/graphql/index.js';
import { ActorKind } from './actor.js';

/** `account` is added by `access/`, which knows accounts. */
@ObjectType('ActivityActor', { description: 'The person, tracker or process that did something.' })
export class ActivityActorObject {
  @Field(() => ActorKind, { description: 'The kind of the actor.' })
  kind!: ActorKind;

  @Field(() => String, { description: 'Its name at that time: of the account, the token or the tracker.' })
  name!: string;

  accountId!: string | null;
}

@ObjectType('Activity', {
  description:
    'An entry of the activity: one action of a person, a tracker or delivr itself. Never edited, never deleted.',
})
export class ActivityObject {
  @Field(() => ID, { description: 'Unique everywhere; later ones sort after earlier ones.' })
  id!: string;

  @Field(() => GraphQLDateTime, { description: 'When it was recorded.' })
  at!: Date;

  @Field(() => ActivityActorObject, { description: 'The person, tracker or process that did it.' })
  actor!: ActivityActorObject;

  @Field(() => String, {
    description: 'What was done, dotted and stable, as release.created. New ones may appear: tolerate them.',
  })
  action!: string;

  @Field(() => ID, {
    nullable: true,
    description: 'The release it belongs to; null where it belongs to none.',
  })
  releaseId!: string | null;

  @Field(() => String, { description: 'One English sentence for people, with the names of that time.' })
  summary!: string;

  @Cost({ weight: 4 })
  @Field(() => GraphQLJSONObject, {
    nullable: true,
    description: 'More about it, for programs; its shape depends on the action. Never a secret.',
  })
  details!: Record<string, unknown> | null;
}

const ActivityEdgeObject = edgeObject<ActivityObject>('Activity', () => ActivityObject);

@ObjectType('ActivityConnection', { description: 'A page of activity, newest first.' })
export class ActivityConnectionObject {
  @Field(() => [ActivityEdgeObject], { description: 'The entries of this page, newest first.' })
  edges!: InstanceType<typeof ActivityEdgeObject>[];

  @Field(() => PageInfoObject, {
    description: 'Whether there are pages before and after this one, and their cursors.',
  })
  pageInfo!: PageInfoObject;
}
