import { Field, ID, ObjectType } from '@nestjs/graphql';
import { GraphQLDateTime } from '../shared/graphql/index.js';
import { TargetPlatform } from './target-platform.js';
import { TicketParametersObject } from './ticket-parameters.object.js';

@ObjectType('PlatformConfiguration', { description: 'How one platform’s release tickets look.' })
export class PlatformConfigurationObject {
  @Field(() => TargetPlatform, { description: 'The platform.' })
  platform!: TargetPlatform;

  @Field(() => ID, { nullable: true, description: 'Null where it is the config’s own.' })
  integrationId!: string | null;

  @Field(() => TicketParametersObject, { description: 'How its tickets look.' })
  parameters!: TicketParametersObject;

  /** Not in the schema: what the field `integration` leads to. */
  effectiveIntegrationId!: string;
}

@ObjectType('PmConfig', {
  description: 'A reusable project management config (layer 2): how release tickets look per platform.',
})
export class PmConfigObject {
  @Field(() => ID, { description: 'Unique everywhere.' })
  id!: string;

  @Field(() => ID, { description: 'The project that owns it.' })
  projectId!: string;

  @Field(() => String, { description: 'What people call it, unique in the project.' })
  name!: string;

  @Field(() => String, { nullable: true, description: 'For people.' })
  description!: string | null;

  @Field(() => Boolean, { description: 'Off: offered to no new release.' })
  isActive!: boolean;

  @Field(() => GraphQLDateTime, { description: 'When it was made.' })
  createdAt!: Date;

  @Field(() => GraphQLDateTime, { description: 'When it was last changed; for ifUpdatedAt.' })
  updatedAt!: Date;
}
