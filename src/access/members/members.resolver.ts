import { Args, Mutation, Resolver } from '@nestjs/graphql';
import { RequireProjectRole, ProjectRole } from '../../shared/graphql/index.js';
import { Caller } from '../authentication/caller.js';
import { CurrentCaller } from '../authentication/request.decorators.js';
import { AddMemberInput, ChangeMemberRoleInput, RemoveMemberInput } from './member.inputs.js';
import { MembersService } from './members.service.js';
import { MembershipObject, ProjectObject } from '../projects/project.object.js';

@Resolver(() => MembershipObject)
export class MembersResolver {
  constructor(private readonly members: MembersService) {}

  @RequireProjectRole(ProjectRole.OWNER, 'input.projectId')
  @Mutation(() => MembershipObject, { description: 'Lets somebody into a project.' })
  addMember(
    @CurrentCaller() caller: Caller,
    @Args('input', { description: 'Whom, and as what.' }) input: AddMemberInput,
  ) {
    return this.members.add(caller, input);
  }

  @RequireProjectRole(ProjectRole.OWNER, 'input.projectId')
  @Mutation(() => MembershipObject, { description: 'Gives a member another role.' })
  changeMemberRole(
    @CurrentCaller() caller: Caller,
    @Args('input', { description: 'Whose, and which.' }) input: ChangeMemberRoleInput,
  ) {
    return this.members.changeRole(caller, input);
  }

  /** Oneself: any member. Others: OWNER, which the service sees to. */
  @RequireProjectRole(ProjectRole.VIEWER, 'input.projectId')
  @Mutation(() => ProjectObject, { description: 'Ends a membership: one’s own, or as OWNER another’s.' })
  removeMember(
    @CurrentCaller() caller: Caller,
    @Args('input', { description: 'Whose.' }) input: RemoveMemberInput,
  ) {
    return this.members.remove(caller, input);
  }
}
