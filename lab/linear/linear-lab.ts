import type { Violation } from '../contract/openapi-check.js';
import { GraphqlEndpoint } from '../graphql/graphql-endpoint.js';
import type { CallLog } from '../http/call-log.js';
import type { Faults } from '../http/faults.js';
import { LabServer } from '../http/lab-server.js';
import { withHeaders, type LabResponse, type LabRequest } from '../http/messages.js';
import { route } from '../http/router.js';
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

export interface LinearLabOptions {
  /** Default: one team, SHOP. */
  readonly teams?: readonly TeamOptions[];
  /** Default: any free one. */
  readonly port?: number;
  /** Tells several labs apart: part of the account's name and of the API key. */
  readonly name?: string;
  readonly clockOffsetMs?: number;
  /** In every call. */
  readonly latencyMs?: number;
  /** False: documents and answers are not held against the vendor's SDL. For demos and benchmarks. */
  readonly checksContract?: boolean;
}

/** One emulated Linear workspace: real HTTP on loopback, its own state, its own faults. */
export class LinearLab {
  readonly workspace: LinearWorkspace;
  readonly account: LabUser;
  private readonly server: LabServer;
  private readonly endpoint: GraphqlEndpoint<LinearContext>;
  private points = 0;

  constructor(options: LinearLabOptions) {
    const { name = 'linear' } = options;
    this.workspace = new LinearWorkspace(name, () => this.baseUrl);
    this.workspace.clockOffsetMs = options.clockOffsetMs ?? 0;
    for (const team of options.teams ?? [{}]) this.workspace.addTeam(team);
    this.account = this.addUser('Release Bot', `release-bot@${name}.test`, `lin_api_lab-${name}`);
    this.endpoint = this.newEndpoint(options.checksContract ?? true);
    this.server = new LabServer({
      routes: [route('POST /graphql', this.endpoint.handle), ...browseRoutes(this.workspace)],
      middleware: (request, handle) => this.middleware(request, handle),
      now: () => this.workspace.now(),
      rateLimited: rateLimited(this.workspace),
      operationOf: this.endpoint.operationOf,
      operations: this.endpoint.operations,
    });
    this.faults.latencyMs = options.latencyMs ?? 0;
  }

  /** Without a slash at its end; the API is at /graphql below it. */
  get baseUrl(): string {
    return this.server.baseUrl;
  }

  get credentials(): { readonly apiKey: string } {
    return { apiKey: this.account.apiKey };
  }

  get calls(): CallLog {
    return this.server.calls;
  }

  get faults(): Faults {
    return this.server.faults;
  }

  /** Whether documents and answers are held against the vendor's SDL. */
  get contractChecked(): boolean {
    return this.endpoint.isChecked;
  }

  /** What broke the vendor's contract, on either side. Empty it with `violations.length = 0`. */
  get violations(): Violation[] {
    return this.endpoint.violations;
  }

  /** How far the workspace's clock is from this machine's: 3_600_000 is an hour fast. */
  get clockOffsetMs(): number {
    return this.workspace.clockOffsetMs;
  }

  set clockOffsetMs(ms: number) {
    this.workspace.clockOffsetMs = ms;
  }

  /** A member of every team. */
  addUser(name: string, email: string, apiKey: string): LabUser {
    return this.workspace.addUser(name, email, apiKey);
  }

  /** What was made, oldest first; archived and trashed ones too. */
  issues(teamKey?: string): readonly LinearLabIssue[] {
    return this.workspace.issues.filter(({ team }) => teamKey === undefined || team.key === teamKey);
  }

  /** @throws where there is none. */
  issue(idOrIdentifier: string): LinearLabIssue {
    const issue = this.workspace.issue(idOrIdentifier);
    if (!issue) throw new Error(`The lab has no issue ${idOrIdentifier}.`);
    return issue;
  }

  /** As if a person had moved it. */
  setStatus(idOrIdentifier: string, stateName: string): void {
    const issue = this.issue(idOrIdentifier);
    issue.enter(issue.team.stateNamed(stateName), this.workspace.nowIso());
  }

  archiveIssue(idOrIdentifier: string): void {
    this.issue(idOrIdentifier).archive(this.workspace.nowIso(), false);
  }

  /** As people delete: into the trash, for thirty days. */
  trashIssue(idOrIdentifier: string): void {
    this.issue(idOrIdentifier).archive(this.workspace.nowIso(), true);
  }

  /** For good. */
  deleteIssue(idOrIdentifier: string): void {
    this.workspace.delete(this.issue(idOrIdentifier));
  }

  /** As if it were in a team that the account cannot see; false shows it again. */
  hideIssue(idOrIdentifier: string, isHidden = true): void {
    this.issue(idOrIdentifier).isHidden = isHidden;
  }

  /** Answers with the new identifier. */
  moveIssue(idOrIdentifier: string, teamKey: string): string {
    const team = this.workspace.team(teamKey);
    if (!team) throw new Error(`The lab has no team ${teamKey}.`);
    const issue = this.issue(idOrIdentifier);
    issue.moveTo(team, this.workspace.nowIso());
    return issue.identifier;
  }

  /** What would be sent to a webhook about this issue, which may be gone. */
  delivery(idOrIdentifier: string, options: DeliveryOptions): LinearDelivery {
    const removed = this.workspace.removed.find((issue) => issue.answersTo(idOrIdentifier));
    return issueDelivery(this.workspace, removed ?? this.issue(idOrIdentifier), options);
  }

  /** The key that `credentials` gave is refused from now on; `credentials` then holds a new one. */
  revokeKey(): void {
    this.account.apiKey = `${this.account.apiKey}-renewed`;
  }

  /** The tracker is gone: connections are refused, open ones cut. Its state stays. */
  down(): Promise<void> {
    return this.server.down();
  }

  /** Back on the same port. */
  up(port?: number): Promise<void> {
    return this.server.up(port);
  }

  stop(): Promise<void> {
    return this.server.down();
  }

  private newEndpoint(checksContract: boolean): GraphqlEndpoint<LinearContext> {
    return new GraphqlEndpoint({
      sdl: LINEAR_SDL,
      vendorSpec: checksContract ? 'linear/schema.graphql' : null,
      resolvers: { ...READING, Mutation: { ...ISSUE_MUTATIONS.Mutation, ...OTHER_MUTATIONS.Mutation } },
      context: (request) =>
        new LinearContext(this.workspace, callerOf(this.workspace, request) ?? this.account, request),
      responseOf: (outcome) => responseOf(outcome, this.workspace),
      guard: (call) => {
        this.points = complexityOf(call);
        return this.points > MAX_COMPLEXITY ? tooComplex(this.points) : null;
      },
    });
  }

  private middleware(request: LabRequest, handle: () => LabResponse): LabResponse {
    this.points = 0;
    const answer = linearMiddleware(this.workspace, request, handle);
    const spent = { requests: this.calls.total, points: this.points };
    return withHeaders(answer, budgetHeaders(this.workspace.now(), spent));
  }
}

export async function startLinearLab(options: LinearLabOptions = {}): Promise<LinearLab> {
  const lab = new LinearLab(options);
  await lab.up(options.port ?? 0);
  return lab;
}
