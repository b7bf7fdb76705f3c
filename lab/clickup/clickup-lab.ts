import type { RateLimitResponse } from '../http/fault-responses.js';
import { json, type LabRequest, withHeaders, type LabResponse } from '../http/messages.js';
import { LabServer } from '../http/lab-server.js';
import type { CallLog } from '../http/call-log.js';
import type { Faults } from '../http/faults.js';
import { NO_CHECK, openApiCheck, type ContractCheck, type Violation } from '../contract/openapi-check.js';
import { clickUpMiddleware } from './auth.js';
import type { LabList, LabTeam } from './hierarchy.js';
import type { LabUser } from './model.js';
import { RateWindow } from './rate-window.js';
import { clickUpRoutes } from './routes.js';
import { ClickUpSite, type ListOptions } from './site.js';
import type { LabTask } from './task.js';
import { TOLERATED_DEFECTS } from './tolerated-defects.js';

export interface ClickUpLabOptions {
  /** Default: one list, 901, named Releases in the space Product. */
  readonly lists?: readonly ListOptions[];
  /** Default: any free one. */
  readonly port?: number;
  /** Tells several labs apart: part of the account's name and of the token. */
  readonly name?: string;
  readonly clockOffsetMs?: number;
  /** In every call. */
  readonly latencyMs?: number;
  /** Of one token; default 10 000, that of the largest plan. */
  readonly callsPerMinute?: number;
  /** False: exchanges are not held against the vendor's document. For demos and benchmarks. */
  readonly checksContract?: boolean;
}

const SPEC = 'clickup/clickup-api-v2-reference.openapi.json';

/** The emulated ClickUp: real HTTP on loopback, its own state, its own faults. */
export class ClickUpLab {
  readonly site = new ClickUpSite();
  readonly team: LabTeam;
  readonly account: LabUser;
  private readonly server: LabServer;
  private readonly contract: ContractCheck;

  constructor(options: ClickUpLabOptions) {
    const { name = 'clickup', callsPerMinute = 10_000 } = options;
    this.team = this.site.addTeam('Acme');
    this.account = this.addMember('Release Bot', `pk_181_lab-token-${name}`);
    for (const list of options.lists ?? [{ id: '901', name: 'Releases' }]) this.site.addList(list);
    this.site.clockOffsetMs = options.clockOffsetMs ?? 0;
    this.contract = options.checksContract === false ? NO_CHECK : openApiCheck(SPEC, TOLERATED_DEFECTS);
    const rate = new RateWindow(callsPerMinute, () => this.site.now());
    this.server = new LabServer({
      routes: clickUpRoutes(this.site, () => this.webUrl),
      middleware: (request, handle) => clickUpMiddleware(this.site, rate, request, handle),
      onExchange: (request, answer) => this.contract.check(asDescribed(request), answer),
      now: () => this.site.now(),
      rateLimited: rateLimited(this.site, callsPerMinute),
    });
    this.faults.latencyMs = options.latencyMs ?? 0;
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

  /** How far ClickUp's clock is from this machine's: 3_600_000 is an hour fast. */
  get clockOffsetMs(): number {
    return this.site.clockOffsetMs;
  }

  set clockOffsetMs(ms: number) {
    this.site.clockOffsetMs = ms;
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

  /** The tracker is gone: connections are refused, open ones cut. Its state stays. */
  down(): Promise<void> {
    return this.server.down();
  }

  /** Back on the same port. */
  up(port?: number): Promise<void> {
    return this.server.up(port);
  }

  async stop(): Promise<void> {
    await this.server.down();
    await this.site.webhooks.untilIdle();
  }
}

export async function startClickUpLab(options: ClickUpLabOptions = {}): Promise<ClickUpLab> {
  const lab = new ClickUpLab(options);
  await lab.up(options.port ?? 0);
  return lab;
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
