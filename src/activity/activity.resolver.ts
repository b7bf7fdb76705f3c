import { Args, ID, Int, Query, Resolver } from '@nestjs/graphql';
import { RequireProjectRole, ProjectRole } from '../shared/graphql/index.js';
import { ActivityLogService } from './activity-log.service.js';
import { ActivityConnectionObject, ActivityObject } from './activity.object.js';

@Resolver(() => ActivityObject)
export class ActivityResolver {
  constructor(private readonly log: ActivityLogService) {}

  @RequireProjectRole(ProjectRole.VIEWER, 'projectId')
  @Query(() => ActivityConnectionObject, {
    description: 'Everything that happened in a project, newest first.',
  })
  activity(
    @Args('projectId', { type: () => ID, description: 'The id of the project.' }) projectId: string,
    @Args('first', { type: () => Int, defaultValue: 20, description: 'How many at most, 1 to 100.' })
    first: number,
    @Args('after', {
      type: () => String,
      nullable: true,
      description:
        'The cursor of the last entry that was seen; the page begins after it. Absent: from the newest.',
    })
    after: string | null,
  ) {
    return this.log.pageOfProject(projectId, { first, after });
  }
}
