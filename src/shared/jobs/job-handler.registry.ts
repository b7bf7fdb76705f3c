import { Injectable } from '@nestjs/common';
import type { JobPayload } from './job-queue.service.js';

/** `signal` aborts when the process stops: end soon, the rows say what is left. */
export type JobHandler = (payload: JobPayload, signal: AbortSignal) => Promise<void>;

/** Looks for work that nobody woke a worker for, and enqueues it; in key order, since two orders deadlock. */
export type Sweep = () => Promise<void>;

/** What workers of this process can do. Modules register when they are made; two handlers of one name stop the start. */
@Injectable()
export class JobHandlerRegistry {
  private readonly byName = new Map<string, JobHandler>();
  private readonly sweepList: Sweep[] = [];
  private readonly heartbeatList: Sweep[] = [];

  /** @param name stored with every job: never rename it. */
  register(name: string, handler: JobHandler): void {
    if (this.byName.has(name)) throw new Error(`Two handlers for the job ${name}.`);
    this.byName.set(name, handler);
  }

  registerSweep(sweep: Sweep): void {
    this.sweepList.push(sweep);
  }

  /** What is done as often as sweeps are, however long those take. */
  registerHeartbeat(pulse: Sweep): void {
    this.heartbeatList.push(pulse);
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
