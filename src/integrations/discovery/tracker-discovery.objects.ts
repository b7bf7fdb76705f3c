import { Field, ObjectType } from '@nestjs/graphql';
import {
  CredentialFieldType,
  ProviderCapability,
  ProviderType,
  TicketStatusCategory,
} from '../../providers/contract/index.js';
import { GraphQLURL } from '../../shared/graphql/index.js';

@ObjectType('CredentialField', { description: 'One field of a tracker’s connection, to draw a form from.' })
export class CredentialFieldObject {
  @Field(() => String, { description: 'The member of the connection input.' })
  name!: string;

  @Field(() => String, { description: 'What to call it.' })
  label!: string;

  @Field(() => CredentialFieldType, { description: 'How to ask for it.' })
  type!: CredentialFieldType;

  @Field(() => Boolean, { description: 'Whether it is always needed.' })
  required!: boolean;

  @Field(() => [String], { description: '`name=value` of another field that makes this one required.' })
  requiredWhen!: readonly string[];

  @Field(() => [String], { description: 'Of a CHOICE: what there is to choose from.' })
  options!: readonly string[];

  @Field(() => String, { nullable: true, description: 'What it is when left out.' })
  default!: string | null;

  @Field(() => String, { nullable: true, description: 'An example.' })
  example!: string | null;

  @Field(() => String, { nullable: true, description: 'Where to find it.' })
  help!: string | null;

  @Field(() => GraphQLURL, { nullable: true, description: 'A page that explains it, or makes one.' })
  helpUrl!: string | null;
}

@ObjectType('Provider', { description: 'A tracker that delivr knows.' })
export class ProviderObject {
  @Field(() => ProviderType, { description: 'Which tracker.' })
  type!: ProviderType;

  @Field(() => String, { description: 'Its name as people write it.' })
  name!: string;

  @Field(() => Boolean, { description: 'Whether it can be connected.' })
  isAvailable!: boolean;

  @Field(() => Boolean, { description: 'Whether connecting it takes an OAuth consent; none does so far.' })
  requiresOAuth!: boolean;

  @Field(() => String, { description: 'The member of ConnectionInput that its fields belong to.' })
  connectionField!: string;

  @Field(() => [CredentialFieldObject], {
    description: 'What to ask for; empty where it cannot be connected.',
  })
  credentialFields!: readonly CredentialFieldObject[];

  @Field(() => [ProviderCapability], { description: 'What its adapter can do.' })
  capabilities!: readonly ProviderCapability[];
}

@ObjectType('TrackerProject', {
  description: 'Where tickets live: what the tracker calls a project, a team, a board or a list.',
})
export class TrackerProjectObject {
  @Field(() => String, { description: 'The tracker’s own id.' })
  remoteId!: string;

  @Field(() => String, { description: 'What goes into projectKey.' })
  key!: string;

  @Field(() => String, { description: 'Its name.' })
  name!: string;

  @Field(() => GraphQLURL, { nullable: true, description: 'Where to look at it.' })
  url!: string | null;
}

@ObjectType('TrackerUser', { description: 'Somebody whom tickets of a project can be assigned to.' })
export class TrackerUserObject {
  @Field(() => String, { description: 'The tracker’s own id, as for assignee.' })
  remoteId!: string;

  @Field(() => String, { description: 'Their name there.' })
  name!: string;

  @Field(() => String, { nullable: true, description: 'Null where the tracker does not show it.' })
  email!: string | null;
}

@ObjectType('TrackerField', { description: 'A field that a new ticket must have.' })
export class TrackerFieldObject {
  @Field(() => String, { description: 'The tracker’s own id, as for customFields.' })
  remoteId!: string;

  @Field(() => String, { description: 'Its name.' })
  name!: string;

  @Field(() => String, { description: 'The tracker’s own word for its type.' })
  type!: string;

  @Field(() => [String], { nullable: true, description: 'What it may be; null where anything goes.' })
  allowedValues!: readonly string[] | null;
}

@ObjectType('TrackerStatus', { description: 'A status that a ticket can have.' })
export class TrackerStatusObject {
  @Field(() => String, { description: 'The tracker’s own id.' })
  remoteId!: string;

  @Field(() => String, { description: 'The tracker’s own word.' })
  name!: string;

  @Field(() => TicketStatusCategory, { description: 'What it means.' })
  category!: TicketStatusCategory;
}

@ObjectType('TrackerIssueType', { description: 'A kind of ticket.' })
export class TrackerIssueTypeObject {
  @Field(() => String, { description: 'The tracker’s own id.' })
  remoteId!: string;

  @Field(() => String, { description: 'Its name, as for issueType.' })
  name!: string;

  @Field(() => Boolean, { description: 'Whether it needs a parent ticket.' })
  isSubtask!: boolean;

  @Field(() => [TrackerFieldObject], { description: 'What a new one must have.' })
  requiredFields!: readonly TrackerFieldObject[];

  @Field(() => [TrackerStatusObject], { description: 'The statuses of its workflow.' })
  statuses!: readonly TrackerStatusObject[];
}

@ObjectType('TrackerProjectSchema', { description: 'What can be made in a tracker’s project.' })
export class TrackerProjectSchemaObject {
  @Field(() => TrackerProjectObject, { description: 'The project.' })
  project!: TrackerProjectObject;

  @Field(() => [TrackerIssueTypeObject], {
    description: 'Its kinds of tickets; empty where the tracker has none.',
  })
  issueTypes!: readonly TrackerIssueTypeObject[];

  @Field(() => [TrackerStatusObject], { description: 'All its statuses.' })
  statuses!: readonly TrackerStatusObject[];

  @Field(() => [String], { description: 'Its priorities, by name.' })
  priorities!: readonly string[];
}
