import type { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';

/** Ids and a version only: rows are the truth, a job is a wake-up. */
export type JobPayload = Readonly<Record<string, string | number>>;

export interface JobOptions {
  /** Jobs of one key are one job: adding it again moves it, also over a dead worker's lock. */
  readonly key: string;
  readonly runAt?: Date;
}

/** The only way to enqueue: inside the transaction of `em`, so that the job commits and rolls back with the rows. */
@Injectable()
export class JobQueueService {
  async add(em: EntityManager, name: string, payload: JobPayload, { key, runAt }: JobOptions): Promise<void> {
    await em.execute(
      `select from graphile_worker.add_job(
         ?, ?::json, run_at := ?::timestamptz, job_key := ?, job_key_mode := 'replace', max_attempts := 25)`,
      [name, JSON.stringify(payload), (runAt ?? null)?.toISOString() ?? null, key],
    );
  }
}
