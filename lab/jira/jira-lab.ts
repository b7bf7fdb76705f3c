import { NO_CHECK, openApiCheck, type ContractCheck, type Violation } from '../contract/openapi-check.js';
import type { ToleratedDefect } from '../contract/openapi-check.js';
import type { CallLog } from '../http/call-log.js';
import type { RateLimitResponse } from '../http/fault-responses.js';
import type { Faults } from '../http/faults.js';
import { LabServer, type LabServerOptions } from '../http/lab-server.js';
import type { LabIssue } from './issue.js';
import type { LabAccount } from './model.js';
import type { ProjectOptions } from './project.js';
import type { JiraSite } from './site.js';

export interface JiraLabOptions {
  /** Default: one project, SHOP. */
  readonly projects?: readonly ProjectOptions[];
  /** Default: any free one. */
  readonly port?: number;
  /** Tells several labs apart: part of the account's name and of the token. */
  readonly name?: string;
  readonly indexLagMs?: number;
  readonly clockOffsetMs?: number;
  /** In every call. */
  readonly latencyMs?: number;
  /** False: exchanges are not held against the vendor's document. For demos and benchmarks. */
  readonly checksContract?: boolean;
}

/** How one kind of Jira is served. */
export interface JiraService extends Pick<LabServerOptions, 'routes' | 'middleware'> {
  readonly rateLimited: RateLimitResponse;
  /** The vendor's document, below its folder, and where it is known to be wrong. */
  readonly document: string;
  readonly toleratedDefects: readonly ToleratedDefect[];
  /** Before every path of the document. */
  readonly documentPrefix?: string;
}

/** One emulated Jira: real HTTP on loopback, its own state, its own faults. */
export abstract class JiraLab {
  abstract readonly account: LabAccount;
  private readonly server: LabServer;
  private readonly contract: ContractCheck;

  protected constructor(
    readonly site: JiraSite,
    options: JiraLabOptions,
    service: JiraService,
  ) {
    site.indexLagMs = options.indexLagMs ?? 0;
    site.clockOffsetMs = options.clockOffsetMs ?? 0;
    const { document, toleratedDefects, documentPrefix, ...served } = service;
    this.contract =
      options.checksContract === false ? NO_CHECK : openApiCheck(document, toleratedDefects, documentPrefix);
    this.server = new LabServer({
      ...served,
      basePath: site.contextPath,
      onExchange: (request, answer) => this.contract.check(request, answer),
      now: () => site.now(),
    });
    this.faults.latencyMs = options.latencyMs ?? 0;
    for (const project of options.projects ?? [{}]) site.addProject(project);
  }

  /** Without a slash at its end; with the context path. */
  get baseUrl(): string {
    return this.server.baseUrl + this.site.contextPath;
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

  /** How long a change stays unknown to searches. */
  get indexLagMs(): number {
    return this.site.indexLagMs;
  }

  set indexLagMs(ms: number) {
    this.site.indexLagMs = ms;
  }

  /** How far the site's clock is from this machine's: 3_600_000 is an hour fast. */
  get clockOffsetMs(): number {
    return this.site.clockOffsetMs;
  }

  set clockOffsetMs(ms: number) {
    this.site.clockOffsetMs = ms;
  }

  /** What was made, oldest first. */
  issues(projectKey?: string): readonly LabIssue[] {
    return this.site.issueList.filter(
      (issue) => projectKey === undefined || issue.project.key === projectKey,
    );
  }

  /** @throws where there is none. */
  issue(idOrKey: string): LabIssue {
    const issue = this.site.issue(idOrKey);
    if (!issue) throw new Error(`The lab has no issue ${idOrKey}.`);
    return issue;
  }

  /** As if a person had moved it. */
  setStatus(idOrKey: string, statusName: string): void {
    const issue = this.issue(idOrKey);
    issue.status = issue.project.statusNamed(statusName);
    this.site.recordChange(issue);
  }

  deleteIssue(idOrKey: string): void {
    this.site.delete(this.issue(idOrKey));
  }

  /** As if the caller had lost the permission to see it; false shows it again. */
  hideIssue(idOrKey: string, isHidden = true): void {
    this.issue(idOrKey).isHidden = isHidden;
  }

  /** Answers with the new key. */
  moveIssue(idOrKey: string, projectKey: string): string {
    const project = this.site.project(projectKey);
    if (!project) throw new Error(`The lab has no project ${projectKey}.`);
    const issue = this.issue(idOrKey);
    this.site.move(issue, project);
    return issue.key;
  }

  /** Searches and bulk reads leave it out from now on; by itself it can still be read. */
  archiveIssue(idOrKey: string): void {
    this.issue(idOrKey).isArchived = true;
  }

  hideFromSearch(idOrKey: string, searches: number): void {
    this.site.hideFromSearch(this.issue(idOrKey), searches);
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
