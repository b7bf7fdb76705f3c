import type { LabResponse } from '../http/messages.js';
import type { Route } from '../http/router.js';
import { refuse } from './errors.js';
import { fieldSettingJson, projectJson, sectionJson, userJson } from './resources.js';
import type { As } from './api.js';
import type { View } from './view.js';

export function projectRoutes(as: As): Route[] {
  return [
    as('GET /projects', list),
    as('GET /projects/{project_gid}', (view) =>
      view.answer(projectJson(view.project(view.param('project_gid')), view.webUrl)),
    ),
    as('GET /projects/{project_gid}/sections', (view) =>
      view.answerList(view.project(view.param('project_gid')).sections.map(sectionJson)),
    ),
    as('GET /projects/{project_gid}/custom_field_settings', fieldSettings),
    as('GET /projects/{project_gid}/project_memberships', memberships),
  ];
}

function list(view: View): LabResponse {
  const { query } = view.request;
  const workspace = query.get('workspace');
  const archived = query.get('archived');
  if (workspace !== null) view.workspace(workspace);
  const found = view.site.projects.filter(
    (project) =>
      view.sees(project) &&
      (workspace === null || project.workspace.gid === workspace) &&
      (archived === null || project.isArchived === (archived === 'true')),
  );
  return view.answerList(found.map((project) => projectJson(project, view.webUrl)));
}

function fieldSettings(view: View): LabResponse {
  const project = view.project(view.param('project_gid'));
  if (!project.workspace.isPremium)
    throw refuse(402, 'Custom fields are not available for free users or guests');
  return view.answerList(project.fields.map((field) => fieldSettingJson(project, field, view.webUrl)));
}

/** Only people of their own: a team's members are not listed. */
function memberships(view: View): LabResponse {
  const project = view.project(view.param('project_gid'));
  const { user } = view.account;
  const wanted = view.request.query.get('user') ?? 'me';
  const isUs = wanted === 'me' || wanted === user.gid || wanted === user.email;
  const ours = {
    gid: `${project.gid}8`,
    resource_type: 'project_membership',
    parent: () => projectJson(project, view.webUrl),
    member: () => userJson(user),
    access_level: project.access,
  };
  return view.answerList(project.access !== null && isUs ? [ours] : []);
}
