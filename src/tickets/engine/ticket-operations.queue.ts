import { hasUsableIntegration } from '../../integrations/index.js';
import { LeasedQueue } from '../../shared/jobs/index.js';
import { PROCESS_TICKETS_JOB, type TicketBatchKey } from './ticket-jobs.js';
import { sqlListOf, TICKET_MOVES } from './ticket-state.rules.js';

const [CLAIM] = TICKET_MOVES.claim;
const IS_WAITING = `q.state = 'PENDING' and q.is_requested`;

/**
 * Tickets that are to be made or looked for. A claim turns PENDING into CREATING; what is UNCERTAIN stays so while it is
 * looked for. A lease that ran out on a row that is CREATING may have sent: such a row becomes UNCERTAIN first.
 */
export const TICKET_OPERATIONS_QUEUE = new LeasedQueue<TicketBatchKey>({
  table: 'ticket_operations',
  job: PROCESS_TICKETS_JOB,
  columns: { projectId: 'project_id', ownerId: 'owner_id', integrationId: 'integration_id' },
  limits: [
    { by: ['projectId', 'integrationId'], max: 4 },
    // So that all trackers of a project hanging at once leave most of a worker to others.
    { by: ['projectId'], max: 8 },
  ],
  isOpen: `q.state = 'UNCERTAIN' or (${IS_WAITING})`,
  isUsable: hasUsableIntegration('q'),
  isExpiring: `q.state = '${CLAIM.to}'`,
  waitingReason: { column: 'error', isShown: IS_WAITING },
  claimSets: `state = case when q.state in (${sqlListOf(CLAIM.from)}) then '${CLAIM.to}' else q.state end,
    error = case when q.state = 'PENDING' then null else q.error end,
    attempt = q.attempt + 1, updated_at = now()`,
});
