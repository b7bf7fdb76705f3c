import { Field, ObjectType } from '@nestjs/graphql';
import { AccountObject } from '../accounts/account.object.js';
import { ApiTokenObject } from '../api-tokens/api-token.object.js';
import { ProjectObject } from '../projects/project.object.js';

@ObjectType('Viewer', { description: 'Who is asking, and what they may see.' })
export class ViewerObject {
  @Field(() => AccountObject, { description: 'The account that the credentials belong to.' })
  account!: AccountObject;

  @Field(() => [ProjectObject], { description: 'The projects that the credentials open, by name.' })
  projects!: ProjectObject[];

  @Field(() => [ApiTokenObject], {
    description:
      'The account’s own tokens, by name: those not limited to a project, the one of the first start among them. ' +
      'Empty when asked with a token that is limited to a project.',
  })
  apiTokens!: ApiTokenObject[];
}
