import { Field, ID, ObjectType } from '@nestjs/graphql';
import { GraphQLDateTime } from '../shared/graphql/index.js';
import { Platform } from './platform.js';

@ObjectType('ReleaseConfig', {
  description: 'Platforms and ticket settings that new releases can be created with.',
})
export class ReleaseConfigObject {
  @Field(() => ID, { description: 'The id of the release config, a UUID.' })
  id!: string;

  @Field(() => ID, { description: 'The id of the project that it belongs to.' })
  projectId!: string;

  @Field(() => String, { description: 'Its name, unique in the project.' })
  name!: string;

  @Field(() => [Platform], { description: 'The platforms that it has settings for.' })
  platforms!: Platform[];

  @Field(() => GraphQLDateTime, { description: 'When it was first saved.' })
  createdAt!: Date;

  @Field(() => GraphQLDateTime, { description: 'When it was last changed; the value for ifUpdatedAt.' })
  updatedAt!: Date;
}
