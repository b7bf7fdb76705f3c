import { json, type LabResponse } from '../http/messages.js';
import { route, type Route } from '../http/router.js';
import { PERMISSIONS } from '../jira/defaults.js';
import { jiraTime } from '../jira/issue-json.js';
import type { View, ViewHandler } from '../jira/view.js';
import { loginRequired } from './auth.js';

export function identityRoutes(
  as: (handler: ViewHandler) => Route['handler'],
  api: string,
  version: readonly number[],
): Route[] {
  return [
    route(`GET ${api}/myself`, as(myself)),
    route(
      `GET ${api}/serverInfo`,
      as((view) => serverInfo(view, version)),
    ),
    route(`GET ${api}/mypermissions`, as(myPermissions)),
  ];
}

function myself({ account, api, site }: View): LabResponse {
  return account ? json(200, site.dialect.accountJson(account, api)) : loginRequired();
}

/** Open to anybody: proves that this is a Jira, never that the credentials are good. */
function serverInfo({ baseUrl, site }: View, version: readonly number[]): LabResponse {
  return json(200, {
    baseUrl,
    version: version.join('.'),
    versionNumbers: version,
    deploymentType: 'Server',
    buildNumber: 1_003_000,
    serverTime: jiraTime(site.now()),
    serverTitle: 'Jira',
  });
}

/** All there are, without being asked for any by name. */
function myPermissions(view: View): LabResponse {
  if (!view.account) return loginRequired();
  const { query } = view.request;
  const idOrKey = query.get('projectKey') ?? query.get('projectId');
  const project = idOrKey === null ? undefined : view.projectOr404(idOrKey);
  const permissions = PERMISSIONS.map((key) => {
    const lower = key.toLowerCase().replaceAll('_', ' ');
    const name = lower.charAt(0).toUpperCase() + lower.slice(1);
    const havePermission = project?.hasPermission(key) ?? true;
    const id = String(PERMISSIONS.indexOf(key) + 10);
    return [key, { id, key, name, type: 'PROJECT', description: '', havePermission }];
  });
  return json(200, { permissions: Object.fromEntries(permissions) as object });
}
