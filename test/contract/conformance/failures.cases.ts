import { type CreateOutcome, ProviderFailure } from '../../../src/providers/contract/index.js';
import type { Fault } from '../../../lab/http/faults.js';
import type { Case } from './case.js';
import type { CurrentTracker } from './conformance-fixture.js';
import { failureOf } from './credentials.cases.js';
import { aDraft, CALL_MS } from './creation-loop.js';

/** What becomes of a question whose answer was none. */
const FAILURES: readonly (readonly [string, Fault, ProviderFailure])[] = [
  ['500', { kind: 'server-error', status: 500 }, ProviderFailure.UNAVAILABLE],
  ['502 as a page', { kind: 'server-error', status: 502, body: 'html' }, ProviderFailure.UNAVAILABLE],
  ['503 as a page', { kind: 'server-error', status: 503, body: 'html' }, ProviderFailure.UNAVAILABLE],
  ['a reset', { kind: 'drop-before-commit' }, ProviderFailure.UNAVAILABLE],
  ['half an answer', { kind: 'bad-json' }, ProviderFailure.UNEXPECTED],
  ['a page where an answer was due', { kind: 'html-page' }, ProviderFailure.UNEXPECTED],
  ['a redirect', { kind: 'redirect' }, ProviderFailure.UNEXPECTED],
  ['refused credentials', { kind: 'token-revoked' }, ProviderFailure.UNAUTHENTICATED],
];

/** A 503 may have come after they were made; everything else says that nothing was. */
const OUTCOME_OF = { RATE_LIMITED: 'notCreated', FORBIDDEN: 'rejected', UNAVAILABLE: 'uncertain' } as const;

const errorOf = (outcome: CreateOutcome | undefined) => {
  if (outcome === undefined || outcome.kind === 'created') throw new Error('It was made.');
  return outcome.error;
};

export function failureCases(current: CurrentTracker, proves: Case): void {
  describe('what goes wrong', () => {
    for (const [what, fault, failure] of FAILURES) {
      proves(`${what} is told as what it is, for a person`, async () => {
        current().lab.faults.inject('*', fault, { times: Infinity });
        const error = await failureOf(current().connect().whoAmI());
        expect([error.failure, error.tookEffect]).toEqual([failure, 'no']);
        expect(error.message).toMatch(/^[A-Z0-9].* .*[.!]/);
        expect(error.message).not.toMatch(/<html|doctype|\{"/i);
      });
    }

    proves('a tracker that cannot be reached made nothing', async () => {
      const connection = current().connect();
      await current().lab.down();
      expect((await failureOf(connection.whoAmI())).failure).toBe(ProviderFailure.UNAVAILABLE);
      const [outcome] = await connection.createTickets([aDraft(current())]);
      expect([outcome?.kind, errorOf(outcome).failure]).toEqual(['notCreated', ProviderFailure.UNAVAILABLE]);
      await current().lab.up();
    });

    proves('silence ends with the tracker’s time-out', async () => {
      const connection = current().connect();
      current().lab.faults.inject(current().operations.whoAmI, { kind: 'hang-before-commit' });
      const startedAt = performance.now();
      expect((await failureOf(connection.whoAmI())).failure).toBe(ProviderFailure.UNAVAILABLE);
      // Generous upwards, for a busy machine; it would hang for ever otherwise.
      expect(performance.now() - startedAt).toBeLessThan(CALL_MS * 4);
    });

    proves('too many calls: the pause that the tracker asks for, in each of its ways', async () => {
      expect(current().rateLimits.length).toBeGreaterThan(0);
      for (const { name, fault, failure, retryAfterSeconds } of current().rateLimits) {
        const planned = current().lab.faults.inject(current().operations.create, fault, { times: Infinity });
        const before = current().tickets().length;
        const [outcome] = await current()
          .connect()
          .createTickets([aDraft(current())]);
        planned.remove();
        const error = errorOf(outcome);
        expect([name, outcome?.kind, error.failure]).toEqual([name, OUTCOME_OF[failure], failure]);
        if (retryAfterSeconds !== null) {
          expect([name, Math.abs((error.retryAfterSeconds ?? -9) - retryAfterSeconds) <= 2]).toEqual([
            name,
            true,
          ]);
        }
        expect(current().tickets()).toHaveLength(before);
      }
    });
  });
}
