import { json, type LabRequest } from '../http/messages.js';
import { type Handler, page, type Route } from '../http/router.js';
import { callerOf, type Door } from './auth.js';
import { CLOUD } from './cloud-dialect.js';
import { browseRoutes } from '../jira/browse.routes.js';
import { commentRoutes } from '../jira/comments.routes.js';
import { createMetaRoutes } from './createmeta.routes.js';
import { identityRoutes } from './identity.routes.js';
import { issueRoutes } from '../jira/issues.routes.js';
import { projectRoutes } from './projects.routes.js';
import { remoteLinkRoutes } from '../jira/remote-links.routes.js';
import { searchRoutes } from './search.routes.js';
import type { JiraSite } from '../jira/site.js';
import { suggestionRoutes } from '../jira/suggestions.routes.js';
import { transitionRoutes } from '../jira/transitions.routes.js';
import { View, type ViewHandler } from '../jira/view.js';

/** The API, as it is served at one of its doors. `baseUrl`: the site's address. */
export function apiRoutes(site: JiraSite, baseUrl: () => string, door: Door): Route[] {
  const as = (handler: ViewHandler): Handler => {
    return (request: LabRequest) =>
      handler(new View(site, request, callerOf(site, request, door).account, baseUrl()));
  };
  const api = [identityRoutes, projectRoutes, createMetaRoutes, issueRoutes, searchRoutes];
  const later = [transitionRoutes, commentRoutes, remoteLinkRoutes, suggestionRoutes];
  return [...api, ...later].flatMap((routes) => routes(as, CLOUD.apiPath));
}

/** What the site serves beside its API. */
export function pageRoutes(site: JiraSite, cloudId: string): Route[] {
  return [...browseRoutes(site), page('/_edge/tenant_info', () => json(200, { cloudId }))];
}
