import { Injectable } from '@nestjs/common';
import type { JobPayload } from './job-queue.js';

/** `signal` aborts when the process stops: end soon, the rows say what is left. */
export type JobHandler = (payload: JobPayload, signal: AbortSignal) => Promise<void>;

/** Looks for work that nobody woke a worker for, and enqueues it; in key order, since two orders deadlock. */
export type Sweep = () => Promise<void>;

/** What workers of this process can do. Modules register when they are made; two handlers of one name stop the start. */
@Injectable()
export class JobHandlers {
  private readonly byName = new Map<string, JobHandler>();
  private readonly sweepList: Sweep[] = [];
  private readonly pulseList: Sweep[] = [];

  /** @param name stored with every job: never rename it. */
  handle(name: string, handler: JobHandler): void {
    if (this.byName.has(name)) throw new Error(`Two handlers for the job ${name}.`);
    this.byName.set(name, handler);
  }

  sweep(sweep: Sweep): void {
    this.sweepList.push(sweep);
  }

  /** What is done as often as sweeps are, however long those take. */
  pulse(pulse: Sweep): void {
    this.pulseList.push(pulse);
  }

  get all(): ReadonlyMap<string, JobHandler> {
    return this.byName;
  }

  get pulses(): readonly Sweep[] {
    return this.pulseList;
  }

  get sweeps(): readonly Sweep[] {
    return this.sweepList;
  }
}
