import {
  isNotFound,
  ProviderError,
  ProviderFailure,
  fieldRejection,
  type TicketDraft,
} from '../contract/index.js';
import type { OperationDeadline } from '../http/index.js';
import type { JiraApi } from './jira.api.js';
import type { SentDraft } from './jira.bulk.rules.js';
import type { CreateMetaCache } from './jira.cache.js';
import { convertCustomFields } from './jira.custom-fields.js';
import { chooseIssueType, type IssueCreation, issueCreationOf } from './jira.draft.js';
import type { JiraEdition } from './jira.edition.js';
import { projectKey } from './jira.keys.js';
import { userOf } from './jira.mapping.js';

export interface CreationContext {
  readonly api: JiraApi;
  readonly meta: CreateMetaCache;
  readonly edition: JiraEdition;
  readonly site: string;
  /** No call that creates begins after it. */
  readonly sendBefore: OperationDeadline;
}

/** What preparing a ticket needs. */
export type PreparationContext = Pick<CreationContext, 'api' | 'meta' | 'edition'>;

export interface PreparedDraft extends SentDraft, IssueCreation {
  readonly draft: TicketDraft;
}

/** @throws ProviderError where nothing can be sent like this. */
export async function prepare(
  { api, meta, edition }: PreparationContext,
  draft: TicketDraft,
): Promise<PreparedDraft> {
  const key = projectKey(draft.projectKey);
  if (!key) throw fieldRejection('project', `${draft.projectKey} is no key of a Jira project.`);
  const types = await meta.issueTypes(api, key).catch((error: unknown) => {
    throw isNotFound(error) ? noSuchProject(key) : error;
  });
  if (types.length === 0) throw noSuchProject(key);
  const type = chooseIssueType(types, draft);
  const fields = await meta.fields(api, key, type.id);
  const findUsers = async (text: string) => (await api.users(text)).map(userOf);
  const customFields = await convertCustomFields(draft.customFields, fields, { edition, findUsers });
  const creation = issueCreationOf(draft, key, type, fields, edition, customFields);
  return { operationId: draft.operationId, projectKey: key, draft, ...creation };
}

/** Jira answers 404 or an empty list, whichever of the two it is. */
function noSuchProject(key: string): ProviderError {
  const words = `There is no project ${key}, or this account may not create tickets there.`;
  return new ProviderError(ProviderFailure.NOT_FOUND, words, {
    fields: [{ path: 'project', message: words }],
  });
}

/** Of the project, as it is remembered; empty where it can be none. */
export function keyOf({ projectKey: key }: TicketDraft): string {
  return projectKey(key) ?? '';
}
