import type { LabResponse } from '../http/messages.js';
import type { Route } from '../http/router.js';
import { forbidden, refuse } from './errors.js';
import { tagJson } from './resources.js';
import type { As } from './api.js';
import type { View } from './view.js';

export function tagRoutes(as: As): Route[] {
  return [
    as('GET /workspaces/{workspace_gid}/tags', (view) =>
      view.answerList(view.workspace(view.param('workspace_gid')).tags.map(tagJson)),
    ),
    as('POST /workspaces/{workspace_gid}/tags', create),
  ];
}

/** Nobody minds two tags of one name. */
function create(view: View): LabResponse {
  const workspace = view.workspace(view.param('workspace_gid'));
  const { name } = view.data();
  if (!workspace.allowsNewTags) throw forbidden();
  if (typeof name !== 'string' || name.trim() === '') throw refuse(400, 'name: Missing input');
  return view.answer(tagJson(view.site.addTag(workspace, name)), 201);
}
