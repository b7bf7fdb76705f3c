import { Migration20261122Initial } from './migration-20261122-initial.js';
import { Migration20261123LastMiss } from './migration-20261123-last-miss.js';
import { Migration20261125CallBudgets } from './migration-20261125-call-budgets.js';
import { Migration20261125DatabaseContinuity } from './migration-20261125-database-continuity.js';
import { Migration20261125Generations } from './migration-20261125-generations.js';
import { Migration20261125SiblingLinks } from './migration-20261125-sibling-links.js';
import { Migration20261125TwinWatches } from './migration-20261125-twin-watches.js';
import { Migration20261125ReleaseConfigs } from './migration-20261125-release-configs.js';
import { Migration20261125TicketRequests } from './migration-20261125-ticket-requests.js';

/** The history, oldest first; a name is never changed once it was released. */
export const MIGRATIONS = [
  { name: '20261122-initial', class: Migration20261122Initial },
  { name: '20261123-last-miss', class: Migration20261123LastMiss },
  { name: '20261125-generations', class: Migration20261125Generations },
  { name: '20261125-twin-watches', class: Migration20261125TwinWatches },
  { name: '20261125-ticket-requests', class: Migration20261125TicketRequests },
  { name: '20261125-call-budgets', class: Migration20261125CallBudgets },
  { name: '20261125-release-configs', class: Migration20261125ReleaseConfigs },
  { name: '20261125-sibling-links', class: Migration20261125SiblingLinks },
  { name: '20261125-database-continuity', class: Migration20261125DatabaseContinuity },
] as const;
