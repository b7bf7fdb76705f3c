import type { TimeLimitedCache } from '../../shared/cache/index.js';
import { isFailure, ProviderFailure, type TicketSnapshot } from '../contract/index.js';
import { inParallel } from '../http/index.js';
import { type ClickUpApi, PAGE } from './clickup.api.js';
import { taskName } from './clickup.keys.js';
import { snapshotOf } from './clickup.mapping.js';
import type { ClickUpTask, ClickUpTimes } from './clickup.schemas.js';
import type { WorkspaceCache } from './clickup.cache.js';

export interface ReadingContext {
  readonly api: ClickUpApi;
  readonly workspaces: WorkspaceCache;
  readonly web: string;
  /** That statuses cannot be read in bulk here, where that was found out. */
  readonly bulkUnavailable: TimeLimitedCache<true>;
}

/** As far as a status goes. */
type TaskWithStatus = Pick<ClickUpTask, 'id' | 'status'>;

const SINGLE_READS_AT_ONCE = 4;
/** Up to so many are sooner read one by one than looked for among what changed last. */
const NEWEST_READ_FROM = 10;

const BULK_REFUSALS = [ProviderFailure.NOT_FOUND, ProviderFailure.FORBIDDEN, ProviderFailure.REJECTED];
/** What it takes to find two that are gone among a hundred; with more, halving costs more than it saves. */
const REFUSALS_MAX = 14;

/**
 * In bulk, by the id that was asked for; ids of the workspace's own making one by one. What bulk leaves out, or is
 * refused for, is asked for by itself: only ClickUp's own no to that task counts as gone.
 */
export async function getTickets(
  context: ReadingContext,
  idsOrKeys: readonly string[],
): Promise<ReadonlyMap<string, TicketSnapshot>> {
  const snapshots = new Map<string, TicketSnapshot>();
  const named = [...new Set(idsOrKeys)].map((text) => [text, taskName(text)] as const);
  const ids = named.flatMap(([, name]) => (name?.kind === 'id' ? [name.id] : []));
  const found = await readAll(context, [...new Set(ids)]);
  await inParallel(named, SINGLE_READS_AT_ONCE, async ([text, name]) => {
    const task =
      name?.kind === 'custom'
        ? await context.workspaces.taskByCustomId(context.api, name.customId)
        : found.get(name?.id ?? '');
    if (task) snapshots.set(text, snapshotOf(context.web, task));
  });
  return snapshots;
}

async function readAll(
  context: ReadingContext,
  ids: readonly string[],
): Promise<ReadonlyMap<string, TaskWithStatus>> {
  const found = new Map<string, TaskWithStatus>();
  const bulk = { refusals: 0 };
  for (let start = 0; start < ids.length; start += PAGE) {
    await readInBulk(context, ids.slice(start, start + PAGE), found, bulk);
  }
  let missing = ids.filter((id) => !found.has(id));
  if (missing.length > NEWEST_READ_FROM && context.bulkUnavailable.has('')) {
    await readNewest(context, new Set(missing), found);
    missing = ids.filter((id) => !found.has(id));
  }
  await inParallel(missing, SINGLE_READS_AT_ONCE, async (id) => {
    const task = await readOne(context.api, id);
    if (task) found.set(id, task);
  });
  return found;
}

/** Where one of many makes ClickUp refuse them all, each half by itself; a single one is left to a read of its own. */
async function readInBulk(
  context: ReadingContext,
  ids: readonly string[],
  found: Map<string, TaskWithStatus>,
  bulk: { refusals: number },
): Promise<void> {
  if (ids.length < 2 || bulk.refusals > REFUSALS_MAX || context.bulkUnavailable.has('')) return;
  try {
    const times = await context.api.statusTimes(ids);
    for (const [id, time] of Object.entries(times)) {
      const task = taskWithStatusOf(id, time);
      if (task) found.set(id, task);
    }
  } catch (error) {
    if (!isFailure(error, ...BULK_REFUSALS)) throw error;
    bulk.refusals += 1;
    const isAboutOneTask = error.failure === ProviderFailure.NOT_FOUND;
    // Refused for no task's sake, or for every one's: the workspace has not switched on what bulk reading needs.
    if (!isAboutOneTask || (bulk.refusals > REFUSALS_MAX && found.size === 0)) {
      await context.bulkUnavailable.get('', async () => true);
    }
    const half = Math.ceil(ids.length / 2);
    await readInBulk(context, ids.slice(0, half), found, bulk);
    await readInBulk(context, ids.slice(half), found, bulk);
  }
}

/** The current status comes without its type, which stands in the history; null where it does not. */
function taskWithStatusOf(
  id: string,
  { current_status: { status }, status_history: history }: ClickUpTimes,
): TaskWithStatus | null {
  const type = history.findLast((one) => one.status === status)?.type;
  return type ? { id, status: { status, type } } : null;
}

/** What changed last, a hundred at a time, in as many calls as that takes at best and one more. */
async function readNewest(
  { api, workspaces }: ReadingContext,
  idsToFind: ReadonlySet<string>,
  found: Map<string, TaskWithStatus>,
): Promise<void> {
  const pages = Math.ceil(idsToFind.size / PAGE) + 1;
  for (const teamId of await workspaces.workspaceIds(api)) {
    for (let page = 0; page < pages; page += 1) {
      const { tasks } = await api.tasksOfTeam(teamId, { page, orderBy: 'updated' });
      for (const task of tasks) if (idsToFind.has(task.id)) found.set(task.id, task);
      if (tasks.length < PAGE || [...idsToFind].every((id) => found.has(id))) break;
    }
  }
}

async function readOne(api: ClickUpApi, id: string): Promise<TaskWithStatus | null> {
  try {
    return await api.task({ kind: 'id', id });
  } catch (error) {
    if (isFailure(error, ProviderFailure.NOT_FOUND)) return null;
    throw error;
  }
}
