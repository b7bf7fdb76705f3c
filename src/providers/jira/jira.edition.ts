import type { JiraApi } from './jira.api.js';
import type { JiraTransport } from './jira.transport.js';
import { CloudApi } from './jira.cloud-api.js';
import { DataCenterApi } from './jira.data-center-api.js';
import { EPIC_LINK, isEpic } from './jira.mapping.js';
import type { JiraComments, JiraField, JiraIssueType } from './jira.schemas.js';
import { markdownToAdf } from './markdown-to-adf.js';
import { markdownToWiki } from './markdown-to-wiki.js';

interface Credentials {
  /** Data Center: a user name, or nothing where the token speaks for itself. */
  readonly email: string;
  readonly apiToken: string;
}

/** How a new ticket is put below another one. */
export type Placement =
  /** By these values of the creation. */
  | { readonly values: Readonly<Record<string, unknown>> }
  /** By a call of its own, afterwards. */
  | { readonly epic: string };

/** What differs between Jira Cloud and Jira Data Center; Jira Server is Data Center without a rate limit. */
export interface JiraEdition {
  readonly isCloud: boolean;
  /** Below the site's address, without slashes around it. */
  readonly apiPath: string;
  /** What to check where the credentials are refused. */
  readonly refusedMessage: string;
  newApi(calls: JiraTransport): JiraApi;
  authorization(credentials: Credentials): string;
  /** The value of a rich-text field. */
  richText(markdown: string): unknown;
  /** The value of a user field. */
  user(remoteId: string): unknown;
  parentPlacement(parent: string, type: JiraIssueType, fields: readonly JiraField[]): Placement;
  /** A comment that can be known again by its id. */
  comment(id: string, markdown: string): Readonly<Record<string, unknown>>;
  isComment(id: string, comment: JiraComments['comments'][number]): boolean;
}

const TOKEN_PAGE = 'https://id.atlassian.com/manage-profile/security/api-tokens';
/** The property of a comment that holds its id. */
const COMMENT_PROPERTY = 'delivr.comment';

export const CLOUD: JiraEdition = {
  isCloud: true,
  apiPath: 'rest/api/3',
  refusedMessage: `Jira refused the e-mail address or the API token. Check both, or make a new token at ${TOKEN_PAGE}.`,
  newApi: (calls) => new CloudApi(calls),
  authorization: basic,
  richText: markdownToAdf,
  user: (remoteId) => ({ id: remoteId }),
  parentPlacement: (parent) => ({ values: { parent: idOrKey(parent) } }),
  comment: (id, markdown) => ({
    body: markdownToAdf(markdown),
    properties: [{ key: COMMENT_PROPERTY, value: id }],
  }),
  isComment: (id, { properties }) =>
    properties?.some(({ key, value }) => key === COMMENT_PROPERTY && value === id) ?? false,
};

export const DATA_CENTER: JiraEdition = {
  isCloud: false,
  apiPath: 'rest/api/2',
  refusedMessage:
    'Jira refused the personal access token, or the user name or password. Check them, or make a new token in the profile.',
  newApi: (calls) => new DataCenterApi(calls),
  authorization: (credentials) => (credentials.email ? basic(credentials) : `Bearer ${credentials.apiToken}`),
  richText: markdownToWiki,
  user: (remoteId) => ({ name: remoteId }),
  parentPlacement: placementByEpicLink,
  comment: (id, markdown) => ({ body: `${markdownToWiki(markdown)}\n\n${markerOf(id)}` }),
  isComment: (id, { body }) => typeof body === 'string' && body.includes(markerOf(id)),
};

function basic({ email, apiToken }: Credentials): string {
  return `Basic ${Buffer.from(`${email}:${apiToken}`).toString('base64')}`;
}

function idOrKey(name: string): { id: string } | { key: string } {
  return /^[0-9]+$/.test(name) ? { id: name } : { key: name };
}

/** An anchor: there, and not to be seen. Comments have no properties that every version would tell. */
function markerOf(id: string): string {
  return `{anchor:delivr-${id}}`;
}

/** `parent` is for sub-tasks alone (what Jira says of an epic's is right); everything else has a link to its epic, by key, wherever its screen has that field. */
function placementByEpicLink(parent: string, type: JiraIssueType, fields: readonly JiraField[]): Placement {
  if (type.subtask || isEpic(fields)) return { values: { parent: idOrKey(parent) } };
  const link = fields.find(({ schema }) => schema.custom === EPIC_LINK);
  const isKey = !/^[0-9]+$/.test(parent);
  return link && isKey ? { values: { [link.fieldId]: parent } } : { epic: parent };
}
