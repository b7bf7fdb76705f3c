import { json, type LabResponse } from '../http/messages.js';
import { route, type Route } from '../http/router.js';
import { refuse } from './errors.js';
import { userJson } from './json.js';
import type { LabTaskComment } from './model.js';
import type { View, ViewHandler } from './view.js';

const PAGE = 25;

export function commentRoutes(as: (handler: ViewHandler) => Route['handler']): Route[] {
  return [
    route('GET /api/v2/task/{task_id}/comment', as(list)),
    route('POST /api/v2/task/{task_id}/comment', as(add)),
    route('PUT /api/v2/comment/{comment_id}', as(edit)),
  ];
}

/** The newest 25, or the 25 before the one that the query names. */
function list(view: View): LabResponse {
  const newestFirst = [...view.task().comments].reverse();
  const startId = view.request.query.get('start_id');
  const start = startId === null ? 0 : newestFirst.findIndex(({ id }) => id === startId) + 1;
  return json(200, { comments: newestFirst.slice(start, start + PAGE).map(commentJson) });
}

/** Not idempotent: the same comment twice is two comments. */
function add(view: View): LabResponse {
  const task = view.task();
  if (task.list.permissionLevel === 'read') {
    throw refuse(403, 'You do not have permission to comment on this task', 'ACCESS_086');
  }
  const text = textOf(view);
  const date = view.site.now();
  task.comments.push({ id: view.site.nextCommentId(), user: view.user, date, text, resolved: false });
  view.site.recordChange('taskCommentPosted', task, view.user);
  return json(200, { id: task.comments.at(-1)?.id, hist_id: `h${date}`, date });
}

function edit(view: View): LabResponse {
  const id = view.param('comment_id');
  const comment = view.site.taskList
    .filter((task) => view.sees(task))
    .flatMap(({ comments }) => comments)
    .find((one) => one.id === id);
  if (!comment) throw refuse(404, 'Comment not found', 'COMMENT_001');
  const text = textOf(view);
  if (view.site.requiresCommentAssignee && typeof view.body()['assignee'] !== 'number') {
    throw refuse(400, 'Assignee invalid', 'INPUT_011');
  }
  comment.text = text;
  comment.resolved = view.body()['resolved'] === true;
  return json(200, {});
}

function textOf(view: View): string {
  const text = view.body()['comment_text'];
  if (typeof text !== 'string' || text === '') throw refuse(400, 'Comment text invalid', 'INPUT_010');
  return text;
}

function commentJson({ id, text, user, date, resolved }: LabTaskComment) {
  return {
    ...{ id, comment_text: text, comment: [{ text }], user: userJson(user), resolved },
    ...{ assignee: null, assigned_by: null, reactions: [], date: String(date), reply_count: '0' },
  };
}
