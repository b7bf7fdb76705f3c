import { Injectable } from '@nestjs/common';
import type { Job, JobPayload, PayloadOf } from './job.js';

/** `signal` aborts when the process stops: end soon, the rows say what is left. */
export type JobHandler<P = JobPayload> = (payload: P, signal: AbortSignal) => Promise<void>;

/** Looks for work that nobody woke a worker for, and enqueues it; in key order, since two orders deadlock. */
export type Sweep = () => Promise<void>;

/** What workers of this process can do. Modules register when they are made; two handlers of one name stop the start. */
@Injectable()
export class JobHandlerRegistry {
  private readonly byName = new Map<string, JobHandler>();
  private readonly sweepList: Sweep[] = [];
  private readonly heartbeatList: Sweep[] = [];

  handle<P extends PayloadOf<P>>({ name }: Job<P>, handler: JobHandler<P>): void {
    if (this.byName.has(name)) throw new Error(`Two handlers for the job ${name}.`);
    // Jobs are enqueued by their declaration alone, so that a stored payload has its type.
    this.byName.set(name, (payload, signal) => handler(payload as unknown as P, signal));
  }

  registerSweep(sweep: Sweep): void {
    this.sweepList.push(sweep);
  }

  /** What is done as often as sweeps are, however long those take. */
  registerHeartbeat(heartbeat: Sweep): void {
    this.heartbeatList.push(heartbeat);
  }

  get all(): ReadonlyMap<string, JobHandler> {
    return this.byName;
  }

  get heartbeats(): readonly Sweep[] {
    return this.heartbeatList;
  }

  get sweeps(): readonly Sweep[] {
    return this.sweepList;
  }
}
