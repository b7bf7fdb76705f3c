import { isFailure, ProviderFailure, type TicketSnapshot } from '../contract/index.js';
import { inParallel, type ShortMemory } from '../http/index.js';
import { type ClickUpApi, PAGE } from './clickup.api.js';
import { taskName } from './clickup.keys.js';
import { snapshotOf } from './clickup.mapping.js';
import type { ClickUpTask, ClickUpTimes } from './clickup.schemas.js';
import type { Workspaces } from './clickup.workspaces.js';

export interface ReadingContext {
  readonly api: ClickUpApi;
  readonly workspaces: Workspaces;
  readonly web: string;
  /** That statuses cannot be read in bulk here, where that was found out. */
  readonly withoutBulk: ShortMemory<true>;
}

/** As far as a status goes. */
type Seen = Pick<ClickUpTask, 'id' | 'status'>;

const SINGLE_READS_AT_ONCE = 4;
/** Up to so many are sooner read one by one than looked for among what changed last. */
const FEW = 10;

const REFUSALS = [ProviderFailure.NOT_FOUND, ProviderFailure.FORBIDDEN, ProviderFailure.REJECTED];
/** What it takes to find two that are gone among a hundred; with more, halving costs more than it saves. */
const REFUSALS_MAX = 14;

/**
 * In bulk, by the id that was asked for; ids of the workspace's own making one by one. What bulk leaves out, or is
 * refused for, is asked for by itself: only ClickUp's own no to that task counts as gone.
 */
export async function getTickets(
  context: ReadingContext,
  asked: readonly string[],
): Promise<ReadonlyMap<string, TicketSnapshot>> {
  const snapshots = new Map<string, TicketSnapshot>();
  const named = [...new Set(asked)].map((text) => [text, taskName(text)] as const);
  const ids = named.flatMap(([, name]) => (name?.kind === 'id' ? [name.id] : []));
  const seen = await readAll(context, [...new Set(ids)]);
  await inParallel(named, SINGLE_READS_AT_ONCE, async ([text, name]) => {
    const task =
      name?.kind === 'custom'
        ? await context.workspaces.taskByCustomId(context.api, name.customId)
        : seen.get(name?.id ?? '');
    if (task) snapshots.set(text, snapshotOf(context.web, task));
  });
  return snapshots;
}

async function readAll(context: ReadingContext, ids: readonly string[]): Promise<ReadonlyMap<string, Seen>> {
  const seen = new Map<string, Seen>();
  const bulk = { refusals: 0 };
  for (let start = 0; start < ids.length; start += PAGE) {
    await readInBulk(context, ids.slice(start, start + PAGE), seen, bulk);
  }
  let missing = ids.filter((id) => !seen.has(id));
  if (missing.length > FEW && context.withoutBulk.has('')) {
    await readNewest(context, new Set(missing), seen);
    missing = ids.filter((id) => !seen.has(id));
  }
  await inParallel(missing, SINGLE_READS_AT_ONCE, async (id) => {
    const task = await readOne(context.api, id);
    if (task) seen.set(id, task);
  });
  return seen;
}

/** Where one of many makes ClickUp refuse them all, each half by itself; a single one is left to a read of its own. */
async function readInBulk(
  context: ReadingContext,
  ids: readonly string[],
  seen: Map<string, Seen>,
  bulk: { refusals: number },
): Promise<void> {
  if (ids.length < 2 || bulk.refusals > REFUSALS_MAX || context.withoutBulk.has('')) return;
  try {
    const times = await context.api.statusTimes(ids);
    for (const [id, time] of Object.entries(times)) {
      const task = taskOf(id, time);
      if (task) seen.set(id, task);
    }
  } catch (error) {
    if (!isFailure(error, ...REFUSALS)) throw error;
    bulk.refusals += 1;
    const isAboutTasks = error.failure === ProviderFailure.NOT_FOUND;
    // Refused for no task's sake, or for every one's: the workspace has not switched on what bulk reading needs.
    if (!isAboutTasks || (bulk.refusals > REFUSALS_MAX && seen.size === 0)) {
      await context.withoutBulk.get('', async () => true);
    }
    const half = Math.ceil(ids.length / 2);
    await readInBulk(context, ids.slice(0, half), seen, bulk);
    await readInBulk(context, ids.slice(half), seen, bulk);
  }
}

/** The current status comes without its type, which stands in the history; null where it does not. */
function taskOf(
  id: string,
  { current_status: { status }, status_history: history }: ClickUpTimes,
): Seen | null {
  const type = history.findLast((one) => one.status === status)?.type;
  return type ? { id, status: { status, type } } : null;
}

/** What changed last, a hundred at a time, in as many calls as that takes at best and one more. */
async function readNewest(
  { api, workspaces }: ReadingContext,
  wanted: ReadonlySet<string>,
  seen: Map<string, Seen>,
): Promise<void> {
  const pages = Math.ceil(wanted.size / PAGE) + 1;
  for (const teamId of await workspaces.all(api)) {
    for (let page = 0; page < pages; page += 1) {
      const { tasks } = await api.tasksOfTeam(teamId, { page, orderBy: 'updated' });
      for (const task of tasks) if (wanted.has(task.id)) seen.set(task.id, task);
      if (tasks.length < PAGE || [...wanted].every((id) => seen.has(id))) break;
    }
  }
}

async function readOne(api: ClickUpApi, id: string): Promise<Seen | null> {
  try {
    return await api.task({ kind: 'id', id });
  } catch (error) {
    if (isFailure(error, ProviderFailure.NOT_FOUND)) return null;
    throw error;
  }
}
