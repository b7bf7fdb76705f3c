import {
  Args,
  ArgsType,
  Field,
  ID,
  Int,
  Mutation,
  Parent,
  Query,
  ResolveField,
  Resolver,
} from '@nestjs/graphql';
import { Type } from 'class-transformer';
import { ValidateNested } from 'class-validator';
import { Account, AccountObject, type Caller, CurrentCaller, Loaders } from '../access/index.js';
import { type Activity, ActivityConnectionObject, ActivityLogService } from '../activity/index.js';
import { PmConfig, PmConfigObject, TargetPlatform } from '../pm-configs/index.js';
import { ReleaseConfig, ReleaseConfigObject } from '../release-configs/index.js';
import {
  RequireProjectRole,
  EntityLoader,
  type LoaderCache,
  RequireLookupRole,
  RequireEntityRole,
  type Page,
  ProjectRole,
  ValidateIfNotNull,
} from '../shared/graphql/index.js';
import { ReleaseEditsService } from './release-edits.service.js';
import { Release } from './release.entity.js';
import { ReleaseOrder } from './release.enums.js';
import { ReleaseLoader } from './release.loader.js';
import { ReleaseConnection, ReleaseObject, ReleaseTicketObject } from './release.object.js';
import type { ReleaseTicket } from './tickets/release-ticket.entity.js';
import { ReleaseTicketsService } from './tickets/release-tickets.service.js';
import {
  ChangeReleaseStatusInput,
  CreateReleaseInput,
  ReleaseFilter,
  RetryReleaseTicketsInput,
  toReleaseRequest,
  UpdateReleaseInput,
} from './releases.inputs.js';
import { ReleaseListService, type ReleasePage } from './release-list.service.js';
import { ReleasesService } from './releases.service.js';

@ArgsType()
class ReleasesArgs {
  @Field(() => ID, { description: 'The id of the project whose releases are listed.' })
  projectId!: string;

  @Field(() => ReleaseFilter, {
    nullable: true,
    description: 'Conditions that the releases must meet; absent: all releases.',
  })
  @ValidateIfNotNull()
  @ValidateNested()
  @Type(() => ReleaseFilter)
  filter?: ReleaseFilter | null;

  @Field(() => ReleaseOrder, {
    defaultValue: ReleaseOrder.CREATED_AT_DESC,
    description: 'The order of the list; a cursor belongs to one order.',
  })
  orderBy: ReleaseOrder = ReleaseOrder.CREATED_AT_DESC;

  @Field(() => Int, { defaultValue: 20, description: 'How many at most, 1 to 100.' })
  first: number = 20;

  @Field(() => String, {
    nullable: true,
    description:
      'The cursor of the last release that was seen; the page begins after it. Absent: from the start.',
  })
  after?: string | null;
}

@ArgsType()
class PageArgs {
  @Field(() => Int, { defaultValue: 20, description: 'How many at most, 1 to 100.' })
  first: number = 20;

  @Field(() => String, {
    nullable: true,
    description:
      'The cursor of the last entry that was seen; the page begins after it. Absent: from the start.',
  })
  after?: string | null;
}

@Resolver(() => ReleaseObject)
export class ReleasesResolver {
  constructor(
    private readonly releasesService: ReleasesService,
    private readonly edits: ReleaseEditsService,
    private readonly tickets: ReleaseTicketsService,
    private readonly list: ReleaseListService,
    private readonly loader: ReleaseLoader,
    private readonly entities: EntityLoader,
    private readonly activityLog: ActivityLogService,
  ) {}

  @Query(() => ReleaseConnection, { description: 'The releases of a project, in pages.' })
  @RequireProjectRole(ProjectRole.VIEWER, 'projectId')
  releases(@Args() args: ReleasesArgs): Promise<ReleasePage> {
    return this.list.page(args);
  }

  @Query(() => ReleaseObject, {
    nullable: true,
    description: 'One release by its id; null where there is none, or none that the caller may see.',
  })
  @RequireLookupRole(ProjectRole.VIEWER, () => Release)
  release(
    @Args('id', { type: () => ID, description: 'The id of the release.' }) id: string,
  ): Promise<Release | null> {
    return this.releasesService.find(id);
  }

  @Mutation(() => ReleaseObject, {
    description: 'Creates a release and its tickets, each exactly once, whatever fails. EDITOR.',
  })
  @RequireProjectRole(ProjectRole.EDITOR, 'input.projectId')
  createRelease(
    @CurrentCaller() caller: Caller,
    @Args('input', { description: 'The release to create, and how its tickets are made.' })
    input: CreateReleaseInput,
  ): Promise<Release> {
    return this.releasesService.create(caller, toReleaseRequest(input));
  }

