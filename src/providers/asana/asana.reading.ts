import type { ProjectKeys, TicketSnapshot } from '../contract/index.js';
import type { AsanaApi } from './asana.api.js';
import { gid } from './asana.keys.js';
import { statusMembershipOf, snapshotOf, statusOf } from './asana.mapping.js';
import type { AsanaCache } from './asana.cache.js';
import { SectionReader } from './asana.section-reader.js';
import { TaskReader } from './asana.task-reader.js';

/** By gid, absent where Asana says that there is none, or that we may not see it. */
export async function getTickets(
  api: AsanaApi,
  cache: AsanaCache,
  idsOrKeys: readonly string[],
  homes: ProjectKeys = new Map(),
): Promise<ReadonlyMap<string, TicketSnapshot>> {
  const gids = [...new Set(idsOrKeys)].filter((name) => gid(name));
  const sections = new SectionReader(api, cache);
  const tasks = await new TaskReader(api, cache, sections, gids, homes).read();
  const memberships = new Map(
    [...tasks].map(([name, task]) => [name, statusMembershipOf(task, homes.get(name))]),
  );
  const open = [...memberships].filter(([name]) => !tasks.get(name)?.completed);
  await sections.load(open.map(([, membership]) => membership?.project?.gid));
  return new Map(
    [...tasks].map(([name, task]) => {
      const membership = memberships.get(name);
      const orderedSections = sections.sectionsOf(membership?.project?.gid);
      return [name, snapshotOf(task, statusOf(task, membership?.section ?? null, orderedSections))];
    }),
  );
}
