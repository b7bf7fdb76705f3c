import { json, type LabResponse, type LabRequest } from '../http/messages.js';
import { forbidden, refuse, unknown } from './errors.js';
import { GID, isObject } from './json.js';
import type { LabAccount, LabSection, LabWorkspace } from './model.js';
import { pageOf } from './paging.js';
import type { LabProject } from './project.js';
import { many, one, type Resource } from './sparse.js';
import type { AsanaSite } from './site.js';
import type { LabTask } from './task.js';

export type ViewHandler = (view: View) => LabResponse;

/** The bearings of a handler: the site as one caller sees it. */
export class View {
  constructor(
    readonly site: AsanaSite,
    readonly request: LabRequest,
    readonly account: LabAccount,
    /** Where pages for people are. */
    readonly webUrl: string,
  ) {}

  param(name: string): string {
    return this.request.params[name] ?? '';
  }

  /** What the envelope holds. */
  data(): Record<string, unknown> {
    let body: unknown;
    try {
      body = JSON.parse(this.request.rawBody);
    } catch {
      throw refuse(400, 'Could not parse request data, invalid JSON');
    }
    if (!isObject(body) || !isObject(body['data'])) throw refuse(400, 'data: Missing input');
    return body['data'];
  }

  answer(resource: Resource, status = 200): LabResponse {
    return json(status, { data: one(resource, this.request.query.get('opt_fields')) });
  }

  answerList(resources: readonly Resource[]): LabResponse {
    const { items, nextPage } = pageOf(this.request, resources, this.webUrl);
    const data = many(items, this.request.query.get('opt_fields'));
    return json(200, { data, ...(nextPage === undefined ? {} : { next_page: nextPage }) });
  }

  /** A list that takes no `limit`. */
  answerUnpaged(resources: readonly Resource[]): LabResponse {
    return json(200, { data: many(resources, this.request.query.get('opt_fields')) });
  }

  workspace(gid: string): LabWorkspace {
    const workspace = this.site.workspaces.find((each) => each.gid === gid);
    if (!workspace) throw unknown('workspace', checked('workspace', gid));
    if (!workspace.users.includes(this.account.user)) throw forbidden();
    return workspace;
  }

  /** @throws AsanaRefusal 404 where there is none, 403 where it is others' alone. */
  project(gid: string): LabProject {
    const project = this.site.projects.find((each) => each.gid === gid);
    if (!project) throw unknown('project', checked('project', gid));
    if (!this.sees(project)) throw forbidden();
    return project;
  }

  sees(project: LabProject): boolean {
    return !project.isHidden && project.workspace.users.includes(this.account.user);
  }

  /** With the project that it is a part of. */
  section(gid: string): { readonly project: LabProject; readonly section: LabSection } {
    for (const project of this.site.projects) {
      const section = project.sections.find((each) => each.gid === gid);
      if (section && this.sees(project)) return { project, section };
    }
    throw unknown('section', checked('section', gid));
  }

  task(gid: string): LabTask {
    const task = this.site.tasks.find((each) => each.gid === gid);
    if (!task) throw unknown('task', gid.startsWith('external:') ? gid : checked('task', gid));
    if (!this.seesTask(task)) throw forbidden();
    return task;
  }

  seesTask(task: LabTask): boolean {
    const isMember = task.workspace.users.includes(this.account.user);
    const projects = task.memberships.map(({ project }) => project);
    return isMember && !task.isHidden && (projects.length === 0 || projects.some((each) => this.sees(each)));
  }

  /** @throws AsanaRefusal 403 where the account may only read, or comment on, what is in these projects. */
  mustEdit(projects: readonly LabProject[]): void {
    if (projects.some((project) => !project.mayEdit)) throw forbidden();
  }
}

function checked(what: string, gid: string): string {
  if (!GID.test(gid)) throw refuse(400, `${what}: Not a recognized ID: ${gid}`);
  return gid;
}
