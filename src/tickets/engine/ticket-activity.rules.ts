import { PLATFORM_NAMES } from '../../pm-configs/index.js';
import type { TicketChanged, CrossLinkRefused } from './ticket-events.js';
import { TicketState } from './ticket-state.js';

/** What the activity says of a change, whoever wanted the ticket. */
export interface TicketActivityEntry {
  readonly action: string;
  readonly summary: string;
  readonly details: Readonly<Record<string, unknown>>;
}

/** What is worth telling of a change; nothing of a ticket that merely waits for its turn. */
export function activityEntriesOf({
  operation,
  isNewState,
  duplicates,
  isReplaced,
}: TicketChanged): readonly TicketActivityEntry[] {
  const { platform } = operation;
  const name = PLATFORM_NAMES[platform];
  const duplicateEntries = duplicates.map(({ key, url }) => ({
    action: 'ticket.duplicate_found',
    summary: `${key} is a second ticket for ${name}. Close it in the tracker.`,
    details: { platform, key, url },
  }));
  const stateEntry = isNewState || isReplaced ? stateEntryOf(operation, name) : null;
  if (!stateEntry) return duplicateEntries;
  return [...duplicateEntries, { ...stateEntry, details: { platform, ...stateEntry.details } }];
}

export function crossLinkRefusedEntryOf({
  operation: { key, platform },
  error,
}: CrossLinkRefused): TicketActivityEntry {
  return {
    action: 'ticket.link_refused',
    summary: `${key}, the ticket for ${PLATFORM_NAMES[platform]}, carries no links to the release’s other tickets: ${error.message}`,
    details: { platform, key, error },
  };
}

function stateEntryOf(
  { state, key, url, error }: TicketChanged['operation'],
  platform: string,
): TicketActivityEntry | null {
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
