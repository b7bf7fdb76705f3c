import type { LabTask } from './task.js';
import type { View } from './view.js';

const PAGE = 100;

/** One page, newest first; closed tasks and subtasks only where they are asked for. */
export function pageOf(view: View, tasks: readonly LabTask[]) {
  const { query } = view.request;
  const asked = tasks
    .filter((task) => view.sees(task) && isAsked(view, task))
    .sort((one, other) => orderOf(query, other) - orderOf(query, one));
  if (view.flag('reverse')) asked.reverse();
  const start = Number(query.get('page') ?? 0) * PAGE;
  return { tasks: asked.slice(start, start + PAGE), isLast: start + PAGE >= asked.length };
}

function isAsked(view: View, task: LabTask): boolean {
  const { query } = view.request;
  if (task.parent && !view.flag('subtasks')) return false;
  if (task.status.type === 'closed' && !view.flag('include_closed')) return false;
  const tags = query.getAll('tags[]').map((name) => name.toLowerCase());
  if (tags.length > 0 && !tags.some((name) => task.tags.has(name))) return false;
  return (
    task.createdAt > Number(query.get('date_created_gt') ?? -1) &&
    task.updatedAt > Number(query.get('date_updated_gt') ?? -1)
  );
}

function orderOf(query: URLSearchParams, task: LabTask): number {
  return query.get('order_by') === 'updated' ? task.updatedAt : task.createdAt;
}
