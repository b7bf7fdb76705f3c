import { CLOUD } from './cloud-dialect.js';
import { json, text, type LabResponse } from '../http/messages.js';
import { route, type Route } from '../http/router.js';
import { PERMISSIONS } from '../jira/defaults.js';
import { refuse } from '../jira/errors.js';
import { jiraTime } from '../jira/issue-json.js';
import type { View, ViewHandler } from '../jira/view.js';

export function identityRoutes(as: (handler: ViewHandler) => Route['handler']): Route[] {
  return [
    route('GET /rest/api/3/myself', as(myself)),
    route('GET /rest/api/3/serverInfo', as(serverInfo)),
    route('GET /rest/api/3/mypermissions', as(myPermissions)),
  ];
}

function myself({ account, api }: View): LabResponse {
  if (!account) {
    return text(401, 'Client must be authenticated to access this resource.', {
      'www-authenticate': 'OAuth realm="https%3A%2F%2Flab.example.test"',
    });
  }
  return json(200, { ...CLOUD.accountJson(account, api), locale: 'en_US' });
}

/** Open to anybody: proves that this is a Jira, never that the credentials are good. */
function serverInfo({ baseUrl, site }: View): LabResponse {
  return json(200, {
    baseUrl,
    version: '1001.0.0-SNAPSHOT',
    versionNumbers: [1001, 0, 0],
    deploymentType: 'Cloud',
    buildNumber: 100_300,
    serverTime: jiraTime(site.now()),
    serverTitle: 'Jira',
  });
}

function myPermissions(view: View): LabResponse {
  const { query } = view.request;
  const asked = (query.get('permissions') ?? '').split(',').filter((name) => name !== '');
  if (asked.length === 0) throw refuse(400, "The 'permissions' query parameter is required.");
  const unknown = asked.find((name) => !PERMISSIONS.includes(name));
  if (unknown !== undefined) throw refuse(400, `Unrecognized permission: ${unknown}`);
  const idOrKey = query.get('projectKey') ?? query.get('projectId');
  const project = idOrKey === null ? undefined : view.projectOr404(idOrKey);
  const permissions = asked.map((key) => {
    const havePermission = project?.hasPermission(key) ?? view.account !== null;
    return [
      key,
      {
        id: String(PERMISSIONS.indexOf(key) + 10),
        key,
        name: words(key),
        type: 'PROJECT',
        description: '',
        havePermission,
      },
    ];
  });
  return json(200, { permissions: Object.fromEntries(permissions) as object });
}

function words(key: string): string {
  const lower = key.toLowerCase().replaceAll('_', ' ');
  return lower.charAt(0).toUpperCase() + lower.slice(1);
}
