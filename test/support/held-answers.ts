import type { JiraCloudLab } from '../../lab/index.js';
import type { TestAppOptions } from './app.js';
import { eventually } from './eventually.js';
import { QUICK } from './release-tickets.js';

export interface HeldAnswer {
  /** The call is there, and waits for its answer. */
  readonly asked: Promise<void>;
  letGo(): void;
}

/** Holds the answer to the next such call; `before-commit`: what it asks for has not happened yet. */
export function holdAnswer(
  { faults }: JiraCloudLab,
  operation: string,
  when: 'before-commit' | 'after-commit' = 'after-commit',
): HeldAnswer {
  const { promise: until, resolve: letGo } = Promise.withResolvers<void>();
  const planned = faults.inject(operation, { kind: 'hold', until, when });
  return { asked: eventually(() => expect(planned.hits).toBe(1)), letGo };
}

/** For specs that hold answers: no tracker's time is over meanwhile, however busy the machine. */
export const PATIENT = { PROVIDER_TIMEOUT_MS: '15000' };

/** The quick times but for those of calls: none is given up, nor goes back unsent, because the machine is busy. */
export const UNHURRIED: TestAppOptions = {
  env: { ...QUICK.env, ...PATIENT },
  timings: { ...QUICK.timings, leaseGraceMs: 2_000 },
};
