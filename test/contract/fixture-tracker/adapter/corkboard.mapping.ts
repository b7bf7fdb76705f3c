import {
  type RemoteProject,
  type RemoteStatus,
  type RemoteTicket,
  type TicketSnapshot,
  TicketStatusCategory,
} from '../../../../src/providers/contract/index.js';
import type { CorkboardBoardRef, CorkboardCard, CorkboardColumn } from './corkboard.schemas.js';

/** Corkboard's objects as the port's. */

const CATEGORIES: Readonly<Record<string, TicketStatusCategory>> = {
  waiting: TicketStatusCategory.TODO,
  doing: TicketStatusCategory.IN_PROGRESS,
  finished: TicketStatusCategory.DONE,
  dropped: TicketStatusCategory.CANCELLED,
};

export function ticketOf({ id, page }: CorkboardCard): RemoteTicket {
  return { remoteId: id, key: id, url: page };
}

export function snapshotOf(card: CorkboardCard): TicketSnapshot {
  const { remoteId: statusId, name: status, category } = statusOf(card.column);
  return { ...ticketOf(card), status, statusId, category };
}

export function projectOf({ id, name, page }: CorkboardBoardRef): RemoteProject {
  return { remoteId: id, key: id, name, url: page ?? null };
}

export function statusOf({ id, name, kind }: CorkboardColumn): RemoteStatus {
  const category = Object.hasOwn(CATEGORIES, kind ?? '') ? CATEGORIES[kind ?? ''] : undefined;
  return { remoteId: id, name, category: category ?? TicketStatusCategory.UNKNOWN };
}
