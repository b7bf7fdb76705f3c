import type { LabResponse, LabRequest } from '../http/messages.js';
import { route, type Route } from '../http/router.js';
import { API, type As, operationName } from './api.js';
import { accountOf } from './auth.js';
import { batchRoutes } from './batch.routes.js';
import { browseRoutes } from './browse.routes.js';
import { AsanaRefusal, NOT_AUTHORIZED } from './errors.js';
import { identityRoutes } from './identity.routes.js';
import { projectRoutes } from './projects.routes.js';
import { searchRoutes } from './search.routes.js';
import type { AsanaSite } from './site.js';
import { tagRoutes } from './tags.routes.js';
import { commentRoutes } from './comments.routes.js';
import { taskRoutes } from './tasks.routes.js';
import { View } from './view.js';

export interface RouteParts {
  readonly site: AsanaSite;
  readonly webUrl: () => string;
  /** Sees every exchange, those within batches by themselves. */
  readonly onExchange: (request: LabRequest, answer: LabResponse) => void;
}

export function asanaRoutes({ site, webUrl, onExchange }: RouteParts): Route[] {
  const as: As = (operation, handler) => {
    const [method = '', template = ''] = operation.split(' ');
    const handle = (request: LabRequest): LabResponse => {
      const account = accountOf(site, request);
      if (!account) throw NOT_AUTHORIZED;
      return handler(new View(site, request, account, webUrl()));
    };
    return route(`${method} ${API}${template}`, handle);
  };
  const api = [identityRoutes, projectRoutes, taskRoutes, tagRoutes, commentRoutes, searchRoutes];
  const single = api.flatMap((routes) => routes(as));
  const within = single.map((each) => withinBatch(each, onExchange));
  return [...single, ...batchRoutes(as, within), ...browseRoutes(site)];
}

/** A refusal ends its own action alone. */
function withinBatch(single: Route, onExchange: RouteParts['onExchange']): Route {
  const handler = (request: LabRequest): LabResponse => {
    const answer = answered(single, request);
    onExchange({ ...request, operation: operationName(request.operation) }, answer);
    return answer;
  };
  return { ...single, handler };
}

function answered({ handler }: Route, request: LabRequest): LabResponse {
  try {
    return handler(request);
  } catch (error) {
    if (error instanceof AsanaRefusal) return error.toResponse();
    throw error;
  }
}
