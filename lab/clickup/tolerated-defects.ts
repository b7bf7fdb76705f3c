import type { ToleratedDefect } from '../contract/openapi-check.js';

const ONE_TASK = '200(/tasks/\\d+)?';
const complaint = (pattern: string) => new RegExp(`^(body)?${pattern}`);

/** Where the published document is wrong or silent, and the running service is known to differ. */
export const TOLERATED_DEFECTS: readonly ToleratedDefect[] = [
  ...[400, 401, 403, 404, 429].map((status) => ({
    status,
    why: 'Next to nothing but 200 is described; every refusal is {err, ECODE}.',
  })),
  {
    complaint: complaint(`${ONE_TASK}/(tags|assignees)/\\d+ must be string`),
    why: 'Lists of names in some answers of the document; the service answers with the objects of the others.',
  },
  {
    complaint: complaint(`${ONE_TASK}/priority must be (object|integer)`),
    why: 'Null where a task has none, an object where it has one.',
  },
  {
    complaint: complaint(
      `${ONE_TASK}/(date_closed|parent|due_date|start_date|points|time_estimate) must be (string|number)`,
    ),
    why: 'Null where a task has none.',
  },
  {
    complaint: complaint('200/folders must be object|200/folders/\\d+/lists/\\d+ must be string'),
    why: 'A list of folders, each with its lists as objects.',
  },
  {
    complaint: complaint('200/lists/\\d+/(status|priority) must'),
    why: 'Null where a list has none, which is described as two of the alternatives at once.',
  },
  {
    complaint: complaint('200/comments/\\d+/(assignee|assigned_by) must be object'),
    why: 'Null where a comment is assigned to nobody.',
  },
  {
    complaint: complaint("200 must have required property '(27075wz|20bbn28)'"),
    why: 'The ids of an example stand as required members of every answer.',
  },
  {
    complaint: /^query parameter tags\[\] is unknown/,
    why: 'The list’s parameter is written without brackets, but for its example; the workspace’s with them.',
  },
  {
    operation: 'PUT /v2/comment/{comment_id}',
    complaint: complaint(" must have required property 'assignee'"),
    why: 'A comment is assigned to nobody, before and after.',
  },
  {
    operation: 'PUT /v2/webhook/{webhook_id}',
    complaint: complaint('/events must be string'),
    why: 'Described as a text; a list works, as when it is made.',
  },
];
