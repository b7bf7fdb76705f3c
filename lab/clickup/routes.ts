import type { LabRequest } from '../http/messages.js';
import type { Handler, Route } from '../http/router.js';
import { callerOf } from './auth.js';
import { browseRoutes } from './browse.routes.js';
import { commentRoutes } from './comments.routes.js';
import { hierarchyRoutes } from './hierarchy.routes.js';
import { identityRoutes } from './identity.routes.js';
import type { ClickUpSite } from './site.js';
import { statusTimeRoutes } from './status-times.routes.js';
import { taskRoutes } from './tasks.routes.js';
import { View, type ViewHandler } from './view.js';
import { webhookRoutes } from './webhooks.routes.js';

export function clickUpRoutes(site: ClickUpSite, webUrl: () => string): Route[] {
  const as = (handler: ViewHandler): Handler => {
    return (request: LabRequest) => handler(new View(site, request, callerOf(site, request), webUrl()));
  };
  const api = [identityRoutes, hierarchyRoutes, taskRoutes, statusTimeRoutes, commentRoutes, webhookRoutes];
  return [...api.flatMap((routes) => routes(as)), ...browseRoutes(site)];
}
