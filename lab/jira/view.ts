import type { LabResponse, LabRequest } from '../http/messages.js';
import { INVALID_PAYLOAD, refuse } from './errors.js';
import { isObject } from './json.js';
import type { LabIssue } from './issue.js';
import type { LabAccount } from './model.js';
import type { LabProject } from './project.js';
import type { JiraSite } from './site.js';

export type ViewHandler = (view: View) => LabResponse;

/** The bearings of a handler: the site as one caller sees it. */
export class View {
  constructor(
    readonly site: JiraSite,
    readonly request: LabRequest,
    readonly account: LabAccount | null,
    readonly baseUrl: string,
  ) {}

  get api(): string {
    return `${this.baseUrl}${this.site.dialect.apiPath}`;
  }

  get projects(): readonly LabProject[] {
    return this.site.projects.filter((project) => this.sees(project));
  }

  sees(project: LabProject): boolean {
    return this.account !== null && project.hasPermission('BROWSE_PROJECTS');
  }

  project(idOrKey: string): LabProject | undefined {
    const project = this.site.project(idOrKey);
    return project && this.sees(project) ? project : undefined;
  }

  issue(idOrKey: string): LabIssue | undefined {
    const issue = this.site.issue(idOrKey);
    return issue && !issue.isHidden && this.sees(issue.project) ? issue : undefined;
  }

  /** @throws JiraRefusal 404; for one that is only hidden, what the dialect says. */
  issueOr404(idOrKey: string): LabIssue {
    const issue = this.issue(idOrKey);
    if (!issue) throw this.site.dialect.noIssue(this.site.issue(idOrKey) !== undefined);
    return issue;
  }

  projectOr404(idOrKey: string): LabProject {
    const project = this.project(idOrKey);
    if (!project) throw refuse(404, `No project could be found with key '${idOrKey}'.`);
    return project;
  }

  param(name: string): string {
    return this.request.params[name] ?? '';
  }

  /** The JSON object that was sent. */
  body(): Record<string, unknown> {
    const parsed = parseJson(this.request.rawBody);
    if (!isObject(parsed)) throw refuse(400, INVALID_PAYLOAD);
    return parsed;
  }

  /** `{startAt, maxResults}` of the query, held within the page's limit. */
  page(defaultSize: number, limit: number): { startAt: number; maxResults: number } {
    const startAt = Number(this.request.query.get('startAt') ?? 0);
    const wanted = Number(this.request.query.get('maxResults') ?? defaultSize);
    if (!Number.isInteger(startAt) || !Number.isInteger(wanted)) throw refuse(400, INVALID_PAYLOAD);
    return { startAt: Math.max(0, startAt), maxResults: Math.min(Math.max(0, wanted), limit) };
  }
}

function parseJson(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    throw refuse(400, INVALID_PAYLOAD);
  }
}
