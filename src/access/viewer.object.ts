import { Field, ObjectType } from '@nestjs/graphql';
import { AccountObject } from './account.object.js';
import { ApiTokenObject } from './api-token.object.js';
import { ProjectObject } from './project.object.js';

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
