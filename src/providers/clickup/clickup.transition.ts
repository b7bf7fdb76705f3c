import {
  isFailure,
  ProviderError,
  ProviderFailure,
  type TransitionBlocked,
  type TransitionOutcome,
  type TransitionPlan,
  type TransitionRequest,
} from '../contract/index.js';
import type { ClickUpApi } from './clickup.api.js';
import { taskName } from './clickup.keys.js';
import type { ClickUpTask } from './clickup.schemas.js';
import type { WorkspaceCache } from './clickup.cache.js';

export interface ChangeContext {
  readonly api: ClickUpApi;
  readonly workspaces: WorkspaceCache;
}

/** ClickUp has no workflow: from every status of a list there is a way to every other. */
export async function planTransition(
  context: ChangeContext,
  idOrKey: string,
  { status: wanted }: TransitionRequest,
): Promise<TransitionPlan> {
  const task = await taskOf(context, idOrKey);
  const { status: from } = task.status;
  if (sameName(from, wanted)) return { kind: 'there', status: from };
  const names = await statusNames(context.api, task);
  const via = names.find((name) => sameName(name, wanted));
  return via ? { kind: 'possible', from, via: [via] } : unknownStatusOutcome(task, wanted, names);
}

/** Fields that were given are set before, where the status is one at all: a list may want them filled first. */
export async function transition(
  context: ChangeContext,
  idOrKey: string,
  { status: wanted, fields }: TransitionRequest,
): Promise<TransitionOutcome> {
  const { api } = context;
  const task = await taskOf(context, idOrKey);
  if (sameName(task.status.status, wanted)) return { kind: 'done', status: task.status.status };
  const fieldEntries = Object.entries(fields ?? {});
  const names = fieldEntries.length > 0 ? await statusNames(api, task) : null;
  if (names && !names.some((name) => sameName(name, wanted)))
    return unknownStatusOutcome(task, wanted, names);
  try {
    for (const [id, value] of fieldEntries) await api.setField(task.id, id, value);
    const moved = await api.setStatus(task.id, wanted.trim());
    return { kind: 'done', status: moved.status.status };
  } catch (error) {
    if (!isFailure(error, ProviderFailure.REJECTED, ProviderFailure.FORBIDDEN)) throw error;
    return blockedAfterError(context, task, wanted, error);
  }
}

async function blockedAfterError(
  { api }: ChangeContext,
  task: ClickUpTask,
  wanted: string,
  error: ProviderError,
) {
  const names = await statusNames(api, task);
  if (!names.some((name) => sameName(name, wanted))) return unknownStatusOutcome(task, wanted, names);
  return blockedOutcome(task, error.message, names, error.fields);
}

function unknownStatusOutcome(
  task: ClickUpTask,
  wanted: string,
  names: readonly string[],
): TransitionBlocked {
  return blockedOutcome(
    task,
    `The list of this task has no status ${wanted}. It has: ${names.join(', ')}.`,
    names,
    [],
  );
}

function blockedOutcome(
  { status: { status } }: ClickUpTask,
  reason: string,
  names: readonly string[],
  fields: TransitionBlocked['fields'],
): TransitionBlocked {
  const possibleStatuses = names.filter((name) => !sameName(name, status));
  return { kind: 'blocked', status, reason, possibleStatuses, fields };
}

async function statusNames(api: ClickUpApi, { list }: ClickUpTask): Promise<string[]> {
  return list ? (await api.list(list.id)).statuses.map(({ status }) => status) : [];
}

/** @throws ProviderError NOT_FOUND */
export async function taskOf({ api, workspaces }: ChangeContext, idOrKey: string): Promise<ClickUpTask> {
  const name = taskName(idOrKey);
  if (name?.kind === 'id') return api.task(name);
  const task = name && (await workspaces.taskByCustomId(api, name.customId));
  if (task) return task;
  throw new ProviderError(ProviderFailure.NOT_FOUND, `There is no task ${idOrKey} in ClickUp.`);
}

function sameName(one: string, other: string): boolean {
  return one.trim().toLowerCase() === other.trim().toLowerCase();
}
