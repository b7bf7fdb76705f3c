import { isSuccess, jsonOf } from '../http/index.js';
import { type JiraTransport, segment } from './jira.transport.js';
import { isLoginRefused } from './jira.errors.js';
import * as schemas from './jira.schemas.js';

/** The issue property that holds the operation id: the proof of whose ticket it is. */
export const OPERATION_PROPERTY = 'delivr.operation';
/** How many keys are looked at in one go, and how many issues made in one call. */
export const BULK_READ_MAX = 100;
export const BULK_CREATE_MAX = 50;

/** What a search found. A search is eventually consistent: what it does not show may be there all the same. */
export interface SearchResult {
  readonly issues: readonly schemas.JiraIssueMarker[];
  /** Whether that is its whole result. */
  readonly isComplete: boolean;
}

/**
 * The REST calls that are used, one method each: here those that are alike in Cloud and Data Center, in
 * `jira.cloud-api.ts` and `jira.data-center-api.ts` the others. Every method throws `ProviderError` and nothing else.
 * Keys and ids come checked (`jira.keys.ts`) and are encoded here.
 */
export abstract class JiraApi {
  /** How many statuses one call of `issuesWithStatus` may ask for. */
  abstract readonly statusReadMax: number;
  /** Whether what a search finds comes with the operation id inside, where there is one. */
  abstract readonly searchReturnsOperationId: boolean;

  constructor(protected readonly transport: JiraTransport) {}

  abstract myself(): Promise<schemas.JiraAccount>;
  /** At most `first` of the projects whose key or name is like `search`, by key. */
  abstract projects(search: string | null, first: number): Promise<schemas.JiraProject[]>;
  /** The issue types that this account may create there. Empty, or NOT_FOUND, where the project is hidden. */
  abstract issueTypes(projectKey: string): Promise<schemas.JiraIssueType[]>;
  /** The fields that a creation of this type may send. */
  abstract fields(projectKey: string, issueTypeId: string): Promise<schemas.JiraField[]>;
  abstract permissions(projectKey: string, names: readonly string[]): Promise<schemas.JiraPermissions>;
  /** What does not exist, or is hidden, is left out without a word. */
  abstract issuesWithStatus(idsOrKeys: readonly string[]): Promise<readonly schemas.JiraIssue[]>;
  /** Strongly consistent: the issues themselves, with the operation id inside. What does not exist is left out. */
  abstract issuesWithOperationId(idsOrKeys: readonly string[]): Promise<schemas.JiraIssueMarkers>;
  /** With labels, key and date; up to `limit`, in pages. */
  abstract search(jql: string, limit: number): Promise<SearchResult>;
  /** Of whatever issues a query finds: where they are in their workflow. One page. */
  abstract statusesOf(jql: string, limit: number): Promise<readonly schemas.JiraIssue[]>;
  /** Whom tickets of the project can be assigned to: `search` is part of a name or an address. */
  abstract assignableUsers(projectKey: string, search: string, first: number): Promise<schemas.JiraAccount[]>;
  /** The one with that id; null where there is none, or none that tickets of the project can be assigned to. */
  abstract assignableUser(projectKey: string, id: string): Promise<schemas.JiraAccount | null>;
  /** Anybody, by id, address or a part of the name; a few. */
  abstract users(text: string): Promise<schemas.JiraAccount[]>;
  /** Labels in use that begin so, without ours, which only say whose ticket it is. */
  abstract labels(search: string, first: number): Promise<string[]>;
  /** The newest comments, as far as `isThere` needs to be told. */
  abstract comments(idOrKey: string, startAt: number): Promise<schemas.JiraComments>;

  /** The address that people open. */
  async siteAddress(): Promise<string> {
    return (await this.transport.get('serverInfo', schemas.serverInfoSchema)).baseUrl;
  }

  project(key: string): Promise<schemas.JiraProjectDetails> {
    return this.transport.get(`project/${segment(key)}`, schemas.projectDetailsSchema);
  }

  statuses(projectKey: string): Promise<schemas.JiraTypeStatuses> {
    return this.transport.get(`project/${segment(projectKey)}/statuses`, schemas.typeStatusesSchema);
  }

  /** 400 is an answer too: that of a call in which nothing succeeded. */
  async createIssues(issueUpdates: readonly unknown[]): Promise<schemas.JiraBulkCreated> {
    const response = await this.transport.write('issue/bulk', { issueUpdates });
    if (response.status === 400 && !isLoginRefused(response)) {
      const refused = schemas.bulkCreatedSchema.safeParse(jsonOf(response));
      if (refused.success && refused.data.issues.length + refused.data.errors.length > 0) return refused.data;
    }
    if (!isSuccess(response)) throw this.transport.errorOf(response, 'write');
    const created = this.transport.parse(response, schemas.bulkCreatedSchema, 'write');
    // Refused credentials leave a call anonymous, and some projects let anybody create: what the answer lists was made.
    if (created.issues.length === 0 && isLoginRefused(response))
      throw this.transport.errorOf(response, 'write');
    return created;
  }

  issue(idOrKey: string): Promise<schemas.JiraIssue> {
    const fields = 'status,summary,issuetype,project';
    return this.transport.get(`issue/${segment(idOrKey)}`, schemas.issueSchema, { fields });
  }

  /** What stands in the way of its being a parent. */
  parent(idOrKey: string): Promise<schemas.JiraParent> {
    const fields = 'issuetype,project';
    return this.transport.get(`issue/${segment(idOrKey)}`, schemas.parentSchema, { fields });
  }

  /** What this account may do with it now, with the fields of each step's screen. */
  async transitions(idOrKey: string): Promise<readonly schemas.JiraTransition[]> {
    const query = { expand: 'transitions.fields' };
    const path = `issue/${segment(idOrKey)}/transitions`;
    return (await this.transport.get(path, schemas.transitionsSchema, query)).transitions;
  }

  /** Not to be repeated: from the next status the same id may mean something else, or nothing. */
  async transition(idOrKey: string, id: string, fields: Readonly<Record<string, unknown>>): Promise<void> {
    const json = Object.keys(fields).length > 0 ? { transition: { id }, fields } : { transition: { id } };
    await this.transport.change(`issue/${segment(idOrKey)}/transitions`, json);
  }

  /** Makes one each time. */
  async addComment(idOrKey: string, comment: Readonly<Record<string, unknown>>): Promise<void> {
    await this.transport.change(`issue/${segment(idOrKey)}/comment`, comment);
  }

  /** Whatever the create screen has; an issue that is in the epic already stays there. */
  async addToEpic(epicIdOrKey: string, issueIds: readonly string[]): Promise<void> {
    await this.transport.change(
      `rest/agile/1.0/epic/${segment(epicIdOrKey)}/issue`,
      { issues: issueIds },
      true,
    );
  }

  /** Another link of the same global id is overwritten, so that sending it twice does no harm. */
  async putRemoteLink(idOrKey: string, link: { readonly globalId: string; readonly object: object }) {
    await this.transport.change(`issue/${segment(idOrKey)}/remotelink`, link, true);
  }
}
