import type {
  CreateOutcome,
  DraftProblem,
  LookupOutcomes,
  PmConnection,
  ProjectSchema,
  RemoteAccount,
  RemoteProject,
  RemoteProjectQuery,
  RemoteSearch,
  RemoteUser,
  TicketComment,
  TicketDraft,
  TicketMatches,
  ExternalLink,
  TicketLookup,
  TicketSearch,
  TicketSnapshot,
  TransitionOutcome,
  TransitionPlan,
  TransitionRequest,
} from '../contract/index.js';
import { OperationDeadline, type ProviderHttpClient } from '../http/index.js';
import { MondayApi } from './monday.api.js';
import type { BoardLocks } from './monday.locks.js';
import { BoardCache } from './monday.cache.js';
import { createTickets } from './monday.creation.js';
import { checkDraft } from './monday.draft-check.js';
import { describeProject, listProjects } from './monday.discovery.js';
import { findTickets, searchTickets } from './monday.lookup.js';
import type { MondayProviderOptions } from './monday.options.js';
import { searchLabels, searchUsers } from './monday.people.js';
import { getTickets } from './monday.reading.js';
import type { MondaySettings } from './monday.settings.js';
import { TagIdCache } from './monday.tags.js';
import { planTransition, transition } from './monday.transition.js';
import { comment, type BoardLock, putExternalLink } from './monday.comments.js';

/** One person's account at monday.com. */
export class MondayConnection implements PmConnection {
  private readonly boards: BoardCache;
  private readonly tags = new TagIdCache();
  private userId: string | null = null;

  constructor(
    private readonly client: ProviderHttpClient,
    private readonly settings: MondaySettings,
    private readonly locks: BoardLocks,
    private readonly options: MondayProviderOptions,
  ) {
    this.boards = new BoardCache(options.timings.discoveryCacheMs, options.clock);
  }

  async whoAmI(): Promise<RemoteAccount> {
    const { id, name, email } = await this.api().me();
    this.userId = id;
    const displayName = name || email || id;
    return {
      remoteId: id,
      displayName: email && email !== displayName ? `${displayName} (${email})` : displayName,
    };
  }

  listProjects(query: RemoteProjectQuery): Promise<readonly RemoteProject[]> {
    return listProjects(this.api(), query);
  }

  describeProject(projectKey: string): Promise<ProjectSchema> {
    return describeProject(this.api(), this.boards, projectKey);
  }

  checkDraft(draft: TicketDraft): Promise<readonly DraftProblem[]> {
    return checkDraft(this.api(), this.boards, draft);
  }

  /** What comes before gets half the time, so that what is sent last is over before the lease that it runs under. */
  createTickets(drafts: readonly TicketDraft[]): Promise<readonly CreateOutcome[]> {
    const sendBefore = this.deadline(this.options.timeoutMs / 2);
    const { boards, tags, locks } = this;
    return createTickets({ api: this.api(sendBefore), boards, tags, locks, sendBefore }, drafts);
  }

  findTickets(lookups: readonly TicketLookup[]): Promise<LookupOutcomes> {
    const deadline = this.deadline();
    const { boards } = this;
    const { timings, clock } = this.options;
    const userId = async () => this.userId ?? (await this.whoAmI()).remoteId;
    const context = {
      api: this.api(deadline),
      boards,
      timings,
      clock,
      userId,
      boardLock: this.boardLock(deadline),
    };
    return findTickets(context, lookups);
  }

  searchTickets(searches: readonly TicketSearch[]): Promise<TicketMatches> {
    return searchTickets({ api: this.api(), boards: this.boards }, searches);
  }

  getTickets(idsOrKeys: readonly string[]): Promise<ReadonlyMap<string, TicketSnapshot>> {
    return getTickets(this.api(), idsOrKeys);
  }

  searchUsers(query: RemoteSearch): Promise<readonly RemoteUser[]> {
    return searchUsers(this.api(), query);
  }

  searchLabels(query: RemoteSearch): Promise<readonly string[]> {
    return searchLabels(this.api(), this.boards, query);
  }

  planTransition(idOrKey: string, request: TransitionRequest): Promise<TransitionPlan> {
    return planTransition(this.api(), this.boards, idOrKey, request);
  }

  transition(idOrKey: string, request: TransitionRequest): Promise<TransitionOutcome> {
    const deadline = this.deadline();
    return transition(this.api(deadline), this.boards, this.boardLock(deadline), idOrKey, request);
  }

  comment(idOrKey: string, given: TicketComment): Promise<void> {
    const deadline = this.deadline();
    return comment(this.api(deadline), this.boardLock(deadline), idOrKey, given);
  }

  putExternalLink(idOrKey: string, link: ExternalLink): Promise<void> {
    const deadline = this.deadline();
    return putExternalLink(this.api(deadline), this.boardLock(deadline), idOrKey, link);
  }

  private deadline(ms = this.options.timeoutMs): OperationDeadline {
    return new OperationDeadline(ms, 'The API of monday.com', this.options.monotonicMs);
  }

  private api(deadline = this.deadline()): MondayApi {
    return new MondayApi(this.client, this.settings.path, deadline, this.options.clock);
  }

  private boardLock(deadline: OperationDeadline): BoardLock {
    return (boardId, work) => this.locks.runExclusive(boardId, deadline, work);
  }
}
