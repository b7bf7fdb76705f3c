import { PLATFORM_NAMES } from '../../pm-configs/index.js';
import type { LeftOutLabel, RemoteTicket } from '../../providers/contract/index.js';
import type { TicketError } from './ticket-error.object.js';
import type { TicketOperation } from './ticket-operation.entity.js';
import { TicketState } from './ticket-state.js';

/** What the activity says of a ticket. */
export interface TicketActivityEntry {
  /** Dotted and stable. Never renamed. */
  readonly action: string;
  readonly summary: string;
  readonly details: Readonly<Record<string, unknown>>;
}

/** What of an operation an entry names. */
type TicketFacts = Pick<TicketOperation, 'platform' | 'state' | 'key' | 'url' | 'error'>;

export interface TicketChange {
  /** Its state is another one, or it has another ticket than before. */
  readonly isNewState: boolean;
  /** Tickets beside the one that is followed, which no entry has named yet. */
  readonly duplicates: readonly RemoteTicket[];
}

/** A ticket that is only waiting to be created has no entry. */
export function changeEntriesOf(
  operation: TicketFacts,
  { isNewState, duplicates }: TicketChange,
): readonly TicketActivityEntry[] {
  const { platform } = operation;
  const name = PLATFORM_NAMES[platform];
  const duplicateEntries = duplicates.map(({ key, url }) => ({
    action: 'ticket.duplicate_found',
    summary: `${key} is a second ticket for ${name}. Close it in the tracker.`,
    details: { platform, key, url },
  }));
  const stateEntry = isNewState ? stateEntryOf(operation, name) : null;
  if (!stateEntry) return duplicateEntries;
  return [...duplicateEntries, { ...stateEntry, details: { platform, ...stateEntry.details } }];
}

/** The tracker takes no cross-link on the ticket. */
export function linkRefusedEntryOf(
  { key, platform }: Pick<TicketFacts, 'key' | 'platform'>,
  error: TicketError,
): TicketActivityEntry {
  return {
    action: 'ticket.link_refused',
    summary: `${key}, the ticket for ${PLATFORM_NAMES[platform]}, carries no links to the release’s other tickets: ${error.message}`,
    details: { platform, key, error },
  };
}

/** A default label that the tracker does not have is no reason to make no ticket. */
export function labelLeftOutEntryOf(
  { key, platform }: Pick<TicketFacts, 'key' | 'platform'>,
  { name, reason }: LeftOutLabel,
): TicketActivityEntry {
  return {
    action: 'ticket.label_left_out',
    summary: `${key}, the ticket for ${PLATFORM_NAMES[platform]}, is without the default label ${name}: ${reason}`,
    details: { platform, key, label: name },
  };
}

/** It was not created before its integration was deleted. */
export function disconnectedEntryOf({ platform }: Pick<TicketFacts, 'platform'>): TicketActivityEntry {
  return {
    action: 'ticket.given_up',
    summary: `The ticket for ${PLATFORM_NAMES[platform]} is not made: its tracker was disconnected.`,
    details: { platform },
  };
}

function stateEntryOf({ state, key, url, error }: TicketFacts, platform: string): TicketActivityEntry | null {
  switch (state) {
    case TicketState.CREATED: {
      const details = { key, url };
      return { action: 'ticket.created', summary: `${key} is the ticket for ${platform}.`, details };
    }
    case TicketState.FAILED: {
      const summary = `The ticket for ${platform} was refused: ${error?.message}`;
      return { action: 'ticket.failed', summary, details: { error } };
    }
    case TicketState.UNCERTAIN: {
      const summary = `The ticket for ${platform} may exist; it is being looked for.`;
      return { action: 'ticket.uncertain', summary, details: { error } };
    }
    case TicketState.MISSING: {
      const summary = `${key}, the ticket for ${platform}, is gone from the tracker.`;
      return { action: 'ticket.missing', summary, details: { key } };
    }
    default:
      return null;
  }
}
