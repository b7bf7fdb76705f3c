import {
  isFailure,
  ProviderFailure,
  type RemoteStatus,
  type TransitionOutcome,
  type TransitionPlan,
  type TransitionWish,
} from '../contract/index.js';
import { type AsanaApi, BATCHED, oneOf } from './asana.api.js';
import { notFound } from './asana.errors.js';
import { gid } from './asana.gids.js';
import { COMPLETED, homeOf, INCOMPLETE, sameName, statusesOf, statusOf } from './asana.mapping.js';
import type { AsanaMemory } from './asana.memory.js';
import { SectionReader } from './asana.section-reader.js';
import { type AsanaTask, taskSchema } from './asana.schemas.js';

interface Position {
  readonly task: AsanaTask;
  readonly now: RemoteStatus;
  /** All that it could have, its own included. */
  readonly statuses: readonly RemoteStatus[];
}

/** Every status is one step away: Asana knows no workflow. */
export async function planTransition(
  api: AsanaApi,
  memory: AsanaMemory,
  idOrKey: string,
  { status }: TransitionWish,
): Promise<TransitionPlan> {
  const { now, statuses } = await positionOf(api, memory, idOrKey);
  const target = named(statuses, status);
  if (!target) return blocked(now, statuses, status);
  if (target.remoteId === now.remoteId) return { kind: 'there', status: now.name };
  return { kind: 'possible', from: now.name, via: [target.name] };
}

/** `Completed` completes the task where it is; a section takes it, and opens it again where it was completed. */
export async function transition(
  api: AsanaApi,
  memory: AsanaMemory,
  idOrKey: string,
  { status, fields }: TransitionWish,
): Promise<TransitionOutcome> {
  const { task, now, statuses } = await positionOf(api, memory, idOrKey);
  const target = named(statuses, status);
  if (!target) return blocked(now, statuses, status);
  const completed = target.remoteId === COMPLETED.remoteId;
  const changes = {
    ...(completed !== task.completed && { completed }),
    ...(fields && Object.keys(fields).length > 0 && { custom_fields: fields }),
  };
  if (Object.keys(changes).length > 0) await api.updateTask(task.gid, changes);
  const isSection = !completed && target.remoteId !== INCOMPLETE.remoteId;
  if (isSection && target.remoteId !== now.remoteId) await api.addToSection(target.remoteId, task.gid);
  return { kind: 'done', status: target.name };
}

async function positionOf(api: AsanaApi, memory: AsanaMemory, idOrKey: string): Promise<Position> {
  const name = gid(idOrKey);
  if (!name) throw notFound('task', idOrKey);
  const sections = new SectionReader(api, memory);
  const lastSeen = memory.homeOf(name);
  const known = lastSeen === undefined ? [] : [lastSeen];
  // Read anew: what is remembered may lack a section that somebody has just made.
  const [answer, sectionsToo] = await api.batch([BATCHED.task(name), ...known.map(BATCHED.sections)]);
  const task = seen(name, () => oneOf(answer!, taskSchema));
  if (lastSeen !== undefined) sections.keep(lastSeen, sectionsToo);
  const home = homeOf(task, lastSeen);
  const project = home?.project?.gid;
  if (project !== undefined && project !== lastSeen) {
    memory.sawAt(name, project);
    memory.sections.forget(project);
    await sections.need([project]);
  }
  const inOrder = sections.of(project);
  const statuses = project === undefined ? [INCOMPLETE, COMPLETED] : statusesOf(inOrder);
  return { task, now: statusOf(task, home?.section ?? null, inOrder), statuses };
}

function seen(name: string, read: () => AsanaTask): AsanaTask {
  try {
    return read();
  } catch (error) {
    throw isFailure(error, ProviderFailure.NOT_FOUND) ? notFound('task', name) : error;
  }
}

/** A section that is called `Completed` is not meant by it: the tracker's own status goes first. */
function named(statuses: readonly RemoteStatus[], name: string): RemoteStatus | undefined {
  return sameName(name, COMPLETED.name) ? COMPLETED : statuses.find((status) => sameName(status.name, name));
}

function blocked(now: RemoteStatus, statuses: readonly RemoteStatus[], wanted: string) {
  const possibleStatuses = statuses
    .filter(({ remoteId }) => remoteId !== now.remoteId)
    .map(({ name }) => name);
  const reason = `The task’s project has no section ${wanted}. It has: ${statuses.map(({ name }) => name).join(', ')}.`;
  return { kind: 'blocked', status: now.name, reason, possibleStatuses, fields: [] } as const;
}
