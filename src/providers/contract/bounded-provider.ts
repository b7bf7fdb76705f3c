import { cleanText } from './clean-text.js';
import { type CreateOutcome } from './create-outcome.js';
import { ProviderError } from './provider-error.js';
import { ProviderFailure } from './provider-failure.js';
import type { PmConnection, PmProvider } from './provider.js';

/** What fits into the columns and forms that it ends in, in code points. */
const MAX_IDENTITY = 255;
const MAX_NAME = 255;
const MAX_TEXT = 2_000;

/** Cut, they would be those of another thing. */
const IDENTITIES = new Set(['remoteId', 'key']);
const NAMES = new Set(['name', 'displayName', 'untranslatedName', 'status', 'statusId', 'email', 'type']);

/**
 * The same provider, whose connections answer with texts that are clean and bounded, whatever the tracker sent: the one
 * place that everything from a tracker passes, whichever adapter read it.
 */
export function boundedProvider(provider: PmProvider): PmProvider {
  return new Proxy(provider, {
    get: (target, name) => {
      const member: unknown = Reflect.get(target, name, target);
      if (name === 'connect') return (settings: never) => boundedConnection(provider.connect(settings));
      return typeof member === 'function' ? (member.bind(target) as unknown) : member;
    },
  });
}

function boundedConnection(connection: PmConnection): PmConnection {
  return new Proxy(connection, {
    get: (target, name) => {
      const member: unknown = Reflect.get(target, name, target);
      if (typeof member !== 'function') return member;
      const method = member.bind(target) as (...args: unknown[]) => unknown;
      return (...args: unknown[]) => {
        const answer = method(...args);
        if (!(answer instanceof Promise)) return answer;
        return answer.then(name === 'createTickets' ? boundedOutcomes : bounded);
      };
    },
  });
}

/** One answer that cannot be used spoils no other. */
function boundedOutcomes(outcomes: unknown): readonly CreateOutcome[] {
  return (outcomes as readonly CreateOutcome[]).map((outcome) => {
    try {
      return bounded(outcome) as CreateOutcome;
    } catch (error) {
      if (!(error instanceof ProviderError)) throw error;
      return { kind: 'uncertain', operationId: outcome.operationId, error };
    }
  });
}

/** @throws ProviderError where an id or a key cannot be one. */
function bounded(value: unknown, name = ''): unknown {
  if (typeof value === 'string') return boundedText(value, name);
  if (Array.isArray(value)) return value.map((element) => bounded(element, name));
  if (value instanceof Map) return new Map([...value].map(([key, member]) => [key, bounded(member, name)]));
  if (!isPlainObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, bounded(member, key)]));
}

function boundedText(text: string, name: string): string {
  if (!IDENTITIES.has(name)) return cleanText(text, NAMES.has(name) ? MAX_NAME : MAX_TEXT);
  const clean = cleanText(text, Infinity);
  if (clean === text && Array.from(text).length <= MAX_IDENTITY) return text;
  throw new ProviderError(
    ProviderFailure.UNEXPECTED,
    `The tracker gave something an id of ${text.length} characters that can be none.`,
    { tookEffect: 'unknown' },
  );
}

function isPlainObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;
}
