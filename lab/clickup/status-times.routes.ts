import { json, type LabResponse } from '../http/messages.js';
import { route, type Route } from '../http/router.js';
import { ClickUpRefusal, notAuthorized, refuse, taskNotFound } from './errors.js';
import type { LabTask } from './task.js';
import type { View, ViewHandler } from './view.js';

const MAX_TASK_IDS = 100;

export function statusTimeRoutes(as: (handler: ViewHandler) => Route['handler']): Route[] {
  return [
    route('GET /api/v2/task/bulk_time_in_status/task_ids', as(ofMany)),
    route(
      'GET /api/v2/task/{task_id}/time_in_status',
      as((view) => json(200, timesOf(enabled(view, view.task()), view.site.now()))),
    ),
  ];
}

/** Between two and a hundred tasks. */
function ofMany(view: View): LabResponse {
  const ids = view.request.query.getAll('task_ids');
  if (ids.length < 2 || ids.length > MAX_TASK_IDS) {
    throw refuse(400, `Between 2 and ${MAX_TASK_IDS} task ids are needed`, 'INPUT_009');
  }
  const found = [...new Set(ids)].flatMap((id) => {
    const task = view.site.task(id);
    if (task && !task.isDeleted && view.sees(task)) return [enabled(view, task)];
    if (!view.site.refusesUnknownInBulk) return [];
    throw task?.isDeleted ? taskNotFound() : notAuthorized();
  });
  return json(
    200,
    Object.fromEntries(found.map((task) => [task.id, timesOf(task, view.site.now())])) as object,
  );
}

/** @throws ClickUpRefusal where the ClickApp is off. */
function enabled({ site }: View, task: LabTask): LabTask {
  if (task.list.space.team.hasTimeInStatus) return task;
  throw new ClickUpRefusal(site.bulkRefusal, 'Total time in Status ClickApp is not enabled', 'TIS_027');
}

/** The current status comes without its type; that stands in the history. */
function timesOf(task: LabTask, now: number) {
  const times = task.past.map(({ status, since }) => {
    const by_minute = Math.floor((now - since) / 60_000);
    return { ...status, total_time: { by_minute, since: String(since) } };
  });
  const current = times.at(-1)!;
  return {
    current_status: { status: current.status, color: current.color, total_time: current.total_time },
    status_history: [...new Map(times.map((time) => [time.status, time])).values()].map(
      ({ status, color, type, total_time, orderindex }) => ({ status, color, type, total_time, orderindex }),
    ),
  };
}
