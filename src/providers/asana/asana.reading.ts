import type { TicketSnapshot } from '../contract/index.js';
import type { AsanaApi } from './asana.api.js';
import { gid } from './asana.gids.js';
import { homeOf, snapshotOf, statusOf } from './asana.mapping.js';
import type { AsanaMemory } from './asana.memory.js';
import { SectionReader } from './asana.section-reader.js';
import { TaskReader } from './asana.task-reader.js';

/** By gid, absent where Asana says that there is none, or that we may not see it. */
export async function getTickets(
  api: AsanaApi,
  memory: AsanaMemory,
  asked: readonly string[],
): Promise<ReadonlyMap<string, TicketSnapshot>> {
  const names = [...new Set(asked)].filter((name) => gid(name));
  const sections = new SectionReader(api, memory);
  const tasks = await new TaskReader(api, memory, sections, names).read();
  const homes = new Map([...tasks].map(([name, task]) => [name, homeOf(task, memory.homeOf(name))]));
  const open = [...homes].filter(([name]) => !tasks.get(name)?.completed);
  await sections.need(open.map(([, home]) => home?.project?.gid));
  return new Map(
    [...tasks].map(([name, task]) => {
      const home = homes.get(name);
      const inOrder = sections.of(home?.project?.gid);
      return [name, snapshotOf(task, statusOf(task, home?.section ?? null, inOrder))];
    }),
  );
}
