import { cleanText } from './clean-text.js';
import type { CreateOutcome } from './create-outcome.js';
import { ProviderError } from './provider-error.js';
import { ProviderFailure } from './provider-failure.js';
import type { PmConnection, PmProvider } from './provider.js';
import type { LookupOutcome, LookupOutcomes, TicketMatches } from './ticket-lookup.js';
import type { TicketSnapshot } from './ticket.js';

/** What fits into the columns and forms that it ends in, in code points. */
const MAX_IDENTITY = 255;
const MAX_NAME = 255;
const MAX_TEXT = 2_000;
/** After a lookup whose answer cannot be used. */
const LOOKUP_AGAIN_MS = 60_000;

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
        const boundsOf = BOUNDS[String(name)];
        return answer.then((value: unknown) => (boundsOf ? boundsOf(value as never) : bounded(value)));
      };
    },
  });
}

/** Answers about several tickets: one that cannot be used spoils no other. */
const BOUNDS: Readonly<Record<string, (answer: never) => unknown>> = {
  createTickets: (outcomes: readonly CreateOutcome[]) =>
    outcomes.map((outcome) =>
      boundedOr<CreateOutcome>(outcome, (error) => ({
        ...{ kind: 'uncertain', operationId: outcome.operationId },
        error,
      })),
    ),
  // It exists, whatever its id: absent, it would count as gone.
  getTickets: (tickets: ReadonlyMap<string, TicketSnapshot>) =>
    new Map(
      [...tickets].map(([id, snapshot]) => [
        id,
        boundedOr(snapshot, () => bounded(snapshot, '', cutIdentity) as TicketSnapshot),
      ]),
    ),
  findTickets: (outcomes: LookupOutcomes) =>
    new Map(
      [...outcomes].map(([id, outcome]) => [
        id,
        boundedOr<LookupOutcome>(outcome, ({ message }) => ({
          ...{ kind: 'absent', proven: false, lookupAgainAfterMs: LOOKUP_AGAIN_MS },
          reason: message,
        })),
      ]),
    ),
  // What is absent here was not seen, which proves nothing.
  searchTickets: (matches: TicketMatches) =>
    new Map(
      [...matches].flatMap(([id, tickets]) => {
        const usable = boundedOr<typeof tickets | null>(tickets, () => null);
        return usable ? [[id, usable] as const] : [];
      }),
    ),
};

function boundedOr<T>(value: T, otherwise: (error: ProviderError) => T): T {
  try {
    return bounded(value) as T;
  } catch (error) {
    if (!(error instanceof ProviderError)) throw error;
    return otherwise(error);
  }
}

/** @throws ProviderError where an id or a key cannot be one, unless `identityOf` makes something of it. */
function bounded(value: unknown, name = '', identityOf = checkIdentity): unknown {
  if (typeof value === 'string') {
    if (IDENTITIES.has(name)) return identityOf(value);
    return cleanText(value, NAMES.has(name) ? MAX_NAME : MAX_TEXT);
  }
  if (Array.isArray(value)) return value.map((element) => bounded(element, name, identityOf));
  if (value instanceof Map)
    return new Map([...value].map(([key, member]) => [key, bounded(member, name, identityOf)]));
  if (!isPlainObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, member]) => [key, bounded(member, key, identityOf)]),
  );
}

/** To be shown only: cut, it leads nowhere. */
function cutIdentity(text: string): string {
  return cleanText(text, MAX_IDENTITY);
}

function checkIdentity(text: string): string {
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
