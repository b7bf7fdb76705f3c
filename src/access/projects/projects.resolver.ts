import { Args, ID, Mutation, Parent, Query, ResolveField, Resolver } from '@nestjs/graphql';
import {
  RequireProjectRole,
  LoaderCache,
  RequireLookupRole,
  ProjectRole,
  RequireSignIn,
} from '../../shared/graphql/index.js';
import { Caller } from '../authentication/caller.js';
import { CurrentCaller, Loaders } from '../authentication/request.decorators.js';
import { MembersService } from '../members/members.service.js';
import { Project } from './project.entity.js';
import { CreateProjectInput, UpdateProjectInput } from './project.inputs.js';
import { MembershipObject, ProjectObject } from './project.object.js';
import { ProjectsService } from './projects.service.js';

@Resolver(() => ProjectObject)
export class ProjectsResolver {
  constructor(
    private readonly projects: ProjectsService,
    private readonly members: MembersService,
  ) {}

  @RequireLookupRole(ProjectRole.VIEWER, () => Project)
  @Query(() => ProjectObject, {
    nullable: true,
    description: 'One project; null where there is none for you.',
  })
  project(@Args('id', { type: () => ID, description: 'Its id.' }) id: string) {
    return this.projects.find(id);
  }

  @RequireSignIn()
  @Mutation(() => ProjectObject, { description: 'Makes a project. Its creator becomes OWNER.' })
  createProject(
    @CurrentCaller() caller: Caller,
    @Args('input', { description: 'What it is called.' }) input: CreateProjectInput,
  ) {
    return this.projects.create(caller, input);
  }

  @RequireProjectRole(ProjectRole.EDITOR, 'input.id')
  @Mutation(() => ProjectObject, { description: 'Renames a project.' })
  updateProject(
    @CurrentCaller() caller: Caller,
    @Args('input', { description: 'What to change.' }) input: UpdateProjectInput,
  ) {
    return this.projects.update(caller, input);
  }

  @ResolveField('viewerRole', () => ProjectRole)
  viewerRole(@CurrentCaller() caller: Caller, @Parent() project: Project) {
    return caller.displayRoleIn(project.id);
  }

  @ResolveField('members', () => [MembershipObject])
  listMembers(@Loaders() loaders: LoaderCache, @Parent() project: Project) {
    return this.members.list(loaders, project.id);
  }
}
