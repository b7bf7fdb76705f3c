import type { JiraCloudLab } from '../../lab/index.js';
import type { TestAppOptions } from './app.js';
import { eventually } from './eventually.js';
import { QUICK } from './release-tickets.js';

export interface HeldResponse {
  /** The call is there, and waits for its answer. */
  readonly received: Promise<void>;
  send(): void;
}

/** Holds the answer to the next such call; `before-commit`: what it asks for has not happened yet. */
export function holdResponse(
  { faults }: JiraCloudLab,
  operation: string,
  when: 'before-commit' | 'after-commit' = 'after-commit',
): HeldResponse {
  const { promise: until, resolve: send } = Promise.withResolvers<void>();
  const planned = faults.inject(operation, { kind: 'hold', until, when });
  return { received: eventually(() => expect(planned.hits).toBe(1)), send };
}

/** For specs that hold answers: no tracker's time is over meanwhile, however busy the machine. */
export const LONG_PROVIDER_TIMEOUT = { PROVIDER_TIMEOUT_MS: '15000' };

/** The quick times but for those of calls: none is given up, nor goes back unsent, because the machine is busy. */
export const QUICK_WITH_LONG_CALLS: TestAppOptions = {
  env: { ...QUICK.env, ...LONG_PROVIDER_TIMEOUT },
  timings: { ...QUICK.timings, leaseGraceMs: 2_000 },
};