  @Mutation(() => ReleaseObject, { description: 'Changes a release that is open. EDITOR.' })
  @RequireEntityRole(ProjectRole.EDITOR, () => Release)
  updateRelease(
    @CurrentCaller() caller: Caller,
    @Args('input', { description: 'The members that change.' }) input: UpdateReleaseInput,
  ): Promise<Release> {
    return this.edits.update(caller, input);
  }

  @Mutation(() => ReleaseObject, {
    description:
      'Changes the status of a release. EDITOR. CONFLICT where ReleaseStatus has no such transition.',
  })
  @RequireEntityRole(ProjectRole.EDITOR, () => Release)
  changeReleaseStatus(
    @CurrentCaller() caller: Caller,
    @Args('input', { description: 'The release and its new status.' }) input: ChangeReleaseStatusInput,
  ): Promise<Release> {
    return this.releasesService.changeStatus(caller, input);
  }

  @Mutation(() => ReleaseObject, {
    description:
      'Creates the tickets of a release that are FAILED or MISSING. EDITOR. CONFLICT unless it is open.',
  })
  @RequireEntityRole(ProjectRole.EDITOR, () => Release, 'input.releaseId')
  retryReleaseTickets(
    @CurrentCaller() caller: Caller,
    @Args('input', { description: 'The release, which of its tickets, and with what parameters.' })
    input: RetryReleaseTicketsInput,
  ): Promise<Release> {
    return this.tickets.retry(caller, input);
  }

  @Mutation(() => ReleaseObject, {
    description:
      'Reads the statuses of a release’s tickets from their trackers. EDITOR. Why one could not be read is its error.',
  })
  @RequireEntityRole(ProjectRole.EDITOR, () => Release, 'releaseId')
  refreshReleaseTickets(
    @Args('releaseId', { type: () => ID, description: 'The id of the release.' }) releaseId: string,
  ): Promise<Release> {
    return this.tickets.refresh(releaseId);
  }

  @ResolveField('tickets', () => [ReleaseTicketObject], {
    description: 'Its tickets, at most one per platform, in the order of TargetPlatform.',
  })
  ticketsOf(@Parent() { id }: Release, @Loaders() loaders: LoaderCache): Promise<ReleaseTicket[]> {
    return this.loader.tickets(loaders, id);
  }

  @ResolveField(() => PmConfigObject, {
    nullable: true,
    description:
      'The stored config that its tickets are made with; null without one, with an inline config, and when it was deleted.',
  })
  pmConfig(@Parent() { pmConfigId }: Release, @Loaders() loaders: LoaderCache): Promise<PmConfig | null> {
    return this.entities.findUndeleted(loaders, PmConfig, pmConfigId);
  }

  @ResolveField(() => ReleaseConfigObject, {
    nullable: true,
    description: 'The release config that it was created with; null without one, and when that was deleted.',
  })
  releaseConfig(
    @Parent() { releaseConfigId }: Release,
    @Loaders() loaders: LoaderCache,
  ): Promise<ReleaseConfig | null> {
    return this.entities.findUndeleted(loaders, ReleaseConfig, releaseConfigId);
  }

  @ResolveField(() => String, {
    nullable: true,
    description: 'The key of the WEB ticket; null until that is CREATED.',
  })
  webEpicId(@Parent() { id }: Release, @Loaders() loaders: LoaderCache): Promise<string | null> {
    return this.loader.ticketKey(loaders, id, TargetPlatform.WEB);
  }

  @ResolveField(() => String, {
    nullable: true,
    description: 'The key of the PLAY_STORE ticket; null until that is CREATED.',
  })
  playStoreEpicId(@Parent() { id }: Release, @Loaders() loaders: LoaderCache): Promise<string | null> {
    return this.loader.ticketKey(loaders, id, TargetPlatform.PLAY_STORE);
  }

  @ResolveField(() => String, {
    nullable: true,
    description: 'The key of the APP_STORE ticket; null until that is CREATED.',
  })
  iosEpicId(@Parent() { id }: Release, @Loaders() loaders: LoaderCache): Promise<string | null> {
    return this.loader.ticketKey(loaders, id, TargetPlatform.APP_STORE);
  }

  @ResolveField(() => ActivityConnectionObject, {
    description: 'Everything that happened to the release and its tickets, newest first.',
  })
  activity(@Parent() { id, projectId }: Release, @Args() page: PageArgs): Promise<Page<Activity>> {
    return this.activityLog.pageOfRelease(projectId, id, page);
  }

  @ResolveField(() => AccountObject, {
    description: 'The account that created it, also by one of its API tokens.',
  })
  createdBy(@Parent() { createdById }: Release, @Loaders() loaders: LoaderCache): Promise<Account> {
    return this.entities.require(loaders, Account, createdById);
  }
}
