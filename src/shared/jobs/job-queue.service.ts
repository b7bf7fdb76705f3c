import type { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import type { Job, PayloadOf } from './job.js';

export interface JobOptions {
  readonly runAt?: Date | null;
}

/** The only way to enqueue: inside the transaction of `em`, so that the job commits and rolls back with the rows. */
@Injectable()
export class JobQueueService {
  /** Adding a job again moves it, also over a dead worker's lock. */
  async add<P extends PayloadOf<P>>(
    em: EntityManager,
    job: Job<P>,
    payload: P,
    { runAt }: JobOptions = {},
  ): Promise<void> {
    await em.execute(
      `select from graphile_worker.add_job(
         ?, ?::json, run_at := ?::timestamptz, job_key := ?, job_key_mode := 'replace', max_attempts := 25)`,
      [job.name, JSON.stringify(payload), (runAt ?? null)?.toISOString() ?? null, job.keyOf(payload)],
    );
  }
}
