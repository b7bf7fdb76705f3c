import {
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
import type { AsanaApi } from './asana.api.js';
import { convertCustomFields } from './asana.custom-fields.js';
import { needsProject, taskData } from './asana.draft.js';
import { notFound } from './asana.errors.js';
import { gid } from './asana.keys.js';
import { ticketOf } from './asana.mapping.js';
import { findPeople } from './asana.people.js';
import type { AsanaCache } from './asana.cache.js';
import type { AsanaProject } from './asana.schemas.js';
import { tagGids } from './asana.tags.js';

export interface CreationContext {
  readonly api: AsanaApi;
  readonly cache: AsanaCache;
  /** No call that creates begins after it. */
  readonly sendBefore: OperationDeadline;
}

const CREATIONS_AT_ONCE = 4;

/** One call a ticket: Asana makes no more at a time. What becomes of one says nothing of the others. */
export async function createTickets(
  context: CreationContext,
  drafts: readonly TicketDraft[],
): Promise<readonly CreateOutcome[]> {
  let stopError: ProviderError | null = null;
  return inParallel(drafts, CREATIONS_AT_ONCE, async (draft) => {
    if (stopError) return outcomeOfError(draft.operationId, stopError);
    const outcome = await createOne(context, draft);
    if (outcome.kind === 'notCreated') stopError ??= outcome.error;
    return outcome;
  });
}

/** What is remembered of a project refuses nothing: it is read anew, and the draft sent again where that changes it. */
async function createOne(context: CreationContext, draft: TicketDraft): Promise<CreateOutcome> {
  const { projects } = context.cache;
  const isCached = needsProject(draft) && projects.has(draft.projectKey);
  const first = await prepareAndSend(context, draft, null);
  if (first.outcome.kind !== 'rejected' || !isCached) return first.outcome;
  projects.invalidate(draft.projectKey);
  return (await prepareAndSend(context, draft, first)).outcome;
}

interface Attempt {
  /** As it was sent; null where it was not. */
  readonly sent: string | null;
  readonly outcome: CreateOutcome;
}

async function prepareAndSend(
  context: CreationContext,
  draft: TicketDraft,
  previous: Attempt | null,
): Promise<Attempt> {
  const { operationId, projectKey } = draft;
  let sent: string | null = null;
  try {
    const { data, leftOut } = await prepareTaskData(context, draft);
    if (previous && previous.sent === JSON.stringify(data)) return previous;
    if (context.sendBefore.hasPassed) throw tooLate();
    sent = JSON.stringify(data);
    const task = await context.api.createTask(data);
    context.cache.lastProjects.set(task.gid, projectKey);
    return { sent, outcome: { kind: 'created', operationId, ticket: ticketOf(task), ...leftOut } };
  } catch (error) {
    return { sent, outcome: outcomeOfError(operationId, asProviderError(error, sent !== null)) };
  }
}

interface PreparedTask {
  readonly data: Record<string, unknown>;
  readonly leftOut: { readonly leftOut?: readonly LeftOutLabel[] };
}

async function prepareTaskData(context: CreationContext, draft: TicketDraft): Promise<PreparedTask> {
  const project = needsProject(draft) ? await readProject(context, draft.projectKey) : null;
  const { api, cache, sendBefore } = context;
  const findUsers = (search: string) => findPeople(api, cache, draft.projectKey, search);
  const fields = project ? await convertCustomFields(draft.customFields, project, findUsers) : NO_FIELDS;
  const data = taskData(draft, project, fields);
  const workspace = project?.workspace?.gid;
  if (draft.labels.length === 0 || !workspace) return { data, leftOut: {} };
  const { gids: tags, leftOut } = await tagGids({ api, cache: cache.tags, sendBefore }, workspace, draft);
  return { data: { ...data, tags }, leftOut: leftOut.length > 0 ? { leftOut } : {} };
}

async function readProject({ api, cache }: CreationContext, projectKey: string): Promise<AsanaProject> {
  const key = gid(projectKey);
  if (!key) throw fieldRejection('project', `${projectKey} is no gid of a project in Asana.`);
  return cache.projects
    .get(key, () => api.project(key))
    .catch((error: unknown) => {
      throw isFailure(error, ProviderFailure.NOT_FOUND) ? notFound('project', key) : error;
    });
}

function tooLate(): ProviderError {
  return new ProviderError(
    ProviderFailure.UNAVAILABLE,
    'Asana was too slow to begin with this ticket in time.',
  );
}

function asProviderError(error: unknown, wasSent: boolean): ProviderError {
  if (error instanceof ProviderError) return error;
  const words = 'The ticket could not be prepared for Asana.';
  const tookEffect = wasSent ? 'unknown' : 'no';
  return new ProviderError(ProviderFailure.UNEXPECTED, words, { tookEffect, cause: error });
}
