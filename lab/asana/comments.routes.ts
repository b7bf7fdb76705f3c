import { formFields } from '../http/form.js';
import { json, type LabResponse } from '../http/messages.js';
import type { Route } from '../http/router.js';
import { forbidden, refuse, unknown } from './errors.js';
import { attachmentJson, storyJson } from './resources.js';
import { parseRichText, plainText } from './rich-text.js';
import type { As } from './api.js';
import type { LabTask } from './task.js';
import type { View } from './view.js';

/** Comments, and links to pages elsewhere. */
export function commentRoutes(as: As): Route[] {
  return [
    as('GET /tasks/{task_gid}/stories', (view) =>
      view.answerList(view.task(view.param('task_gid')).stories.map(storyJson)),
    ),
    as('POST /tasks/{task_gid}/stories', comment),
    as('GET /attachments', attachments),
    as('POST /attachments', attach),
    as('DELETE /attachments/{attachment_gid}', detach),
  ];
}

/** Whoever may comment may do this, too. */
function comment(view: View): LabResponse {
  const task = view.task(view.param('task_gid'));
  const { text, html_text: htmlText } = view.data();
  if (task.memberships.some(({ project }) => project.access === 'viewer')) throw forbidden();
  if (htmlText === undefined && typeof text !== 'string') throw refuse(400, 'text: Missing input');
  const plain = htmlText === undefined ? String(text) : plainText(parseRichText(htmlText, 'html_text'));
  const html = typeof htmlText === 'string' ? htmlText : null;
  const kind = { type: 'comment', subtype: 'comment_added' } as const;
  const story = view.site.addStory(task, view.account.user, kind, plain, html);
  view.site.recordChange(task, 'stories', view.account.user);
  return view.answer(storyJson(story), 201);
}

function attachments(view: View): LabResponse {
  const parent = view.request.query.get('parent');
  if (parent === null) throw refuse(400, 'parent: Missing input');
  return view.answerList(view.task(parent).attachments.map(attachmentJson));
}

function attach(view: View): LabResponse {
  const { headers, rawBody } = view.request;
  const fields = formFields(headers['content-type'] ?? '', rawBody);
  if (!fields) throw refuse(400, 'This endpoint expects multipart/form-data');
  const { parent = '', resource_subtype: subtype, url = '', name = '' } = fields;
  if (parent === '') throw refuse(400, 'parent: Missing input');
  const task = view.task(parent);
  mustEdit(view, task);
  if (subtype !== 'external') throw refuse(400, 'file: Missing input');
  if (!URL.canParse(url)) throw refuse(400, 'url: Not a valid URL');
  if (name === '') throw refuse(400, 'name: Missing input');
  return view.answer(attachmentJson(view.site.addAttachment(task, name, url)));
}

function detach(view: View): LabResponse {
  const gid = view.param('attachment_gid');
  const task = view.site.tasks.find(({ attachments: all }) => all.some((each) => each.gid === gid));
  if (!task || !view.seesTask(task)) throw unknown('attachment', gid);
  mustEdit(view, task);
  task.attachments = task.attachments.filter((each) => each.gid !== gid);
  return json(200, { data: {} });
}

function mustEdit(view: View, { memberships }: LabTask): void {
  view.mustEdit(memberships.map(({ project }) => project));
}
