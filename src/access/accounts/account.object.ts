import { Field, ID, ObjectType } from '@nestjs/graphql';

@ObjectType('Account', { description: 'Somebody who may sign in.' })
export class AccountObject {
  @Field(() => ID, { description: 'Unique everywhere.' })
  id!: string;

  @Field(() => String, { description: 'What colleagues read.' })
  name!: string;

  @Field(() => String, {
    nullable: true,
    description: 'E-mail address; null for the account of the first start.',
  })
  email!: string | null;
}
