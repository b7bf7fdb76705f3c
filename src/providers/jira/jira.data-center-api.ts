import { isFailure, isNotFound, ProviderError, ProviderFailure } from '../contract/index.js';
import { inParallel, isSuccess, jsonOf } from '../http/index.js';
import { allOf, segment } from './jira.transport.js';
import { type SearchResult, JiraApi, OPERATION_PROPERTY } from './jira.api.js';
import { accountOfServer as accountOf, EPIC_NAME, suggestedLabels } from './jira.mapping.js';
import { isHidden } from './jira.errors.js';
import * as schemas from './jira.schemas.js';

const META_PAGE = 200;
const SEARCH_PAGE = 100;
const STATUS_READ_MAX = 500;
const COMMENT_PAGE = 100;
/** People that a text is compared with. */
const USERS_MAX = 50;
const SINGLE_READS_AT_ONCE = 4;
/** How many issues are read one by one; more of them take too long. */
const SINGLE_READS_MAX = 50;
/** How many of the keys that Jira calls missing are read all the same: its word alone is no proof. */
const MISSING_READS_MAX = 10;

/** REST v2 as Jira Server and Jira Data Center 8.4 to 11 have it. */
export class DataCenterApi extends JiraApi {
  readonly statusReadMax = STATUS_READ_MAX;
  readonly searchReturnsOperationId = false;

  async myself(): Promise<schemas.JiraAccount> {
    return accountOf(await this.transport.get('myself', schemas.serverAccountSchema));
  }

  /** All of them come in one piece, whatever is asked for. */
  async projects(search: string | null, first: number): Promise<schemas.JiraProject[]> {
    const all = await this.transport.get('project', schemas.serverProjectsSchema, {
      includeArchived: 'false',
    });
    const needle = search?.toLowerCase() ?? '';
    const isLike = ({ key, name }: schemas.JiraProject) =>
      key.toLowerCase().startsWith(needle) || name.toLowerCase().includes(needle);
    return all
      .filter((project) => !project.archived && isLike(project))
      .sort((one, other) => one.key.localeCompare(other.key, 'en'))
      .slice(0, first);
  }

  /** Epics have no level here: where none is called so, it is the type whose tickets have an epic's name. */
  async issueTypes(projectKey: string): Promise<schemas.JiraIssueType[]> {
    const path = `issue/createmeta/${segment(projectKey)}/issuetypes`;
    const types = await allOf(async (startAt) => {
      const query = { startAt, maxResults: META_PAGE };
      const page = await this.transport.get(path, schemas.serverIssueTypePageSchema, query);
      return { items: page.values, total: page.total };
    }).catch(asHiddenProject);
    if (types.some(({ name }) => name.trim().toLowerCase() === 'epic')) return types;
    return inParallel(types, SINGLE_READS_AT_ONCE, async (type) => {
      if (type.subtask) return type;
      const fields = await this.fields(projectKey, type.id);
      const isEpic = fields.some(({ schema }) => schema.custom === EPIC_NAME);
      return isEpic ? { ...type, hierarchyLevel: 1 } : type;
    });
  }

  fields(projectKey: string, issueTypeId: string): Promise<schemas.JiraField[]> {
    const path = `issue/createmeta/${segment(projectKey)}/issuetypes/${segment(issueTypeId)}`;
    return allOf(async (startAt) => {
      const query = { startAt, maxResults: META_PAGE };
      const page = await this.transport.get(path, schemas.serverFieldPageSchema, query);
      return { items: page.values, total: page.total };
    });
  }

  /** All that there are come without being asked for by name. */
  async permissions(projectKey: string): Promise<schemas.JiraPermissions> {
    return (await this.transport.get('mypermissions', schemas.permissionsSchema, { projectKey })).permissions;
  }

  async issuesWithStatus(idsOrKeys: readonly string[]): Promise<readonly schemas.JiraIssue[]> {
    // Checked, the query would be refused for one unknown key.
    const json = { jql: jqlForKeys(idsOrKeys), fields: ['status'], validateQuery: false };
    return allOf(async (startAt) => {
      const query = { ...json, startAt, maxResults: STATUS_READ_MAX };
      const { issues, total } = await this.transport.readByPost('search', query, schemas.statusPageSchema);
      return { items: issues, total };
    });
  }

