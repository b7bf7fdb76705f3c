import { json } from '../http/messages.js';
import { route, type Route } from '../http/router.js';
import { userJson } from './json.js';
import type { ViewHandler } from './view.js';

export function identityRoutes(as: (handler: ViewHandler) => Route['handler']): Route[] {
  return [
    route(
      'GET /api/v2/user',
      as(({ user }) => json(200, { user: { ...userJson(user), timezone: user.timeZone } })),
    ),
    route(
      'GET /api/v2/team',
      as(({ teams }) =>
        json(200, {
          teams: teams.map(({ id, name, members }) => ({
            ...{ id, name, color: '#7b68ee', avatar: '' },
            members: members.map((user) => ({ user: userJson(user) })),
          })),
        }),
      ),
    ),
  ];
}
