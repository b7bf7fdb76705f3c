import { Field, ID, ObjectType } from '@nestjs/graphql';
import { GraphQLDateTime, ProjectRole } from '../../shared/graphql/index.js';
import { AccountObject } from '../accounts/account.object.js';

@ObjectType('Membership', { description: 'An account’s part in a project.' })
export class MembershipObject {
  @Field(() => AccountObject, { description: 'Who it is.' })
  account!: AccountObject;

  @Field(() => ProjectRole, { description: 'What they may do.' })
  role!: ProjectRole;
}

@ObjectType('Project', { description: 'A tenant: everything else belongs to exactly one project.' })
export class ProjectObject {
  @Field(() => ID, { description: 'Unique everywhere.' })
  id!: string;

  @Field(() => String, { description: 'What people call it.' })
  name!: string;

  @Field(() => ProjectRole, { description: 'What the caller may do: the lesser of membership and token.' })
  viewerRole!: ProjectRole;

  @Field(() => [MembershipObject], { description: 'Who may do what, by name.' })
  members!: MembershipObject[];

  @Field(() => GraphQLDateTime, { description: 'When it was created.' })
  createdAt!: Date;

  @Field(() => GraphQLDateTime, { description: 'When its own fields last changed.' })
  updatedAt!: Date;
}