  /** There is no bulk read: Jira tells which of many keys lead nowhere, and the others are read one by one. */
  async issuesWithOperationId(idsOrKeys: readonly string[]): Promise<schemas.JiraIssueMarkers> {
    const missing =
      idsOrKeys.length > MISSING_READS_MAX ? await this.missingOf(idsOrKeys) : new Set<string>();
    const existing = idsOrKeys.filter((name) => !missing.has(name));
    if (existing.length > SINGLE_READS_MAX) return { issues: [], issueErrors: ['too many'] };
    const last = idsOrKeys.indexOf(existing.at(-1) ?? '');
    const spotChecked = idsOrKeys
      .slice(last + 1, last + 1 + MISSING_READS_MAX)
      .filter((name) => missing.has(name));
    const read = await inParallel([...existing, ...spotChecked], SINGLE_READS_AT_ONCE, (name) =>
      this.readOperationId(name),
    );
    const issues = read.filter((issue) => issue !== null);
    const isContradicted = read.slice(existing.length).some((issue) => issue !== null);
    return { issues, issueErrors: isContradicted ? ['not to be believed'] : [] };
  }

  async search(jql: string, limit: number): Promise<SearchResult> {
    const issues: schemas.JiraIssueMarker[] = [];
    while (issues.length < limit) {
      const maxResults = Math.min(SEARCH_PAGE, limit - issues.length);
      const json = { jql, fields: ['labels', 'created'], startAt: issues.length, maxResults };
      const page = await this.transport.readByPost('search', json, schemas.issueMarkersSchema);
      issues.push(...page.issues);
      if (issues.length >= (page.total ?? 0)) return { issues, isComplete: true };
      if (page.issues.length === 0) break;
    }
    return { issues, isComplete: false };
  }

  async statusesOf(jql: string, limit: number): Promise<readonly schemas.JiraIssue[]> {
    const json = { jql, fields: ['status'], maxResults: limit };
    return (await this.transport.readByPost('search', json, schemas.statusPageSchema)).issues;
  }

  async assignableUsers(project: string, username: string, first: number): Promise<schemas.JiraAccount[]> {
    const parameters = { project, username, maxResults: first };
    const users = await this.transport.get(
      'user/assignable/search',
      schemas.serverAccountsSchema,
      parameters,
    );
    return users.map(accountOf);
  }

  async assignableUser(project: string, name: string): Promise<schemas.JiraAccount | null> {
    const users = await this.assignableUsers(project, name, USERS_MAX);
    return users.find(({ id }) => id === name) ?? null;
  }

  async users(username: string): Promise<schemas.JiraAccount[]> {
    const query = { username, maxResults: USERS_MAX };
    return (await this.transport.get('user/search', schemas.serverAccountsSchema, query)).map(accountOf);
  }

  /** Whatever JQL's editor would offer: there is no list of all. */
  async labels(search: string, first: number): Promise<string[]> {
    const query = { fieldName: 'labels', fieldValue: search };
    const path = 'jql/autocompletedata/suggestions';
    return suggestedLabels(await this.transport.get(path, schemas.suggestionsSchema, query)).slice(0, first);
  }

  comments(idOrKey: string, startAt: number): Promise<schemas.JiraComments> {
    const query = { startAt, maxResults: COMMENT_PAGE, orderBy: '-created' };
    return this.transport.get(`issue/${segment(idOrKey)}/comment`, schemas.commentsSchema, query);
  }

  /** Asked of a query that is checked: Jira refuses it, naming every key that does not exist. */
  private async missingOf(keys: readonly string[]): Promise<ReadonlySet<string>> {
    const json = { jql: jqlForKeys(keys), fields: ['labels'], maxResults: 1, validateQuery: true };
    const response = await this.transport.readResponse({ path: 'search', json });
    if (isSuccess(response)) return new Set();
    const messages = schemas.errorCollectionSchema.safeParse(jsonOf(response)).data?.errorMessages ?? [];
    const named = messages.flatMap((message) => [...message.matchAll(/'([A-Z][A-Z0-9_]*-[0-9]+|[0-9]+)'/g)]);
    const missing = new Set(named.map(([, name = '']) => name).filter((name) => keys.includes(name)));
    if (response.status !== 400 || missing.size === 0) throw this.transport.errorOf(response, 'read');
    return missing;
  }

  private async readOperationId(idOrKey: string): Promise<schemas.JiraIssueMarker | null> {
    const query = { fields: 'labels', properties: OPERATION_PROPERTY };
    try {
      return await this.transport.get(`issue/${segment(idOrKey)}`, schemas.issueMarkerSchema, query);
    } catch (error) {
      if (isNotFound(error) || isHidden(error)) return null;
      throw error;
    }
  }
}

/** Ids stand bare: in quotes they would be taken for keys. */
function jqlForKeys(idsOrKeys: readonly string[]): string {
  return `key in (${idsOrKeys.map((name) => (/^[0-9]+$/.test(name) ? name : `"${name}"`)).join(', ')})`;
}

/** Jira says 400 of a project that does not exist, or that this account may not create in. */
function asHiddenProject(error: unknown): never {
  if (!isFailure(error, ProviderFailure.REJECTED)) throw error;
  throw new ProviderError(ProviderFailure.NOT_FOUND, error.message, { status: error.status, cause: error });
}
