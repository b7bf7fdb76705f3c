import { Job } from '../../shared/jobs/index.js';

/** An integration whose pause is over. */
export interface ProbeKey {
  readonly projectId: string;
  readonly integrationId: string;
}

/** Names are stored with every job: never rename one. */
export const PROBE_JOB = new Job<ProbeKey>('integrations.probe', 'probe', ['integrationId']);
