import { NO_CHECK, openApiCheck, type ContractCheck } from '../contract/openapi-check.js';
import { LabServer } from '../http/lab-server.js';
import { startLab, TrackerLab, type TrackerLabOptions } from '../tracker-lab.js';
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

export interface AsanaLabOptions extends TrackerLabOptions {
  /** Default: one project, Shop. */
  readonly projects?: readonly ProjectOptions[];
  /** How long searches and typeahead know nothing of what is new. */
  readonly searchLagMs?: number;
}

/** One emulated Asana, seen by one account. */
export class AsanaLab extends TrackerLab<AsanaSite> {
  readonly webhooks = new AsanaWebhooks();
  readonly workspace: LabWorkspace;
  readonly account: LabAccount;
  protected readonly server: LabServer;
  protected readonly contract: ContractCheck;

  constructor(options: AsanaLabOptions) {
    const { name = 'asana' } = options;
    super(new AsanaSite(), options);
    this.site.searchLagMs = options.searchLagMs ?? 0;
    this.site.onEvent = (event) => this.webhooks.note(event);
    this.workspace = this.site.addWorkspace('Acme');
    const user = this.addUser('Release Bot', `release-bot@${name}.test`);
    this.account = { user, accessToken: `lab-token-${name}` };
    this.site.accounts.push(this.account);
    for (const project of options.projects ?? [{}]) this.addProject(project);
    this.contract =
      options.checksContract === false ? NO_CHECK : openApiCheck('asana/asana_oas.yaml', TOLERATED_DEFECTS);
    this.server = this.newServer(options.latencyMs);
  }

  private newServer(latencyMs: number | undefined): LabServer {
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
      latencyMs,
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
}

export function startAsanaLab(options: AsanaLabOptions = {}): Promise<AsanaLab> {
  return startLab(AsanaLab, options);
}
