/** What a person would say of one platform's ticket: made by delivr, chosen by somebody, or given up. */
export type TicketTarget = 'ours' | 'theirs' | 'none';

export interface ModelTicket {
  target: TicketTarget;
  /** How often it was let go of after delivr may have made it. */
  abandonedCount: number;
}

/** All that must be true of the tickets of some releases, whatever fails: by release, by platform. */
export interface TicketModel {
  readonly releases: { isOpen: boolean; readonly tickets: Record<string, ModelTicket> }[];
}

export const aModel = (): TicketModel => ({ releases: [] });
export const aTicket = (): ModelTicket => ({ target: 'ours', abandonedCount: 0 });

/** Somebody wants something else than what delivr makes. */
export function retarget(ticket: ModelTicket, target: 'theirs' | 'none'): void {
  if (ticket.target === 'ours') ticket.abandonedCount += 1;
  ticket.target = target;
}

/** The states that a ticket may come to rest in. */
export function possibleStates(ticket: ModelTicket, isOpen: boolean): readonly string[] {
  if (ticket.target === 'none') return ['SKIPPED'];
  return isOpen || ticket.target === 'theirs' ? ['CREATED'] : ['CREATED', 'SKIPPED'];
}

/** How many tickets there may be in the tracker that delivr made for it: at least, at most. */
export function possibleCounts(ticket: ModelTicket, isOpen: boolean): readonly [number, number] {
  return [
    isOpen && ticket.target === 'ours' ? 1 : 0,
    ticket.abandonedCount + (ticket.target === 'ours' ? 1 : 0),
  ];
}
