import type { EntityClass } from '@mikro-orm/postgresql';
import { Account, ApiToken, Membership, Project } from '../access/index.js';
import { Activity } from '../activity/index.js';
import { Integration } from '../integrations/index.js';
import { PmConfig } from '../pm-configs/index.js';
import { ReleaseConfig } from '../release-configs/index.js';
import { Release, ReleaseTicket } from '../releases/index.js';
import {
  StoredDraft,
  TicketChange,
  TicketOperation,
  TicketRequest,
  DuplicateCheck,
} from '../tickets/index.js';

/** Every table's entity; a class that is missing here is unknown to the database layer. */
export const ENTITIES: readonly EntityClass<unknown>[] = [
  Account,
  Project,
  Membership,
  ApiToken,
  Activity,
  Integration,
  PmConfig,
  ReleaseConfig,
  TicketOperation,
  DuplicateCheck,
  TicketChange,
  TicketRequest,
  StoredDraft,
  Release,
  ReleaseTicket,
];
