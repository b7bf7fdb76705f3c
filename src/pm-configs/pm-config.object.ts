import { Field, ID, ObjectType } from '@nestjs/graphql';
import { Cost, GraphQLDateTime } from '../shared/graphql/index.js';
import { TargetPlatform } from './target-platform.js';
import { TicketParametersObject } from './ticket-parameters.object.js';

@ObjectType('PlatformConfiguration', {
  description: 'Where and how the release tickets of one platform are created.',
})
export class PlatformConfigurationObject {
  @Field(() => TargetPlatform, { description: 'The platform that these parameters are for.' })
  platform!: TargetPlatform;

  @Field(() => ID, {
    nullable: true,
    description: 'The integration of this platform; null: the config’s own.',
  })
  integrationId!: string | null;

  @Field(() => TicketParametersObject, { description: 'The parameters of its tickets.' })
  parameters!: TicketParametersObject;

  /** Not in the schema: the id from which the field `integration` is resolved. */
  effectiveIntegrationId!: string;
}

@ObjectType('PmConfig', {
  description:
    'A project management config (layer 2): where and how release tickets are created, per platform, for any number of releases.',
})
export class PmConfigObject {
  @Field(() => ID, { description: 'The id of the config, a UUID.' })
  id!: string;

  @Field(() => ID, { description: 'The id of the project that it belongs to.' })
  projectId!: string;

  @Field(() => String, { description: 'Its name, unique in the project.' })
  name!: string;

  @Cost({ weight: 4 })
  @Field(() => String, { nullable: true, description: 'Free text for people; null: none.' })
  description!: string | null;

  @Field(() => Boolean, { description: 'False: it cannot be chosen for a new release.' })
  isActive!: boolean;

  @Field(() => GraphQLDateTime, { description: 'When it was created.' })
  createdAt!: Date;

  @Field(() => GraphQLDateTime, { description: 'When it was last changed; the value for ifUpdatedAt.' })
  updatedAt!: Date;
}
