import { Field, ID, ObjectType } from '@nestjs/graphql';
import { GraphQLDateTime, ProjectRole } from '../../shared/graphql/index.js';
import { AccountObject } from '../accounts/account.object.js';

@ObjectType('ApiToken', {
  description: 'What a program signs in with. The token itself is shown once, when it is created.',
})
export class ApiTokenObject {
  @Field(() => ID, { description: 'Unique everywhere; not the token itself.' })
  id!: string;

  @Field(() => String, { description: 'What it is for.' })
  name!: string;

  @Field(() => ID, {
    nullable: true,
    description: 'The only project it opens; null for an account’s own token.',
  })
  projectId!: string | null;

  @Field(() => ProjectRole, {
    nullable: true,
    description:
      'It acts with at most this role; null for an account’s own token, which acts with its memberships.',
  })
  role!: ProjectRole | null;

  @Field(() => AccountObject, { description: 'Whose it is.' })
  account!: AccountObject;

  @Field(() => AccountObject, { description: 'Who made it.' })
  createdBy!: AccountObject;

  @Field(() => ID, {
    nullable: true,
    description:
      'The token that it was made with, and ends with; null for the one of the first start and those of `token:new`.',
  })
  parentId!: string | null;

  @Field(() => GraphQLDateTime, { description: 'When it was made.' })
  createdAt!: Date;

  @Field(() => GraphQLDateTime, { nullable: true, description: 'From when on it is refused; null: never.' })
  expiresAt!: Date | null;

  @Field(() => GraphQLDateTime, {
    nullable: true,
    description: 'When it was last used, to the minute; null: never.',
  })
  lastUsedAt!: Date | null;

  @Field(() => GraphQLDateTime, { nullable: true, description: 'When it was revoked; null: it was not.' })
  revokedAt!: Date | null;
}

@ObjectType('CreatedApiToken', { description: 'The only answer that ever holds the token itself.' })
export class CreatedApiTokenObject {
  @Field(() => String, { description: 'The token: keep it now, it is never shown again.' })
  token!: string;

  @Field(() => ApiTokenObject, { description: 'What is known about it from now on.' })
  apiToken!: ApiTokenObject;
}
