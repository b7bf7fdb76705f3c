import { PLATFORM_NAMES } from '../../../pm-configs/index.js';
import type { TicketOperation } from '../../engine/ticket-operation.entity.js';
import { TicketState } from '../../engine/ticket-state.js';
import type { DesiredTicketChange, TicketChange } from '../ticket-change.entity.js';

/** The longest title that every tracker takes. */
const TITLE_MAX = 200;

/** A type, not an interface: it is stored as a change's content. */
export type CrossLinkContent = { readonly url: string; readonly title: string };

type DesiredCrossLink = DesiredTicketChange & { readonly content: CrossLinkContent };

/**
 * The link that the ticket of `source` should carry to the ticket of `target`; null: none. Tickets of one tracker account
 * stand beside each other there and need no links, but a link that was written once is kept true, wherever its target
 * moves.
 */
export function desiredCrossLink(
  source: TicketOperation,
  target: TicketOperation,
  known: TicketChange | undefined,
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
      ? { ...place, content: { url, title: titleOf(target) } }
      : null;
  }
  if (!written) return null;
  const content = written.content as CrossLinkContent;
  // A link cannot be removed, but its title can tell. A target that is being made again corrects it afterwards.
  return target.state === TicketState.SKIPPED
    ? { ...place, content: { url: content.url, title: formerTitleOf(target) } }
    : { ...place, content };
}

function titleOf({ platform, key }: TicketOperation): string {
  return `Release ticket for ${PLATFORM_NAMES[platform]}: ${key}`.slice(0, TITLE_MAX);
}

function formerTitleOf({ platform }: TicketOperation): string {
  return `No longer the release ticket for ${PLATFORM_NAMES[platform]}`;
}
