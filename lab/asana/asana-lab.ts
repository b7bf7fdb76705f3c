import { NO_CHECK, openApiCheck, type ContractCheck, type Violation } from '../contract/openapi-check.js';
import type { CallLog } from '../http/call-log.js';
import type { Faults } from '../http/faults.js';
import { LabServer } from '../http/lab-server.js';
import { API, operationName } from './api.js';
import { asanaMiddleware, rateLimitResponse } from './auth.js';
import { TOO_MANY } from './errors.js';
import type { LabAccount, LabTag, LabUser, LabWorkspace } from './model.js';
import type { LabProject, ProjectOptions } from './project.js';
import { asanaRoutes } from './routes.js';
import { AsanaSite } from './site.js';
import type { LabTask } from './task.js';
import { TOLERATED_DEFECTS } from './tolerated-defects.js';
import { AsanaWebhooks } from './webhooks.js';

export interface AsanaLabOptions {
  /** Default: one project, Shop. */
  readonly projects?: readonly ProjectOptions[];
  /** Default: any free one. */
  readonly port?: number;
  /** Tells several labs apart: part of the account's name and of the token. */
  readonly name?: string;
  /** How long searches and typeahead know nothing of what is new. */
  readonly searchLagMs?: number;
  readonly clockOffsetMs?: number;
  /** In every call. */
  readonly latencyMs?: number;
  /** False: exchanges are not held against the vendor's document. For demos and benchmarks. */
  readonly checksContract?: boolean;
}

/** One emulated Asana, seen by one account: real HTTP on loopback, its own state, its own faults. */
export class AsanaLab {
  readonly site = new AsanaSite();
  readonly webhooks = new AsanaWebhooks();
  readonly workspace: LabWorkspace;
  readonly account: LabAccount;
  private readonly server: LabServer;
  private readonly contract: ContractCheck;

  constructor(options: AsanaLabOptions) {
    const { name = 'asana' } = options;
    this.site.clockOffsetMs = options.clockOffsetMs ?? 0;
    this.site.searchLagMs = options.searchLagMs ?? 0;
    this.site.onEvent = (event) => this.webhooks.note(event);
    this.workspace = this.site.addWorkspace('Acme');
    const user = this.addUser('Release Bot', `release-bot@${name}.test`);
    this.account = { user, accessToken: `lab-token-${name}` };
    this.site.accounts.push(this.account);
    for (const project of options.projects ?? [{}]) this.addProject(project);
    this.contract =
      options.checksContract === false ? NO_CHECK : openApiCheck('asana/asana_oas.yaml', TOLERATED_DEFECTS);
    this.server = this.newServer();
    this.faults.latencyMs = options.latencyMs ?? 0;
  }

  private newServer(): LabServer {
    const { site, contract } = this;
    const webUrl = () => this.server.baseUrl;
    const onExchange: ContractCheck['check'] = (request, answer) => contract.check(request, answer);
    const routes = asanaRoutes({ site, webUrl, onExchange });
    const operations = routes.map(({ method, template }) => operationName(`${method} ${template}`));
    return new LabServer({
      routes,
      middleware: (request, handle) => asanaMiddleware(site, request, handle),
      onExchange,
      now: () => site.now(),
      rateLimited: ({ retryAfterSeconds }) => rateLimitResponse(TOO_MANY, retryAfterSeconds),
      operationOf: ({ operation }) => operationName(operation),
      operations,
    });
  }

  /** Of the API, without a slash at its end. */
  get baseUrl(): string {
    return `${this.webUrl}${API}`;
  }

  /** Where pages for people are. */
  get webUrl(): string {
    return this.server.baseUrl;
  }

  get credentials(): { readonly accessToken: string } {
    return { accessToken: this.account.accessToken };
  }

  get authorization(): string {
    return `Bearer ${this.account.accessToken}`;
  }

  get calls(): CallLog {
    return this.server.calls;
  }

  get faults(): Faults {
    return this.server.faults;
  }

  /** Whether answers and requests are held against the vendor's OpenAPI document. */
  get contractChecked(): boolean {
    return this.contract.isChecked;
  }

  /** What broke the vendor's contract, on either side. Empty it with `violations.length = 0`. */
  get violations(): Violation[] {
    return this.contract.violations;
  }

  /** How far the site's clock is from this machine's: 3_600_000 is an hour fast. */
  get clockOffsetMs(): number {
    return this.site.clockOffsetMs;
  }

  set clockOffsetMs(ms: number) {
    this.site.clockOffsetMs = ms;
  }

  addProject(options: ProjectOptions = {}, workspace = this.workspace): LabProject {
    return this.site.addProject(options, workspace);
  }

  addUser(name: string, email: string, workspaces: readonly LabWorkspace[] = [this.workspace]): LabUser {
    return this.site.addUser(workspaces, name, email);
  }

  addTag(name: string): LabTag {
    return this.site.addTag(this.workspace, name);
  }

  /** The first one, or by name. @throws where there is none. */
  project(name?: string): LabProject {
    const project = this.site.projects.find((each) => name === undefined || each.name === name);
    if (!project) throw new Error(`The lab has no project ${name ?? 'at all'}.`);
    return project;
  }

  /** What was made, oldest first. */
  tasks(project?: LabProject): readonly LabTask[] {
    return this.site.tasks.filter((task) => project === undefined || task.isIn(project));
  }

  /** @throws where there is none. */
  task(gid: string): LabTask {
    const task = this.site.tasks.find((each) => each.gid === gid);
    if (!task) throw new Error(`The lab has no task ${gid}.`);
    return task;
  }

  /** As if a person had moved it to a section of its first project. */
  setSection(gid: string, name: string): void {
    const task = this.task(gid);
    const membership = task.memberships[0];
    if (!membership) throw new Error(`The task ${gid} is in no project.`);
    membership.section = membership.project.sectionNamed(name);
    this.site.recordChange(task, 'memberships', this.account.user);
  }

  setCompleted(gid: string, isCompleted = true): void {
    const task = this.task(gid);
    task.completedAt = isCompleted ? this.site.now() : null;
    this.site.recordChange(task, 'completed', this.account.user);
  }

  deleteTask(gid: string): void {
    this.site.delete(this.task(gid), this.account.user);
  }

  moveTask(gid: string, project: LabProject): void {
    this.site.move(this.task(gid), project, this.account.user);
  }

  /** As if the caller had lost the permission to see it; false shows it again. */
  hideTask(gid: string, isHidden = true): void {
    this.task(gid).isHidden = isHidden;
  }

  /** The token that `credentials` gave is refused from now on; `credentials` then holds a new one. */
  revokeToken(): void {
    this.account.accessToken = `${this.account.accessToken}-renewed`;
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
}

export async function startAsanaLab(options: AsanaLabOptions = {}): Promise<AsanaLab> {
  const lab = new AsanaLab(options);
  await lab.up(options.port ?? 0);
  return lab;
}
