import { Field, ID, ObjectType } from '@nestjs/graphql';

@ObjectType('Account', { description: 'Somebody who may sign in.' })
export class AccountObject {
  @Field(() => ID, { description: 'Unique everywhere.' })
  id!: string;

  @Field(() => String, {
    description: 'What they are called in the project through which the caller knows them.',
  })
  name!: string;

  @Field(() => String, {
    nullable: true,
    description: 'E-mail address; null for the account of the first start.',
  })
  email!: string | null;
}
