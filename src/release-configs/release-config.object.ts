import { Field, ID, ObjectType } from '@nestjs/graphql';
import { GraphQLDateTime } from '../shared/graphql/index.js';
import { Platform } from './platform.js';

@ObjectType('ReleaseConfig', { description: 'A reusable way to release.' })
export class ReleaseConfigObject {
  @Field(() => ID, { description: 'Unique everywhere.' })
  id!: string;

  @Field(() => ID, { description: 'The project that owns it.' })
  projectId!: string;

  @Field(() => String, { description: 'What people call it, unique in the project.' })
  name!: string;

  @Field(() => [Platform], { description: 'What it releases for.' })
  platforms!: Platform[];

  @Field(() => GraphQLDateTime, { description: 'When it was made.' })
  createdAt!: Date;

  @Field(() => GraphQLDateTime, { description: 'When it was last changed; for ifUpdatedAt.' })
  updatedAt!: Date;
}
