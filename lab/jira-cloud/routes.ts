import type { LabRequest } from '../http/messages.js';
import type { Handler, Route } from '../http/router.js';
import { callerOf } from './auth.js';
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

export function jiraRoutes(site: JiraSite, baseUrl: () => string): Route[] {
  const as = (handler: ViewHandler): Handler => {
    return (request: LabRequest) =>
      handler(new View(site, request, callerOf(site, request).account, baseUrl()));
  };
  const api = [identityRoutes, projectRoutes, createMetaRoutes, issueRoutes, searchRoutes];
  const later = [transitionRoutes, commentRoutes, remoteLinkRoutes, suggestionRoutes];
  const all = [...api, ...later].flatMap((routes) => routes(as, CLOUD.apiPath));
  return [...all, ...browseRoutes(site)];
}
