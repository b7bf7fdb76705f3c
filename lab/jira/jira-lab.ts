import { NO_CHECK, openApiCheck, type ContractCheck } from '../contract/openapi-check.js';
import type { ToleratedDefect } from '../contract/openapi-check.js';
import type { RateLimitResponse } from '../http/fault-responses.js';
import { LabServer, type LabServerOptions } from '../http/lab-server.js';
import { TrackerLab, type TrackerLabOptions } from '../tracker-lab.js';
import type { LabIssue } from './issue.js';
import type { LabAccount } from './model.js';
import type { ProjectOptions } from './project.js';
import type { JiraSite } from './site.js';

export interface JiraLabOptions extends TrackerLabOptions {
  /** Default: one project, SHOP. */
  readonly projects?: readonly ProjectOptions[];
  readonly indexLagMs?: number;
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

/** One emulated Jira of either kind. */
export abstract class JiraLab extends TrackerLab<JiraSite> {
  abstract readonly account: LabAccount;
  protected readonly server: LabServer;
  protected readonly contract: ContractCheck;

  protected constructor(site: JiraSite, options: JiraLabOptions, service: JiraService) {
    super(site, options);
    site.indexLagMs = options.indexLagMs ?? 0;
    const { document, toleratedDefects, documentPrefix, ...served } = service;
    this.contract =
      options.checksContract === false ? NO_CHECK : openApiCheck(document, toleratedDefects, documentPrefix);
    this.server = new LabServer({
      ...served,
      basePath: site.contextPath,
      onExchange: (request, answer) => this.contract.check(request, answer),
      now: () => site.now(),
      latencyMs: options.latencyMs,
    });
    for (const project of options.projects ?? [{}]) site.addProject(project);
  }

  /** Without a slash at its end; with the context path. */
  get baseUrl(): string {
    return this.server.baseUrl + this.site.contextPath;
  }

  /** How long a change stays unknown to searches. */
  get indexLagMs(): number {
    return this.site.indexLagMs;
  }

  set indexLagMs(ms: number) {
    this.site.indexLagMs = ms;
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
}
