import { Inject, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { type JobHelpers, Logger, run, type Runner, type TaskList } from 'graphile-worker';
import { setTimeout as sleep } from 'node:timers/promises';
import { Pool } from 'pg';
import { SETTINGS, type Settings } from '../../config/index.js';
import { AppLogger } from '../logging/index.js';
import { DATABASE, type Database } from '../persistence/database.js';
import { inBackground } from './background-context.js';
import { type JobHandler, JobHandlerRegistry, type Sweep } from './job-handler.registry.js';
import type { JobPayload } from './job.js';
import { ProjectConcurrency } from './project-concurrency.js';

/** Most jobs wait for a tracker, so there may be many at once: three times as many as one project may take. */
const CONCURRENT_JOBS = 24;
/** The most that one project's jobs of all kinds take of them, should all its trackers hang at once. */
const JOBS_PER_PROJECT = CONCURRENT_JOBS / 2;
/** When a job comes again that found its project's places taken; spread up to twice that. */
const PROJECT_FULL_RETRY_MS = 2_000;
const RETRY_START_MS = 1_000;

/** Runs jobs and the sweeper in processes with the worker's role. */
@Injectable()
export class JobRunnerService implements OnApplicationBootstrap {
  private runner: Runner | null = null;
  private pool: Pool | null = null;
  private isStopping = false;
  private sweeping: Promise<void> = Promise.resolve();
  private sweepTimer: NodeJS.Timeout | null = null;
  private heartbeating: Promise<void> = Promise.resolve();
  private heartbeatTimer: NodeJS.Timeout | null = null;
  private readonly projectConcurrency = new ProjectConcurrency(JOBS_PER_PROJECT);

  constructor(
    @Inject(SETTINGS) private readonly settings: Settings,
    @Inject(DATABASE) private readonly database: Database,
    private readonly handlers: JobHandlerRegistry,
    private readonly logger: AppLogger,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    if (this.settings.role === 'api') return;
    await this.start();
    this.scheduleHeartbeat(0);
    this.scheduleSweep(0);
  }

  /** Takes no new jobs, gives what runs its time, then tells it to stop. */
  async stop(): Promise<void> {
    this.isStopping = true;
    for (const timer of [this.sweepTimer, this.heartbeatTimer]) if (timer) clearTimeout(timer);
    await Promise.all([this.sweeping, this.heartbeating]);
    // Where the database has gone meanwhile, neither may ever come to its end.
    const timeoutMs = this.settings.timings.shutdownGraceMs + 1_000;
    await Promise.race([this.stopRunner(), sleep(timeoutMs, undefined, { ref: false })]);
    await Promise.race([this.pool?.end(), sleep(1_000, undefined, { ref: false })]);
    this.pool = null;
  }

  private async stopRunner(): Promise<void> {
    const runner = this.runner;
    this.runner = null;
    await runner?.stop().catch((error: unknown) => this.logger.debug('The worker had stopped.', { error }));
  }

  private async start(): Promise<void> {
    this.pool ??= this.openPool();
    const runner = await run({
      pgPool: this.pool,
      concurrency: CONCURRENT_JOBS,
      noHandleSignals: true,
      pollInterval: 2_000,
      gracefulShutdownAbortTimeout: this.settings.timings.shutdownGraceMs,
      taskList: this.tasks(),
      crontab: '17 3 * * * jobs:clean',
      logger: graphileLogger(this.logger),
      // Unbatched, the end of a job is written by a promise that nobody waits for: one lost connection ends the process.
      preset: { worker: { completeJobBatchDelay: 0, failJobBatchDelay: 0 } },
    });
    this.runner = runner;
    if (this.isStopping) return this.stopRunner();
    const onEnd = () => void this.restart(runner);
    // The first sign that a job's end could not be written: such a runner takes no more jobs, and may never end.
    runner.events.once('pool:fatalError', onEnd);
    runner.promise.then(onEnd, onEnd);
  }

  /**
   * Not graphile-worker's own, which nobody can wait for: its connections could outlive it until the database stops,
   * with nobody left to hear of their end, which ends the process.
   */
  private openPool(): Pool {
    const pool = new Pool({ connectionString: this.database.directUrl, max: CONCURRENT_JOBS });
    const log = (error: Error) => this.logger.warn('The worker lost a connection.', { error });
    pool.on('error', log);
    pool.on('connect', (client) => client.on('error', log));
    return pool;
  }

  /** The database went away for longer than the worker puts up with: another one, as soon as it is back. */
  private async restart(lost: Runner): Promise<void> {
    if (this.runner !== lost) return;
    this.runner = null;
    // Its schedule would go on beside the next one's.
    void lost.stop().catch(() => undefined);
    while (!this.isStopping) {
      await sleep(RETRY_START_MS, undefined, { ref: false });
      if (this.isStopping) return;
      try {
        return await this.start();
      } catch (error) {
        this.logger.warn('The worker cannot start yet.', { error });
      }
    }
  }

  private tasks(): TaskList {
    const tasks: TaskList = {
      'jobs:clean': async (_, { withPgClient }) => {
        await withPgClient((client) =>
          client.query(
            'delete from graphile_worker._private_jobs where key is null and attempts >= max_attempts',
          ),
        );
      },
    };
    for (const [name, handler] of this.handlers.all) {
      tasks[name] = (payload, helpers) =>
        inBackground(() => this.runJob(name, handler, payload as JobPayload, helpers));
    }
    return tasks;
  }

  /** Puts it off where its project has enough running. */
  private async runJob(
    name: string,
    handler: JobHandler,
    payload: JobPayload,
    helpers: JobHelpers,
  ): Promise<void> {
    const projectId = payload['projectId'];
    if (projectId === undefined) return handler(payload, helpers.abortSignal);
    if (!this.projectConcurrency.tryAcquire(String(projectId))) return this.postpone(name, payload, helpers);
    try {
      await handler(payload, helpers.abortSignal);
    } finally {
      this.projectConcurrency.release(String(projectId));
    }
  }

  /** By the database's clock, as everything that waits; a wake-up that came meanwhile keeps its time. */
  private async postpone(
    name: string,
    payload: JobPayload,
    { withPgClient, job }: JobHelpers,
  ): Promise<void> {
    const delayMs = PROJECT_FULL_RETRY_MS * (1 + Math.random());
    await withPgClient((client) =>
      client.query(
        `select from graphile_worker.add_job($1, $2::json, run_at := now() + $3 * interval '1 millisecond',
           job_key := $4, job_key_mode := 'preserve_run_at', priority := $5::int, max_attempts := $6::int)`,
        [name, JSON.stringify(payload), delayMs, job.key, job.priority, job.max_attempts],
      ),
    );
  }

  private scheduleSweep(delayMs: number): void {
    this.sweepTimer = setTimeout(() => {
      this.sweeping = this.runAll(this.handlers.sweeps).finally(() => {
        if (!this.isStopping) this.scheduleSweep(this.settings.timings.sweepEveryMs);
      });
    }, delayMs).unref();
  }

  private scheduleHeartbeat(delayMs: number): void {
    this.heartbeatTimer = setTimeout(() => {
      this.heartbeating = this.runAll(this.handlers.heartbeats).finally(() => {
        if (!this.isStopping) this.scheduleHeartbeat(this.settings.timings.sweepEveryMs);
      });
    }, delayMs).unref();
  }

  private async runAll(sweeps: readonly Sweep[]): Promise<void> {
    for (const sweep of sweeps) {
      await sweep().catch((error: unknown) =>
        this.logger.warn('Looking for waiting work failed; next time.', { error }),
      );
    }
  }
}

function graphileLogger(logger: AppLogger): Logger {
  return new Logger(() => (level, message) => {
    if (level === 'error') logger.error(message);
    else if (level === 'warning') logger.warn(message);
    else logger.debug(message);
  });
}
