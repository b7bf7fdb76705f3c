import { Field, InputType } from '@nestjs/graphql';
import { Type } from 'class-transformer';
import { ValidateNested } from 'class-validator';
import { ValidateIfDefined } from '../../shared/graphql/index.js';
import { AsanaConnectionInput, UpdateAsanaConnectionInput } from './asana-connection.inputs.js';
import { ClickUpConnectionInput, UpdateClickUpConnectionInput } from './clickup-connection.inputs.js';
import { JiraConnectionInput, UpdateJiraConnectionInput } from './jira-connection.inputs.js';
import { LinearConnectionInput, UpdateLinearConnectionInput } from './linear-connection.inputs.js';
import { MondayConnectionInput, UpdateMondayConnectionInput } from './monday-connection.inputs.js';

@InputType('ConnectionInput', { isOneOf: true, description: 'Exactly one member: the tracker to connect.' })
export class ConnectionInput {
  @Field(() => JiraConnectionInput, { nullable: true, description: 'Connects Jira.' })
  @ValidateIfDefined()
  @ValidateNested()
  @Type(() => JiraConnectionInput)
  jira?: JiraConnectionInput;

  @Field(() => LinearConnectionInput, { nullable: true, description: 'Connects Linear.' })
  @ValidateIfDefined()
  @ValidateNested()
  @Type(() => LinearConnectionInput)
  linear?: LinearConnectionInput;

  @Field(() => AsanaConnectionInput, { nullable: true, description: 'Connects Asana.' })
  @ValidateIfDefined()
  @ValidateNested()
  @Type(() => AsanaConnectionInput)
  asana?: AsanaConnectionInput;

  @Field(() => MondayConnectionInput, { nullable: true, description: 'Connects monday.com.' })
  @ValidateIfDefined()
  @ValidateNested()
  @Type(() => MondayConnectionInput)
  monday?: MondayConnectionInput;

  @Field(() => ClickUpConnectionInput, { nullable: true, description: 'Connects ClickUp.' })
  @ValidateIfDefined()
  @ValidateNested()
  @Type(() => ClickUpConnectionInput)
  clickup?: ClickUpConnectionInput;
}

@InputType('UpdateConnectionInput', {
  isOneOf: true,
  description: 'Exactly one member: the integration’s own tracker.',
})
export class UpdateConnectionInput {
  @Field(() => UpdateJiraConnectionInput, { nullable: true, description: 'Changes a Jira connection.' })
  @ValidateIfDefined()
  @ValidateNested()
  @Type(() => UpdateJiraConnectionInput)
  jira?: UpdateJiraConnectionInput;

  @Field(() => UpdateLinearConnectionInput, { nullable: true, description: 'Changes a Linear connection.' })
  @ValidateIfDefined()
  @ValidateNested()
  @Type(() => UpdateLinearConnectionInput)
  linear?: UpdateLinearConnectionInput;

  @Field(() => UpdateAsanaConnectionInput, { nullable: true, description: 'Changes an Asana connection.' })
  @ValidateIfDefined()
  @ValidateNested()
  @Type(() => UpdateAsanaConnectionInput)
  asana?: UpdateAsanaConnectionInput;

  @Field(() => UpdateMondayConnectionInput, {
    nullable: true,
    description: 'Changes a monday.com connection.',
  })
  @ValidateIfDefined()
  @ValidateNested()
  @Type(() => UpdateMondayConnectionInput)
  monday?: UpdateMondayConnectionInput;

  @Field(() => UpdateClickUpConnectionInput, { nullable: true, description: 'Changes a ClickUp connection.' })
  @ValidateIfDefined()
  @ValidateNested()
  @Type(() => UpdateClickUpConnectionInput)
  clickup?: UpdateClickUpConnectionInput;
}
