import { PLATFORM_NAMES } from '../../pm-configs/index.js';
import type { TicketOperation } from '../ticket-operation.entity.js';
import { TicketState } from '../ticket-state.js';
import type { SiblingLink, WantedLink } from './sibling-link.entity.js';

/** The longest title that every tracker takes. */
const TITLE_MAX = 200;

/**
 * What the ticket of `carrier` should say of a sibling; null: nothing. Tickets of one tracker account stand beside each
 * other there and need no links, but one that has a link keeps it right, wherever its sibling goes.
 */
export function wantedLink(
  carrier: TicketOperation,
  sibling: TicketOperation,
  known: SiblingLink | undefined,
): WantedLink | null {
  const { integrationId, remoteId } = carrier;
  if (carrier.state !== TicketState.CREATED || remoteId === null) return null;
  const place = { integrationId, remoteId };
  const there = known?.isOn(place) && known.isSent && !known.refusal ? known : null;
  if (sibling.state === TicketState.CREATED) {
    const isElsewhere = sibling.integrationId !== integrationId;
    const isItself = !isElsewhere && sibling.remoteId === remoteId;
    const { url } = sibling;
    return url !== null && !isItself && (isElsewhere || there !== null)
      ? { ...place, url, title: titleOf(sibling) }
      : null;
  }
  if (!there) return null;
  // A link cannot be taken back, but it can say what has become of it. What is being made again will correct it.
  return sibling.state === TicketState.SKIPPED
    ? { ...place, url: there.url, title: formerTitleOf(sibling) }
    : there;
}

function titleOf({ platform, key }: TicketOperation): string {
  return `Release ticket for ${PLATFORM_NAMES[platform]}: ${key}`.slice(0, TITLE_MAX);
}

function formerTitleOf({ platform }: TicketOperation): string {
  return `No longer the release ticket for ${PLATFORM_NAMES[platform]}`;
}
