import { PLATFORM_NAMES } from '../../pm-configs/index.js';
import type { TicketOperation } from '../engine/ticket-operation.entity.js';
import { TicketState } from '../engine/ticket-state.js';
import type { CrossLink, DesiredCrossLink } from './cross-link.entity.js';

/** The longest title that every tracker takes. */
const TITLE_MAX = 200;

/**
 * What the ticket of `carrier` should say of a sibling; null: nothing. Tickets of one tracker account stand beside each
 * other there and need no links, but one that has a link keeps it right, wherever its sibling goes.
 */
export function desiredCrossLink(
  source: TicketOperation,
  target: TicketOperation,
  known: CrossLink | undefined,
): DesiredCrossLink | null {
  const { integrationId, remoteId } = source;
  if (source.state !== TicketState.CREATED || remoteId === null) return null;
  const place = { integrationId, remoteId };
  const written = known?.isOnTicket(place) && known.isSent && !known.refusal ? known : null;
  if (target.state === TicketState.CREATED) {
    const isElsewhere = target.integrationId !== integrationId;
    const isItself = !isElsewhere && target.remoteId === remoteId;
    const { url } = target;
    return url !== null && !isItself && (isElsewhere || written !== null)
      ? { ...place, url, title: titleOf(target) }
      : null;
  }
  if (!written) return null;
  // A link cannot be taken back, but it can say what has become of it. What is being made again will correct it.
  return target.state === TicketState.SKIPPED
    ? { ...place, url: written.url, title: formerTitleOf(target) }
    : written;
}

function titleOf({ platform, key }: TicketOperation): string {
  return `Release ticket for ${PLATFORM_NAMES[platform]}: ${key}`.slice(0, TITLE_MAX);
}

function formerTitleOf({ platform }: TicketOperation): string {
  return `No longer the release ticket for ${PLATFORM_NAMES[platform]}`;
}
