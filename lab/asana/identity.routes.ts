import type { LabResponse } from '../http/messages.js';
import type { Route } from '../http/router.js';
import { refuse, unknown } from './errors.js';
import { GID } from './json.js';
import type { LabUser } from './model.js';
import { userJson, workspaceJson } from './resources.js';
import type { Resource } from './sparse.js';
import type { As } from './api.js';
import type { View } from './view.js';

export function identityRoutes(as: As): Route[] {
  return [
    as('GET /users/{user_gid}', user),
    as('GET /workspaces', (view) => view.answerList(workspacesOf(view, view.account.user))),
    as('GET /workspaces/{workspace_gid}/users', workspaceUsers),
  ];
}

function user(view: View): LabResponse {
  const gid = view.param('user_gid');
  if (gid === 'me') return view.answer(inFull(view, view.account.user));
  if (!GID.test(gid)) throw refuse(400, `user: Not a recognized ID: ${gid}`);
  const found = view.site.workspaces.flatMap(({ users }) => users).find((each) => each.gid === gid);
  if (!found) throw unknown('user', gid);
  return view.answer(inFull(view, found));
}

function inFull(view: View, found: LabUser): Resource {
  return { ...userJson(found), workspaces: workspacesOf(view, found).map((workspace) => () => workspace) };
}

function workspacesOf({ site }: View, member: LabUser): Resource[] {
  return site.workspaces.filter(({ users }) => users.includes(member)).map(workspaceJson);
}

/** In the order of their names, unpaged, and cut off after 2,000. */
function workspaceUsers(view: View): LabResponse {
  const { users } = view.workspace(view.param('workspace_gid'));
  const sorted = [...users].sort((one, other) => one.name.localeCompare(other.name));
  return view.answerUnpaged(sorted.slice(0, 2_000).map(userJson));
}
