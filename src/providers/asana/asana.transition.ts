import {
  isFailure,
  ProviderFailure,
  type RemoteStatus,
  type TransitionOutcome,
  type TransitionPlan,
  type TransitionRequest,
} from '../contract/index.js';
import { type AsanaApi, BATCHED, oneOf } from './asana.api.js';
import { notFound } from './asana.errors.js';
import { gid } from './asana.keys.js';
import {
  COMPLETED,
  statusMembershipOf,
  INCOMPLETE,
  sameName,
  statusesOf,
  statusOf,
} from './asana.mapping.js';
import type { AsanaCache } from './asana.cache.js';
import { SectionReader } from './asana.section-reader.js';
import { type AsanaTask, taskSchema } from './asana.schemas.js';

interface TaskPosition {
  readonly task: AsanaTask;
  readonly current: RemoteStatus;
  /** All that it could have, its own included. */
  readonly statuses: readonly RemoteStatus[];
}

/** Every status is one step away: Asana knows no workflow. */
export async function planTransition(
  api: AsanaApi,
  cache: AsanaCache,
  idOrKey: string,
  { status, projectKey }: TransitionRequest,
): Promise<TransitionPlan> {
  const { current, statuses } = await readPosition(api, cache, idOrKey, projectKey);
  const target = findStatus(statuses, status);
  if (!target) return blocked(current, statuses, status);
  if (target.remoteId === current.remoteId) return { kind: 'there', status: current.name };
  return { kind: 'possible', from: current.name, via: [target.name] };
}

/** `Completed` completes the task where it is; a section takes it, and opens it again where it was completed. */
export async function transition(
  api: AsanaApi,
  cache: AsanaCache,
  idOrKey: string,
  { status, fields, projectKey }: TransitionRequest,
): Promise<TransitionOutcome> {
  const { task, current, statuses } = await readPosition(api, cache, idOrKey, projectKey);
  const target = findStatus(statuses, status);
  if (!target) return blocked(current, statuses, status);
  const completed = target.remoteId === COMPLETED.remoteId;
  const changes = {
    ...(completed !== task.completed && { completed }),
    ...(fields && Object.keys(fields).length > 0 && { custom_fields: fields }),
  };
  if (Object.keys(changes).length > 0) await api.updateTask(task.gid, changes);
  const isSection = !completed && target.remoteId !== INCOMPLETE.remoteId;
  if (isSection && target.remoteId !== current.remoteId) await api.addToSection(target.remoteId, task.gid);
  return { kind: 'done', status: target.name };
}

async function readPosition(
  api: AsanaApi,
  cache: AsanaCache,
  idOrKey: string,
  home: string | undefined,
): Promise<TaskPosition> {
  const name = gid(idOrKey);
  if (!name) throw notFound('task', idOrKey);
  const sections = new SectionReader(api, cache);
  const lastSeen = home ?? cache.lastProjects.get(name);
  const known = lastSeen === undefined ? [] : [lastSeen];
  // Read anew: what is remembered may lack a section that somebody has just made.
  const [answer, sectionsAnswer] = await api.batch([BATCHED.task(name), ...known.map(BATCHED.sections)]);
  const task = hiddenAsNotFound(name, () => oneOf(answer!, taskSchema));
  if (lastSeen !== undefined) sections.store(lastSeen, sectionsAnswer);
  const membership = statusMembershipOf(task, home);
  const project = membership?.project?.gid;
  if (project !== undefined && project !== lastSeen) {
    cache.lastProjects.set(name, project);
    cache.sections.invalidate(project);
    await sections.load([project]);
  }
  const orderedSections = sections.sectionsOf(project);
  const statuses = project === undefined ? [INCOMPLETE, COMPLETED] : statusesOf(orderedSections);
  return { task, current: statusOf(task, membership?.section ?? null, orderedSections), statuses };
}

function hiddenAsNotFound(name: string, read: () => AsanaTask): AsanaTask {
  try {
    return read();
  } catch (error) {
    throw isFailure(error, ProviderFailure.NOT_FOUND) ? notFound('task', name) : error;
  }
}

/** A section that is called `Completed` is not meant by it: the tracker's own status goes first. */
function findStatus(statuses: readonly RemoteStatus[], name: string): RemoteStatus | undefined {
  return sameName(name, COMPLETED.name) ? COMPLETED : statuses.find((status) => sameName(status.name, name));
}

function blocked(current: RemoteStatus, statuses: readonly RemoteStatus[], wanted: string) {
  const possibleStatuses = statuses
    .filter(({ remoteId }) => remoteId !== current.remoteId)
    .map(({ name }) => name);
  const reason = `The task’s project has no section ${wanted}. It has: ${statuses.map(({ name }) => name).join(', ')}.`;
  return { kind: 'blocked', status: current.name, reason, possibleStatuses, fields: [] } as const;
}
