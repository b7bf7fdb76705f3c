import {
  type ConvertedFields,
  type CreateOutcome,
  isFailure,
  type LeftOutLabel,
  NO_FIELDS,
  outcomeOfError,
  ProviderError,
  ProviderFailure,
  fieldRejection,
  type TicketDraft,
} from '../contract/index.js';
import { inParallel, type OperationDeadline } from '../http/index.js';
import type { ClickUpApi } from './clickup.api.js';
import { convertCustomFields } from './clickup.custom-fields.js';
import { dueTimeOf } from './clickup.dates.js';
import { isPlainTask, type NewTask, newTask } from './clickup.draft.js';
import { listId, taskName } from './clickup.keys.js';
import { PLAIN_TASK, ticketOf } from './clickup.mapping.js';
import type { ClickUpTask } from './clickup.schemas.js';
import type { WorkspaceCache } from './clickup.cache.js';

export interface CreationContext {
  readonly api: ClickUpApi;
  readonly workspaces: WorkspaceCache;
  readonly web: string;
  /** No call that creates begins after it. */
  readonly sendBefore: OperationDeadline;
}

/** ClickUp makes one task per call. */
const CREATIONS_AT_ONCE = 4;

/** What holds for every call of this account, so that those that follow need not be made. */
const ACCOUNT_WIDE_FAILURES = [ProviderFailure.RATE_LIMITED, ProviderFailure.UNAUTHENTICATED];

export async function createTickets(
  context: CreationContext,
  drafts: readonly TicketDraft[],
): Promise<readonly CreateOutcome[]> {
  let stopError: ProviderError | null = null;
  return inParallel(drafts, CREATIONS_AT_ONCE, async (draft) => {
    if (stopError) return outcomeOfError(draft.operationId, stopError);
    const outcome = await create(context, draft);
    if (outcome.kind !== 'created' && isFailure(outcome.error, ...ACCOUNT_WIDE_FAILURES))
      stopError = outcome.error;
    return outcome;
  });
}

async function create(context: CreationContext, draft: TicketDraft): Promise<CreateOutcome> {
  const { operationId } = draft;
  try {
    const { list, body } = await prepare(context, draft).catch((error: unknown) => {
      throw asProviderError(error);
    });
    if (context.sendBefore.hasPassed) throw tooLate();
    const task = await send(context, list, body);
    return { kind: 'created', operationId, ticket: ticketOf(context.web, task), ...leftOutOf(draft, task) };
  } catch (error) {
    return outcomeOfError(operationId, error instanceof ProviderError ? error : unknownOutcomeError(error));
  }
}

/** Tags that the space does not have, and this account may not make, are dropped without a word. */
function leftOutOf(
  { optionalLabels = [] }: TicketDraft,
  { tags }: ClickUpTask,
): { readonly leftOut?: readonly LeftOutLabel[] } {
  if (!tags) return {};
  const missing = optionalLabels.filter((name) => !tags.includes(name.toLowerCase()));
  const reason = 'ClickUp dropped it. Make the tag in the space, or switch tags on there.';
  return missing.length > 0 ? { leftOut: missing.map((name) => ({ name, reason })) } : {};
}

interface PreparedDraft {
  readonly list: string;
  readonly body: NewTask;
}

async function prepare({ api, workspaces }: CreationContext, draft: TicketDraft): Promise<PreparedDraft> {
  const list = listId(draft.projectKey);
  if (!list)
    throw fieldRejection('list', `${draft.projectKey} is no id of a list in ClickUp: that is a number.`);
  const taskType = isPlainTask(draft.issueType) ? PLAIN_TASK : await workspaces.taskType(api, list, draft);
  const parentId = draft.parentKey === null ? null : await parentIdOf(api, workspaces, draft.parentKey);
  const customFields = await customFieldsOf(api, workspaces, list, draft);
  const dueTime = draft.dueDate && dueTimeOf(draft.dueDate, await workspaces.timeZone(api));
  const found = { taskType, parentId, customFields, dueTime: dueTime || null };
  return { list, body: newTask(draft, found) };
}

/** What is remembered of a list refuses nothing: it is read anew first. */
async function customFieldsOf(
  api: ClickUpApi,
  workspaces: WorkspaceCache,
  list: string,
  { customFields }: TicketDraft,
): Promise<ConvertedFields> {
  if (customFields === null) return NO_FIELDS;
  const timeZone = () => workspaces.timeZone(api);
  const wasCached = workspaces.hasFields(list);
  const converted = await convertCustomFields(customFields, await workspaces.fields(api, list), timeZone);
  if (converted.problems.length === 0 || !wasCached) return converted;
  workspaces.invalidateFields(list);
  return convertCustomFields(customFields, await workspaces.fields(api, list), timeZone);
}

async function parentIdOf(api: ClickUpApi, workspaces: WorkspaceCache, key: string): Promise<string> {
  const name = taskName(key);
  if (name?.kind === 'id') return name.id;
  const parent = name && (await workspaces.taskByCustomId(api, name.customId));
  if (parent) return parent.id;
  throw fieldRejection('parent', name ? `There is no task ${key} in ClickUp.` : `${key} is no id of a task.`);
}

async function send({ api }: CreationContext, list: string, body: NewTask): Promise<ClickUpTask> {
  try {
    return await api.createTask(list, body);
  } catch (error) {
    if (body.parent !== undefined || !isFailure(error, ProviderFailure.NOT_FOUND)) throw error;
    const words = `There is no ClickUp list ${list}, or this account is not let in.`;
    throw new ProviderError(ProviderFailure.NOT_FOUND, words, {
      ...{ status: error.status, cause: error },
      fields: [{ path: 'list', message: words }],
    });
  }
}

function tooLate(): ProviderError {
  return new ProviderError(
    ProviderFailure.UNAVAILABLE,
    'ClickUp was too slow to begin with this ticket in time.',
  );
}

/** Only for what happens before anything is sent. */
function asProviderError(error: unknown): ProviderError {
  if (error instanceof ProviderError) return error;
  const words = 'The ticket could not be prepared for ClickUp.';
  return new ProviderError(ProviderFailure.UNEXPECTED, words, { cause: error });
}

function unknownOutcomeError(error: unknown): ProviderError {
  const words = 'ClickUp did not say what became of this ticket.';
  return new ProviderError(ProviderFailure.UNEXPECTED, words, { tookEffect: 'unknown', cause: error });
}
