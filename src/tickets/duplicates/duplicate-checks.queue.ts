import { hasUsableIntegration } from '../../integrations/index.js';
import { BACKGROUND_PRIORITY, LeasedQueue } from '../../shared/jobs/index.js';
import { type AccountKey, FIND_DUPLICATES_JOB } from '../engine/ticket-jobs.js';

/** Checks for second tickets. Few accounts at once, in all processes together: checks must not take workers from people. */
export const DUPLICATE_CHECKS_QUEUE = new LeasedQueue<AccountKey>({
  table: 'duplicate_checks',
  job: FIND_DUPLICATES_JOB,
  priority: BACKGROUND_PRIORITY,
  columns: { projectId: 'project_id', integrationId: 'integration_id' },
  limits: [
    { by: ['projectId'], max: 1 },
    { by: [], max: 4 },
  ],
  isUsable: hasUsableIntegration('q'),
  // As many as one search by label takes.
  rowsPerClaim: 50,
});
