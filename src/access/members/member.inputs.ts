import { Field, ID, InputType } from '@nestjs/graphql';
import { Transform } from 'class-transformer';
import { isEmail } from 'class-validator';
import { IsName, ProjectRole, ValidateIfNotNull, ValidateWith } from '../../shared/graphql/index.js';

/** Half a character is an accident for the library. */
const IsEmailAddress = () =>
  ValidateWith('isEmailAddress', (value) =>
    typeof value === 'string' && value.isWellFormed() && isEmail(value) ? null : 'must be an e-mail address.',
  );

@InputType({
  description:
    'Lets somebody in: the account with this e-mail address, or a new one. ' +
    'The last OWNER can neither leave nor be lowered: CONFLICT.',
})
export class AddMemberInput {
  @Field(() => ID, { description: 'The project.' })
  projectId!: string;

  @Field(() => String, { description: 'E-mail address, compared without case.' })
  @Transform(({ value }: { value: unknown }) =>
    typeof value === 'string' ? value.trim().toLowerCase() : value,
  )
  @IsEmailAddress()
  email!: string;

  @Field(() => String, {
    nullable: true,
    description: 'What they are called in the project, 1 to 100 characters; absent: the address up to the @.',
  })
  @ValidateIfNotNull()
  @IsName()
  name?: string | null;

  @Field(() => ProjectRole, { description: 'What they may do.' })
  role!: ProjectRole;
}

@InputType({ description: 'Gives a member another role. The last OWNER cannot be lowered: CONFLICT.' })
export class ChangeMemberRoleInput {
  @Field(() => ID, { description: 'The project.' })
  projectId!: string;

  @Field(() => ID, { description: 'The member’s account.' })
  accountId!: string;

  @Field(() => ProjectRole, { description: 'What they may do from now on.' })
  role!: ProjectRole;
}

@InputType({
  description:
    'Ends a membership, and with it the member’s tokens for the project. Anyone may leave; the last OWNER cannot: CONFLICT.',
})
export class RemoveMemberInput {
  @Field(() => ID, { description: 'The project.' })
  projectId!: string;

  @Field(() => ID, { description: 'The member’s account.' })
  accountId!: string;
}
