import type { LabRequest } from '../http/messages.js';
import type { Handler, Route } from '../http/router.js';
import { browseRoutes } from '../jira/browse.routes.js';
import { commentRoutes } from '../jira/comments.routes.js';
import { issueRoutes } from '../jira/issues.routes.js';
import type { LabAccount } from '../jira/model.js';
import { remoteLinkRoutes } from '../jira/remote-links.routes.js';
import type { JiraSite } from '../jira/site.js';
import { suggestionRoutes } from '../jira/suggestions.routes.js';
import { transitionRoutes } from '../jira/transitions.routes.js';
import { View, type ViewHandler } from '../jira/view.js';
import { createMetaRoutes } from './createmeta.routes.js';
import { epicRoutes } from './epics.routes.js';
import { identityRoutes } from './identity.routes.js';
import { projectRoutes } from './projects.routes.js';
import { searchRoutes } from './search.routes.js';

export interface ServedSite {
  readonly site: JiraSite;
  readonly version: readonly number[];
  readonly baseUrl: () => string;
  readonly searchCap: () => number;
  readonly accountOf: (request: LabRequest) => LabAccount | null;
}

export function dataCenterRoutes(served: ServedSite): Route[] {
  const { site, version, searchCap } = served;
  const as = (handler: ViewHandler): Handler => {
    return (request: LabRequest) =>
      handler(new View(site, request, served.accountOf(request), served.baseUrl()));
  };
  const api = site.dialect.apiPath;
  const sharedRoutes = [issueRoutes, transitionRoutes, commentRoutes, remoteLinkRoutes, suggestionRoutes];
  return [
    ...identityRoutes(as, api, version),
    ...[projectRoutes, createMetaRoutes, ...sharedRoutes].flatMap((routes) => routes(as, api)),
    ...searchRoutes(as, api, searchCap),
    ...epicRoutes(as),
    ...browseRoutes(site),
  ];
}
