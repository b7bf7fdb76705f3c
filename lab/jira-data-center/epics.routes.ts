import { empty, type LabResponse } from '../http/messages.js';
import { route, type Route } from '../http/router.js';
import { refuse } from '../jira/errors.js';
import type { View, ViewHandler } from '../jira/view.js';
import { EPIC_LINK_FIELD } from './data-center-dialect.js';

export function epicRoutes(as: (handler: ViewHandler) => Route['handler']): Route[] {
  return [route('POST /rest/agile/1.0/epic/{epicIdOrKey}/issue', as(join))];
}

/** Whatever screens say; an issue is in one epic at a time. */
function join(view: View): LabResponse {
  const epic = view.issue(view.param('epicIdOrKey'));
  if (epic?.type.hierarchyLevel !== 1) throw refuse(404, 'The requested epic does not exist.');
  const names = view.body()['issues'];
  const issues = (Array.isArray(names) ? names : []).map((name) => view.issue(String(name)));
  for (const issue of issues) {
    if (!issue?.project.hasPermission('EDIT_ISSUES')) throw refuse(403, 'You may not edit these issues.');
  }
  for (const issue of issues) {
    if (!issue) continue;
    issue.fields[EPIC_LINK_FIELD] = epic.id;
    view.site.recordChange(issue);
  }
  return empty(204);
}
