import { Field, ID, InputType } from '@nestjs/graphql';
import { GraphQLDateTime, IsName, ProjectRole } from '../../shared/graphql/index.js';

@InputType({
  description:
    'A token for one project, acting with at most this role. It ends with the token that makes it, once that expires or is revoked.',
})
export class CreateApiTokenInput {
  @Field(() => ID, { description: 'The only project it opens.' })
  projectId!: string;

  @Field(() => String, { description: 'What it is for, 1 to 100 characters.' })
  @IsName()
  name!: string;

  @Field(() => ProjectRole, {
    description: 'At most the caller’s own. It acts with the lesser of this and its account’s membership.',
  })
  role!: ProjectRole;

  @Field(() => ID, {
    nullable: true,
    description: 'The member that it is for (OWNER only); absent: the caller.',
  })
  accountId?: string | null;

  @Field(() => GraphQLDateTime, {
    nullable: true,
    description:
      'From when on it is refused; must lie ahead, and not after the expiry of the token that makes it. Absent: that one’s.',
  })
  expiresAt?: Date | null;
}
