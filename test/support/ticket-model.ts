/** What a person would say of one platform's ticket: made by delivr, chosen by somebody, or given up. */
export type Wish = 'ours' | 'theirs' | 'none';

export interface ModelTicket {
  wish: Wish;
  /** How often it was let go of after delivr may have made it. */
  letGo: number;
}

/** All that must be true of the tickets of some releases, whatever fails: by release, by platform. */
export interface TicketModel {
  readonly releases: { isOpen: boolean; readonly tickets: Record<string, ModelTicket> }[];
}

export const aModel = (): TicketModel => ({ releases: [] });
export const aTicket = (): ModelTicket => ({ wish: 'ours', letGo: 0 });

/** Somebody wants something else than what delivr makes. */
export function letGo(ticket: ModelTicket, wish: 'theirs' | 'none'): void {
  if (ticket.wish === 'ours') ticket.letGo += 1;
  ticket.wish = wish;
}

/** The states that a ticket may come to rest in. */
export function possibleStates(ticket: ModelTicket, isOpen: boolean): readonly string[] {
  if (ticket.wish === 'none') return ['SKIPPED'];
  return isOpen || ticket.wish === 'theirs' ? ['CREATED'] : ['CREATED', 'SKIPPED'];
}

/** How many tickets there may be in the tracker that delivr made for it: at least, at most. */
export function possibleCounts(ticket: ModelTicket, isOpen: boolean): readonly [number, number] {
  return [isOpen && ticket.wish === 'ours' ? 1 : 0, ticket.letGo + (ticket.wish === 'ours' ? 1 : 0)];
}
