import type { RateLimitResponse } from '../http/fault-responses.js';
import { json, type LabRequest, withHeaders, type LabResponse } from '../http/messages.js';
import { LabServer } from '../http/lab-server.js';
import { NO_CHECK, openApiCheck, type ContractCheck } from '../contract/openapi-check.js';
import { startLab, TrackerLab, type TrackerLabOptions } from '../tracker-lab.js';
import { clickUpMiddleware } from './auth.js';
import type { LabList, LabTeam } from './hierarchy.js';
import type { LabUser } from './model.js';
import { RateWindow } from './rate-window.js';
import { clickUpRoutes } from './routes.js';
import { ClickUpSite, type ListOptions } from './site.js';
import type { LabTask } from './task.js';
import { TOLERATED_DEFECTS } from './tolerated-defects.js';

export interface ClickUpLabOptions extends TrackerLabOptions {
  /** Default: one list, 901, named Releases in the space Product. */
  readonly lists?: readonly ListOptions[];
  /** Of one token; default 10 000, that of the largest plan. */
  readonly callsPerMinute?: number;
}

const SPEC = 'clickup/clickup-api-v2-reference.openapi.json';

/** The emulated ClickUp. */
export class ClickUpLab extends TrackerLab<ClickUpSite> {
  readonly team: LabTeam;
  readonly account: LabUser;
  protected readonly server: LabServer;
  protected readonly contract: ContractCheck;

  constructor(options: ClickUpLabOptions) {
    const { name = 'clickup', callsPerMinute = 10_000 } = options;
    super(new ClickUpSite(), options);
    this.team = this.site.addTeam('Acme');
    this.account = this.addMember('Release Bot', `pk_181_lab-token-${name}`);
    for (const list of options.lists ?? [{ id: '901', name: 'Releases' }]) this.site.addList(list);
    this.contract = options.checksContract === false ? NO_CHECK : openApiCheck(SPEC, TOLERATED_DEFECTS);
    const rate = new RateWindow(callsPerMinute, () => this.site.now());
    this.server = new LabServer({
      routes: clickUpRoutes(this.site, () => this.webUrl),
      middleware: (request, handle) => clickUpMiddleware(this.site, rate, request, handle),
      onExchange: (request, answer) => this.contract.check(asDescribed(request), answer),
      now: () => this.site.now(),
      latencyMs: options.latencyMs,
      rateLimited: rateLimited(this.site, callsPerMinute),
    });
  }

  /** Of the API, without a slash at its end. */
  get baseUrl(): string {
    return `${this.server.baseUrl}/api`;
  }

  /** Of the pages for people. */
  get webUrl(): string {
    return this.server.baseUrl;
  }

  get credentials(): { readonly apiToken: string } {
    return { apiToken: this.account.token };
  }

  addMember(name: string, token = `pk_lab-token-of-${name}`, team = this.team): LabUser {
    const address = name.toLowerCase().replaceAll(/[^a-z0-9]+/g, '.');
    const user = this.site.addUser(name, `${address}@clickup.lab.test`, token);
    team.members.push(user);
    return user;
  }

  /** @throws where there is none. */
  list(id: string): LabList {
    const list = this.site.lists.get(id);
    if (!list) throw new Error(`The lab has no list ${id}.`);
    return list;
  }

  /** What was made, oldest first; deleted ones are not among it. */
  tasks(listId?: string): readonly LabTask[] {
    return this.site.taskList.filter(({ list }) => listId === undefined || list.id === listId);
  }

  /** @throws where there is none. */
  task(id: string): LabTask {
    const task = this.site.task(id);
    if (!task) throw new Error(`The lab has no task ${id}.`);
    return task;
  }

  /** As if a person had moved it along. */
  setStatus(id: string, name: string): void {
    const task = this.task(id);
    const status = task.list.statusNamed(name);
    if (!status) throw new Error(`The list ${task.list.id} has no status ${name}.`);
    const before = task.status;
    task.moveTo(status, this.site.now());
    this.site.recordChange('taskStatusUpdated', task, this.account, before);
  }

  deleteTask(id: string): void {
    const task = this.task(id);
    task.isDeleted = true;
    this.site.recordChange('taskDeleted', task, this.account);
  }

  archiveTask(id: string): void {
    this.task(id).isArchived = true;
  }

  /** To another list, where it keeps its id and begins in the first status, unless there is one of the same name. */
  moveTask(id: string, listId: string): void {
    const task = this.task(id);
    task.list = this.list(listId);
    task.moveTo(task.list.statusNamed(task.status.status) ?? task.list.firstStatus, this.site.now());
    this.site.recordChange('taskMoved', task, this.account);
  }

  /** The token that `credentials` gave is refused from now on; `credentials` then holds a new one. */
  revokeToken(): void {
    this.account.token = `${this.account.token}-renewed`;
  }

  override async stop(): Promise<void> {
    await super.stop();
    await this.site.webhooks.untilIdle();
  }
}

export function startClickUpLab(options: ClickUpLabOptions = {}): Promise<ClickUpLab> {
  return startLab(ClickUpLab, options);
}

/** The document's paths begin below /api. */
function asDescribed(request: LabRequest): LabRequest {
  return { ...request, operation: request.operation.replace(' /api/', ' /') };
}

/** No Retry-After: the reset alone, in seconds since 1970. */
function rateLimited(site: ClickUpSite, callsPerMinute: number): RateLimitResponse {
  return ({ retryAfterSeconds, resetInSeconds }): LabResponse => {
    const reset = resetInSeconds ?? retryAfterSeconds;
    return withHeaders(json(429, { err: 'Rate limit reached', ECODE: 'APP_002' }), {
      'x-ratelimit-limit': String(callsPerMinute),
      'x-ratelimit-remaining': '0',
      ...(reset === undefined ? {} : { 'x-ratelimit-reset': String(Math.ceil(site.now() / 1_000) + reset) }),
    });
  };
}
