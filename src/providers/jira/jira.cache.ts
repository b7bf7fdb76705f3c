import { TimeLimitedCache } from '../../shared/cache/index.js';
import type { JiraApi } from './jira.api.js';
import type { JiraField, JiraIssueType } from './jira.schemas.js';

interface ProjectMeta {
  readonly types: readonly JiraIssueType[];
  /** By the id of the issue type. */
  readonly fields: Map<string, readonly JiraField[]>;
}

/**
 * What may be created in a project, cached for a limited time so that a release costs one call. Jira refuses ids that it
 * no longer knows: `invalidate` the project then, and read it anew.
 */
export class CreateMetaCache {
  private readonly projects: TimeLimitedCache<ProjectMeta>;

  constructor(ttlMs: number, clock: () => Date) {
    this.projects = new TimeLimitedCache(ttlMs, clock);
  }

  has(projectKey: string): boolean {
    return this.projects.has(projectKey);
  }

  async issueTypes(api: JiraApi, projectKey: string): Promise<readonly JiraIssueType[]> {
    return (await this.project(api, projectKey)).types;
  }

  async fields(api: JiraApi, projectKey: string, issueTypeId: string): Promise<readonly JiraField[]> {
    const { fields } = await this.project(api, projectKey);
    const cached = fields.get(issueTypeId);
    if (cached) return cached;
    const loaded = await api.fields(projectKey, issueTypeId);
    fields.set(issueTypeId, loaded);
    return loaded;
  }

  invalidate(projectKey: string): void {
    this.projects.invalidate(projectKey);
  }

  private async project(api: JiraApi, projectKey: string): Promise<ProjectMeta> {
    const project = await this.projects.get(projectKey, async () => ({
      types: await api.issueTypes(projectKey),
      fields: new Map(),
    }));
    // A project without types may only be hidden for now.
    if (project.types.length === 0) this.projects.invalidate(projectKey);
    return project;
  }
}
