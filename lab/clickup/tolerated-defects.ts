import type { ToleratedDefect } from '../contract/openapi-check.js';

const ONE_TASK = '200(/tasks/\\d+)?';
const messagePattern = (pattern: string) => new RegExp(`^(body)?${pattern}`);

/** Where the published document is wrong or silent, and the running service is known to differ. */
export const TOLERATED_DEFECTS: readonly ToleratedDefect[] = [
  ...[400, 401, 403, 404, 429].map((status) => ({
    status,
    why: 'Next to nothing but 200 is described; every refusal is {err, ECODE}.',
  })),
  {
    messagePattern: messagePattern(`${ONE_TASK}/(tags|assignees)/\\d+ must be string`),
    why: 'Lists of names in some answers of the document; the service answers with the objects of the others.',
  },
  {
    messagePattern: messagePattern(`${ONE_TASK}/priority must be (object|integer)`),
    why: 'Null where a task has none, an object where it has one.',
  },
  {
    messagePattern: messagePattern(
      `${ONE_TASK}/(date_closed|parent|due_date|start_date|points|time_estimate) must be (string|number)`,
    ),
    why: 'Null where a task has none.',
  },
  {
    messagePattern: messagePattern('200/folders must be object|200/folders/\\d+/lists/\\d+ must be string'),
    why: 'A list of folders, each with its lists as objects.',
  },
  {
    messagePattern: messagePattern('200/lists/\\d+/(status|priority) must'),
    why: 'Null where a list has none, which is described as two of the alternatives at once.',
  },
  {
    messagePattern: messagePattern('200/comments/\\d+/(assignee|assigned_by) must be object'),
    why: 'Null where a comment is assigned to nobody.',
  },
  {
    messagePattern: messagePattern("200 must have required property '(27075wz|20bbn28)'"),
    why: 'The ids of an example stand as required members of every answer.',
  },
  {
    messagePattern: /^query parameter tags\[\] is unknown/,
    why: 'The list’s parameter is written without brackets, but for its example; the workspace’s with them.',
  },
  {
    operation: 'PUT /v2/comment/{comment_id}',
    messagePattern: messagePattern(" must have required property 'assignee'"),
    why: 'A comment is assigned to nobody, before and after.',
  },
  {
    operation: 'PUT /v2/webhook/{webhook_id}',
    messagePattern: messagePattern('/events must be string'),
    why: 'Described as a text; a list works, as when it is made.',
  },
];
