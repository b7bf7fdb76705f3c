import type { CallLimit } from './call-limit.js';
import { type Fault, type FaultKind, isDelay } from './fault.js';
import { type RandomFaults, randomFaults } from './random-faults.js';

export { type Fault, type FaultKind, isDelay } from './fault.js';

export interface FaultOptions {
  /** How many calls it strikes; Infinity until removed. Default 1. */
  readonly times?: number;
  /** How many matching calls pass unharmed first. Default 0. */
  readonly skip?: number;
}

/** One planned fault, which a test can inspect and remove. */
export interface PlannedFault {
  readonly on: string;
  readonly fault: Fault;
  /** Calls struck so far. */
  readonly hits: number;
  remove(): void;
}

interface Plan extends PlannedFault {
  hits: number;
  skip: number;
  left: number;
}

/** Faults by operation (`POST /rest/api/3/issue/bulk`, or `*`) and count. */
export class Faults {
  private plans: Plan[] = [];
  private randomDraws: ((operation: string) => Fault | null)[] = [];
  private hitCounts = new Map<FaultKind, number>();

  /** A fixed wait in every call, in milliseconds. */
  latencyMs = 0;

  /** What the tracker takes: a bucket that refills. Null: anything. */
  limit: CallLimit | null = null;

  constructor(private readonly operations: ReadonlySet<string>) {}

  /** @throws where the tracker has no such operation: a misspelt fault would never strike, and prove nothing. */
  inject(on: string, fault: Fault, { times = 1, skip = 0 }: FaultOptions = {}): PlannedFault {
    this.assertExists(on);
    const plan: Plan = {
      on,
      fault,
      hits: 0,
      skip,
      left: times,
      remove: () => (this.plans = this.plans.filter((other) => other !== plan)),
    };
    this.plans.push(plan);
    return plan;
  }

  /**
   * Seeded faults for long runs, of which the first that draws one strikes; none given ends them. Each operation has a
   * plan of its own: its nth call meets the same fault in every run with this seed, whatever else is called meanwhile.
   */
  random(...plans: readonly RandomFaults[]): void {
    for (const { operations = [], except = [] } of plans)
      for (const operation of [...operations, ...except]) this.assertExists(operation);
    this.randomDraws = plans.map(randomFaults);
  }

  /** How often each kind struck. */
  get counts(): Partial<Record<FaultKind, number>> {
    return Object.fromEntries(this.hitCounts);
  }

  /** Ends every fault, planned and random; keeps the counts. */
  clear(): void {
    this.plans = [];
    this.randomDraws = [];
    this.latencyMs = 0;
  }

  resetCounts(): void {
    this.hitCounts.clear();
  }

  /** Whether this call finds the bucket empty, and for how many seconds. */
  overLimit(nowMs: number): number | null {
    return this.limit?.take(nowMs) ?? null;
  }

  /** What strikes this call: any number of delays and at most one other fault. */
  faultsFor(operation: string): readonly Fault[] {
    const faults: Fault[] = this.latencyMs > 0 ? [{ kind: 'latency', ms: this.latencyMs }] : [];
    let isBroken = false;
    for (const plan of this.plans) {
      if (plan.left <= 0 || (plan.on !== '*' && plan.on !== operation)) continue;
      if (isBroken && !isDelay(plan.fault)) continue;
      if (plan.skip > 0) {
        plan.skip -= 1;
        continue;
      }
      plan.left -= 1;
      plan.hits += 1;
      isBroken ||= !isDelay(plan.fault);
      faults.push(this.recordHit(plan.fault));
    }
    // Every plan draws for every call, or one would disturb the others.
    const [chance] = this.randomDraws.flatMap((draw) => draw(operation) ?? []);
    return chance && !isBroken ? [...faults, this.recordHit(chance)] : faults;
  }

  private assertExists(operation: string): void {
    if (operation === '*' || this.operations.has(operation)) return;
    throw new Error(`The lab has no operation "${operation}": ${[...this.operations].join(', ')}.`);
  }

  private recordHit(fault: Fault): Fault {
    this.hitCounts.set(fault.kind, (this.hitCounts.get(fault.kind) ?? 0) + 1);
    return fault;
  }
}
