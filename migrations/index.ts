import { Migration20261201Initial } from './migration-20261201-initial.js';
import { Migration20261201MemberNames } from './migration-20261201-member-names.js';
import { Migration20261201TicketCustomFields } from './migration-20261201-ticket-custom-fields.js';
import { Migration20261201TokenParents } from './migration-20261201-token-parents.js';
import { Migration20261201TicketStatusIds } from './migration-20261201-ticket-status-ids.js';

/** The history, oldest first. A migration is never edited or renamed; a change to the tables is a new one. */
export const MIGRATIONS = [
  { name: '20261201-initial', class: Migration20261201Initial },
  { name: '20261201-ticket-custom-fields', class: Migration20261201TicketCustomFields },
  { name: '20261201-token-parents', class: Migration20261201TokenParents },
  { name: '20261201-ticket-status-ids', class: Migration20261201TicketStatusIds },
  { name: '20261201-member-names', class: Migration20261201MemberNames },
] as const;
