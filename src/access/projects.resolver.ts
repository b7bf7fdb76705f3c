import { Args, ID, Mutation, Parent, Query, ResolveField, Resolver } from '@nestjs/graphql';
import { InProject, LoaderCache, LooksUp, ProjectRole, SignedIn } from '../shared/graphql/index.js';
import { Caller } from './caller.js';
import { CurrentCaller, Loaders } from './current-caller.decorator.js';
import { MembersService } from './members.service.js';
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

  @LooksUp(ProjectRole.VIEWER, () => Project)
  @Query(() => ProjectObject, {
    nullable: true,
    description: 'One project; null where there is none for you.',
  })
  project(@Args('id', { type: () => ID, description: 'Its id.' }) id: string) {
    return this.projects.find(id);
  }

  @SignedIn()
  @Mutation(() => ProjectObject, { description: 'Makes a project. Its creator becomes OWNER.' })
  createProject(
    @CurrentCaller() caller: Caller,
    @Args('input', { description: 'What it is called.' }) input: CreateProjectInput,
  ) {
    return this.projects.create(caller, input);
  }

  @InProject(ProjectRole.EDITOR, 'input.id')
  @Mutation(() => ProjectObject, { description: 'Renames a project.' })
  updateProject(
    @CurrentCaller() caller: Caller,
    @Args('input', { description: 'What to change.' }) input: UpdateProjectInput,
  ) {
    return this.projects.update(caller, input);
  }

  @ResolveField('viewerRole', () => ProjectRole)
  viewerRole(@CurrentCaller() caller: Caller, @Parent() project: Project) {
    return caller.shownRoleIn(project.id);
  }

  @ResolveField('members', () => [MembershipObject])
  listMembers(@Loaders() loaders: LoaderCache, @Parent() project: Project) {
    return this.members.list(loaders, project.id);
  }
}
