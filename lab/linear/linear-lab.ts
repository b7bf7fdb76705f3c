import { GraphqlEndpoint } from '../graphql/graphql-endpoint.js';
import { LabServer } from '../http/lab-server.js';
import { withHeaders, type LabResponse, type LabRequest } from '../http/messages.js';
import { route } from '../http/router.js';
import { startLab, TrackerLab, type TrackerLabOptions } from '../tracker-lab.js';
import { responseOf, budgetHeaders, rateLimited } from './responses.js';
import { linearMiddleware, callerOf } from './auth.js';
import { browseRoutes } from './browse.routes.js';
import { complexityOf, MAX_COMPLEXITY } from './complexity.js';
import { LinearContext } from './context.js';
import { ISSUE_MUTATIONS } from './issue.mutations.js';
import type { LinearLabIssue } from './issue.js';
import type { LabUser, TeamOptions } from './model.js';
import { OTHER_MUTATIONS } from './other.mutations.js';
import { READING } from './reading.resolvers.js';
import { tooComplex } from './refusals.js';
import { LINEAR_SDL } from './schema.js';
import { type DeliveryOptions, issueDelivery, type LinearDelivery } from './webhooks.js';
import { LinearWorkspace } from './workspace.js';

export interface LinearLabOptions extends TrackerLabOptions {
  /** Default: one team, SHOP. */
  readonly teams?: readonly TeamOptions[];
}

/** One emulated Linear workspace. */
export class LinearLab extends TrackerLab<LinearWorkspace> {
  readonly account: LabUser;
  protected readonly server: LabServer;
  protected readonly contract: GraphqlEndpoint<LinearContext>;
  private points = 0;

  constructor(options: LinearLabOptions) {
    const { name = 'linear' } = options;
    super(new LinearWorkspace(name, () => this.baseUrl), options);
    for (const team of options.teams ?? [{}]) this.site.addTeam(team);
    this.account = this.addUser('Release Bot', `release-bot@${name}.test`, `lin_api_lab-${name}`);
    this.contract = this.newEndpoint(options.checksContract ?? true);
    this.server = new LabServer({
      routes: [route('POST /graphql', this.contract.handle), ...browseRoutes(this.site)],
      middleware: (request, handle) => this.middleware(request, handle),
      now: () => this.site.now(),
      latencyMs: options.latencyMs,
      rateLimited: rateLimited(this.site),
      operationOf: this.contract.operationOf,
      operations: this.contract.operations,
    });
  }

  /** The site, by Linear's own word. */
  get workspace(): LinearWorkspace {
    return this.site;
  }

  /** Without a slash at its end; the API is at /graphql below it. */
  get baseUrl(): string {
    return this.server.baseUrl;
  }

  get credentials(): { readonly apiKey: string } {
    return { apiKey: this.account.apiKey };
  }

  /** A member of every team. */
  addUser(name: string, email: string, apiKey: string): LabUser {
    return this.site.addUser(name, email, apiKey);
  }

  /** What was made, oldest first; archived and trashed ones too. */
  issues(teamKey?: string): readonly LinearLabIssue[] {
    return this.site.issues.filter(({ team }) => teamKey === undefined || team.key === teamKey);
  }

  /** @throws where there is none. */
  issue(idOrIdentifier: string): LinearLabIssue {
    const issue = this.site.issue(idOrIdentifier);
    if (!issue) throw new Error(`The lab has no issue ${idOrIdentifier}.`);
    return issue;
  }

  /** As if a person had moved it. */
  setStatus(idOrIdentifier: string, stateName: string): void {
    const issue = this.issue(idOrIdentifier);
    issue.enter(issue.team.stateNamed(stateName), this.site.nowIso());
  }

  archiveIssue(idOrIdentifier: string): void {
    this.issue(idOrIdentifier).archive(this.site.nowIso(), false);
  }

  /** As people delete: into the trash, for thirty days. */
  trashIssue(idOrIdentifier: string): void {
    this.issue(idOrIdentifier).archive(this.site.nowIso(), true);
  }

  /** For good. */
  deleteIssue(idOrIdentifier: string): void {
    this.site.delete(this.issue(idOrIdentifier));
  }

  /** As if it were in a team that the account cannot see; false shows it again. */
  hideIssue(idOrIdentifier: string, isHidden = true): void {
    this.issue(idOrIdentifier).isHidden = isHidden;
  }

  /** Answers with the new identifier. */
  moveIssue(idOrIdentifier: string, teamKey: string): string {
    const team = this.site.team(teamKey);
    if (!team) throw new Error(`The lab has no team ${teamKey}.`);
    const issue = this.issue(idOrIdentifier);
    issue.moveTo(team, this.site.nowIso());
    return issue.identifier;
  }

  /** What would be sent to a webhook about this issue, which may be gone. */
  delivery(idOrIdentifier: string, options: DeliveryOptions): LinearDelivery {
    const removed = this.site.removed.find((issue) => issue.answersTo(idOrIdentifier));
    return issueDelivery(this.site, removed ?? this.issue(idOrIdentifier), options);
  }

  /** The key that `credentials` gave is refused from now on; `credentials` then holds a new one. */
  revokeKey(): void {
    this.account.apiKey = `${this.account.apiKey}-renewed`;
  }

  private newEndpoint(checksContract: boolean): GraphqlEndpoint<LinearContext> {
    return new GraphqlEndpoint({
      sdl: LINEAR_SDL,
      vendorSpec: checksContract ? 'linear/schema.graphql' : null,
      resolvers: { ...READING, Mutation: { ...ISSUE_MUTATIONS.Mutation, ...OTHER_MUTATIONS.Mutation } },
      context: (request) =>
        new LinearContext(this.site, callerOf(this.site, request) ?? this.account, request),
      responseOf: (outcome) => responseOf(outcome, this.site),
      guard: (call) => {
        this.points = complexityOf(call);
        return this.points > MAX_COMPLEXITY ? tooComplex(this.points) : null;
      },
    });
  }

  private middleware(request: LabRequest, handle: () => LabResponse): LabResponse {
    this.points = 0;
    const answer = linearMiddleware(this.site, request, handle);
    const spent = { requests: this.calls.total, points: this.points };
    return withHeaders(answer, budgetHeaders(this.site.now(), spent));
  }
}

export function startLinearLab(options: LinearLabOptions = {}): Promise<LinearLab> {
  return startLab(LinearLab, options);
}
