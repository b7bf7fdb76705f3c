import type { Counter } from 'prom-client';
import { type PmConnection, ProviderError, type ProviderType } from '../providers/contract/index.js';

/** A connection whose every call is counted by tracker, operation and outcome: `ok`, or the kind of failure. */
export function countCalls(connection: PmConnection, tracker: ProviderType, counter: Counter): PmConnection {
  return new Proxy(connection, {
    get(target, operation) {
      const member: unknown = Reflect.get(target, operation, target);
      if (typeof member !== 'function') return member;
      return (...args: unknown[]): unknown => {
        const result: unknown = Reflect.apply(member as (...args: unknown[]) => unknown, target, args);
        if (result instanceof Promise) {
          const count = (outcome: string) => counter.inc({ tracker, operation: String(operation), outcome });
          result.then(
            () => count('ok'),
            (error: unknown) => count(error instanceof ProviderError ? error.failure : 'ERROR'),
          );
        }
        return result;
      };
    },
  });
}
