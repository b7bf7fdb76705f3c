import type { JiraApi } from './jira.api.js';
import type { JiraField, JiraIssueType } from './jira.schemas.js';

interface CacheEntry {
  readonly expiresAt: number;
  readonly types: readonly JiraIssueType[];
  readonly fieldsByType: Map<string, readonly JiraField[]>;
}

/**
 * What may be created in a project, remembered for a short while, so that a release costs one call. Only good answers
 * are kept. Ids that Jira no longer knows are noticed by its refusal: `forget`, then look again.
 */
export class CreateMetaCache {
  private readonly entries = new Map<string, CacheEntry>();

  constructor(
    private readonly ttlMs: number,
    private readonly clock: () => Date,
  ) {}

  has(projectKey: string): boolean {
    return this.unexpired(projectKey) !== undefined;
  }

  async issueTypes(api: JiraApi, projectKey: string): Promise<readonly JiraIssueType[]> {
    return (await this.entry(api, projectKey)).types;
  }

  async fields(api: JiraApi, projectKey: string, issueTypeId: string): Promise<readonly JiraField[]> {
    const { fieldsByType } = await this.entry(api, projectKey);
    const cached = fieldsByType.get(issueTypeId);
    if (cached) return cached;
    const fields = await api.fields(projectKey, issueTypeId);
    fieldsByType.set(issueTypeId, fields);
    return fields;
  }

  invalidate(projectKey: string): void {
    this.entries.delete(projectKey);
  }

  private async entry(api: JiraApi, projectKey: string): Promise<CacheEntry> {
    const cached = this.unexpired(projectKey);
    if (cached) return cached;
    const types = await api.issueTypes(projectKey);
    const entry = { types, fieldsByType: new Map(), expiresAt: this.clock().getTime() + this.ttlMs };
    // A project without types may only be hidden for now.
    if (types.length > 0) this.entries.set(projectKey, entry);
    return entry;
  }

  private unexpired(projectKey: string): CacheEntry | undefined {
    const entry = this.entries.get(projectKey);
    if (!entry) return undefined;
    const remainingMs = entry.expiresAt - this.clock().getTime();
    // A clock that was set back must not keep it for longer either.
    if (remainingMs > 0 && remainingMs <= this.ttlMs) return entry;
    this.entries.delete(projectKey);
    return undefined;
  }
}
