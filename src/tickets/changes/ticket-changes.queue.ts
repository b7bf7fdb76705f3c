import { hasUsableIntegration } from '../../integrations/index.js';
import { BACKGROUND_PRIORITY, LeasedQueue } from '../../shared/jobs/index.js';
import { type AccountKey, WRITE_TICKET_CHANGES_JOB } from '../engine/ticket-jobs.js';

/**
 * Changes of tickets, one after another in each tracker account. Few accounts at once, in all processes together: this
 * must not take workers from people, and one tracker that hangs must not hold up the others of its project. What never
 * failed comes before what did, so that a change that fails for ever holds up no other.
 */
export const TICKET_CHANGES_QUEUE = new LeasedQueue<AccountKey>({
  table: 'ticket_changes',
  job: WRITE_TICKET_CHANGES_JOB,
  priority: BACKGROUND_PRIORITY,
  columns: { projectId: 'project_id', integrationId: 'integration_id' },
  limits: [
    { by: ['projectId', 'integrationId'], max: 1 },
    { by: ['projectId'], max: 3 },
    { by: [], max: 6 },
  ],
  isUsable: hasUsableIntegration('q'),
  rowsPerClaim: 1,
  order: 'q.attempts, q.due_at, q.id',
  claimSets: 'is_sent = true',
});
