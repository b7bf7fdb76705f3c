import { allOf, segment } from './jira.transport.js';
import { BULK_READ_MAX, type SearchResult, JiraApi, OPERATION_PROPERTY } from './jira.api.js';
import { isOperationLabel, OPERATION_LABEL_PREFIX } from './jira.keys.js';
import { accountOfCloud as accountOf, suggestedLabels } from './jira.mapping.js';
import * as schemas from './jira.schemas.js';

const PROJECT_PAGE = 100;
const META_PAGE = 200;
const SEARCH_PAGE = 100;
const LABEL_PAGE = 1_000;
/** Labels that are looked through; of ours there is one for each ticket. */
const LABEL_PAGES_MAX = 10;
const COMMENT_PAGE = 100;
/** People that a text is compared with. */
const USERS_MAX = 20;

/** REST v3 as Jira Cloud has it. */
export class CloudApi extends JiraApi {
  readonly statusReadMax = BULK_READ_MAX;
  readonly searchReturnsOperationId = true;

  async myself(): Promise<schemas.JiraAccount> {
    return accountOf(await this.transport.get('myself', schemas.cloudAccountSchema));
  }

  async projects(search: string | null, first: number): Promise<schemas.JiraProject[]> {
    const projects: schemas.JiraProject[] = [];
    const query = { action: 'create', orderBy: 'key', status: 'live', query: search ?? undefined };
    while (projects.length < first) {
      const maxResults = Math.min(first - projects.length, PROJECT_PAGE);
      const paged = { ...query, startAt: projects.length, maxResults };
      const page = await this.transport.get('project/search', schemas.projectPageSchema, paged);
      projects.push(...page.values);
      if (page.values.length === 0 || page.isLast || projects.length >= (page.total ?? Infinity)) break;
    }
    return projects.slice(0, first);
  }

  issueTypes(projectKey: string): Promise<schemas.JiraIssueType[]> {
    const path = `issue/createmeta/${segment(projectKey)}/issuetypes`;
    return allOf(async (startAt) => {
      const query = { startAt, maxResults: META_PAGE };
      const page = await this.transport.get(path, schemas.issueTypePageSchema, query);
      return { items: page.issueTypes, total: page.total };
    });
  }

  fields(projectKey: string, issueTypeId: string): Promise<schemas.JiraField[]> {
    const path = `issue/createmeta/${segment(projectKey)}/issuetypes/${segment(issueTypeId)}`;
    return allOf(async (startAt) => {
      const query = { startAt, maxResults: META_PAGE };
      const page = await this.transport.get(path, schemas.fieldPageSchema, query);
      return { items: page.fields, total: page.total };
    });
  }

  async permissions(projectKey: string, names: readonly string[]): Promise<schemas.JiraPermissions> {
    const query = { projectKey, permissions: names.join(',') };
    return (await this.transport.get('mypermissions', schemas.permissionsSchema, query)).permissions;
  }

  async issuesWithStatus(idsOrKeys: readonly string[]): Promise<readonly schemas.JiraIssue[]> {
    const json = { issueIdsOrKeys: idsOrKeys, fields: ['status', 'summary'] };
    return (await this.transport.readByPost('issue/bulkfetch', json, schemas.statusPageSchema)).issues;
  }

  issuesWithOperationId(idsOrKeys: readonly string[]): Promise<schemas.JiraIssueMarkers> {
    const json = { issueIdsOrKeys: idsOrKeys, fields: ['labels'], properties: [OPERATION_PROPERTY] };
    return this.transport.readByPost('issue/bulkfetch', json, schemas.issueMarkersSchema);
  }

  async search(jql: string, limit: number): Promise<SearchResult> {
    const issues: schemas.JiraIssueMarker[] = [];
    let nextPageToken: string | undefined;
    while (issues.length < limit) {
      const maxResults = Math.min(SEARCH_PAGE, limit - issues.length);
      const query = { jql, fields: ['labels', 'created'], properties: [OPERATION_PROPERTY], maxResults };
      const json = { ...query, nextPageToken };
      const page = await this.transport.readByPost('search/jql', json, schemas.issueMarkersSchema);
      issues.push(...page.issues);
      if (!page.nextPageToken || page.issues.length === 0) return { issues, isComplete: !page.nextPageToken };
      nextPageToken = page.nextPageToken;
    }
    return { issues, isComplete: false };
  }

  async statusesOf(jql: string, limit: number): Promise<readonly schemas.JiraIssue[]> {
    const json = { jql, fields: ['status'], maxResults: Math.min(SEARCH_PAGE, limit) };
    return (await this.transport.readByPost('search/jql', json, schemas.statusPageSchema)).issues;
  }

  async assignableUsers(project: string, query: string, first: number): Promise<schemas.JiraAccount[]> {
    const parameters = { project, query, maxResults: first };
    const users = await this.transport.get('user/assignable/search', schemas.cloudAccountsSchema, parameters);
    return users.map(accountOf);
  }

  async assignableUser(project: string, accountId: string): Promise<schemas.JiraAccount | null> {
    const query = { project, accountId, maxResults: 1 };
    const users = await this.transport.get('user/assignable/search', schemas.cloudAccountsSchema, query);
    return users.map(accountOf).find(({ id }) => id === accountId) ?? null;
  }

  /** An id is searched for by another parameter, and looks like nothing else. */
  async users(text: string): Promise<schemas.JiraAccount[]> {
    const search = async (by: { accountId: string } | { query: string }) => {
      const query = { ...by, maxResults: USERS_MAX };
      return (await this.transport.get('user/search', schemas.cloudAccountsSchema, query)).map(accountOf);
    };
    const byId = /^[0-9A-Za-z:_-]+$/.test(text) ? await search({ accountId: text }) : [];
    return byId.length > 0 ? byId : search({ query: text });
  }

  /** Suggestions are few. Where ours begin alike there would be no others among them: the list has all. */
  async labels(search: string, first: number): Promise<string[]> {
    const prefix = search.toLowerCase();
    if (OPERATION_LABEL_PREFIX.startsWith(prefix)) return this.listedLabels(prefix, first);
    const query = { fieldName: 'labels', fieldValue: search };
    const path = 'jql/autocompletedata/suggestions';
    return suggestedLabels(await this.transport.get(path, schemas.suggestionsSchema, query)).slice(0, first);
  }

  private async listedLabels(prefix: string, first: number): Promise<string[]> {
    const found: string[] = [];
    let startAt = 0;
    for (let page = 0; page < LABEL_PAGES_MAX && found.length < first; page += 1) {
      const query = { startAt, maxResults: LABEL_PAGE };
      const { values, isLast } = await this.transport.get('label', schemas.labelPageSchema, query);
      const others = values.filter((label) => !isOperationLabel(label));
      found.push(...others.filter((label) => label.toLowerCase().startsWith(prefix)));
      startAt += values.length;
      if (isLast || values.length === 0) break;
    }
    return found.slice(0, first);
  }

  comments(idOrKey: string, startAt: number): Promise<schemas.JiraComments> {
    const query = { startAt, maxResults: COMMENT_PAGE, orderBy: '-created', expand: 'properties' };
    return this.transport.get(`issue/${segment(idOrKey)}/comment`, schemas.commentsSchema, query);
  }
}
