import { Field, ID, InputType } from '@nestjs/graphql';
import { IsName } from '../../shared/graphql/index.js';

@InputType({
  description: 'Its creator becomes OWNER. Not with a token that is limited to a project.',
})
export class CreateProjectInput {
  @Field(() => String, { description: '1 to 100 characters.' })
  @IsName()
  name!: string;
}

@InputType({ description: 'Changes a project’s own fields.' })
export class UpdateProjectInput {
  @Field(() => ID, { description: 'The project.' })
  id!: string;

  @Field(() => String, { description: '1 to 100 characters.' })
  @IsName()
  name!: string;
}
