import { Field, ID, InputType } from '@nestjs/graphql';
import { Type } from 'class-transformer';
import { ValidateNested } from 'class-validator';
import { GraphQLDateTime, IsDistinctList, IsName, ValidateIfNotNull } from '../shared/graphql/index.js';
import { JiraConfigInput } from './jira-config.input.js';
import { Platform } from './platform.js';

@InputType('SaveReleaseConfigInput', {
  description:
    'The whole of a release config; jiraProject or pmConfigId, not both, or neither: no tickets. An enabled jiraProject ' +
    'makes, and keeps up to date in the same transaction, a pm config of its own (`<name> - JIRA Config`); one that ' +
    'something else uses too is copied, never changed or deleted.',
})
export class SaveReleaseConfigInput {
  @Field(() => ID, {
    nullable: true,
    description: 'Absent makes one; otherwise all of that one is replaced.',
  })
  id?: string | null;

  @Field(() => ID, { description: 'The project that it belongs to.' })
  projectId!: string;

  @Field(() => String, { description: '1 to 100 characters, unique in the project.' })
  @IsName()
  name!: string;

  @Field(() => [Platform], { description: 'What it releases for: at least one, each once.' })
  @IsDistinctList()
  platforms!: Platform[];

  @Field(() => JiraConfigInput, {
    nullable: true,
    description:
      'A Jira project for its releases. Absent, or not enabled: no tickets. Not together with pmConfigId.',
  })
  @ValidateIfNotNull()
  @ValidateNested()
  @Type(() => JiraConfigInput)
  jiraProject?: JiraConfigInput | null;

  @Field(() => ID, {
    nullable: true,
    description: 'A stored config for its releases. Not together with jiraProject.',
  })
  pmConfigId?: string | null;

  @Field(() => GraphQLDateTime, {
    nullable: true,
    description: 'The updatedAt that the edit began with; when it is not the stored one any more: CONFLICT.',
  })
  ifUpdatedAt?: Date | null;
}
