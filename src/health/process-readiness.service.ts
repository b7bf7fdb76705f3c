import { EntityManager } from '@mikro-orm/postgresql';
import { Inject, Injectable } from '@nestjs/common';
import { setTimeout as sleep } from 'node:timers/promises';
import { ChangeFeedService } from '../shared/events/index.js';
import { DATABASE, type Database, DiskSpaceService } from '../shared/persistence/index.js';

/** A database that takes longer than this to say 1 is no help to a request, in milliseconds. */
const DATABASE_TIMEOUT_MS = 2_000;

export interface ProcessReadinessReport {
  readonly isReady: boolean;
  /** For the person who looks. */
  readonly reason: string;
}

/** Whether this process can do its work now. */
@Injectable()
export class ProcessReadinessService {
  constructor(
    private readonly em: EntityManager,
    @Inject(DATABASE) private readonly database: Database,
    private readonly feed: ChangeFeedService,
    private readonly disk: DiskSpaceService,
  ) {}

  async report(): Promise<ProcessReadinessReport> {
    if (this.feed.isShuttingDown) return { isReady: false, reason: 'stopping' };
    if (!this.database.isRunning()) return { isReady: false, reason: 'the database is being started again' };
    const isAnswering = await Promise.race([
      this.pingDatabase(),
      sleep(DATABASE_TIMEOUT_MS, false, { ref: false }),
    ]);
    if (!isAnswering) return { isReady: false, reason: 'the database does not answer' };
    const diskProblem = await this.disk.problem();
    return diskProblem ? { isReady: false, reason: diskProblem } : { isReady: true, reason: 'ready' };
  }

  private pingDatabase(): Promise<boolean> {
    return this.em
      .fork({ useContext: false })
      .execute('select 1')
      .then(
        () => true,
        () => false,
      );
  }
}
