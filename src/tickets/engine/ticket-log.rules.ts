import { TicketState } from './ticket-state.js';

/** What whoever runs delivr reads of a ticket's change of state; null: nothing that they would act on. */
export function logLineOf(
  before: TicketState,
  after: TicketState,
): { readonly level: 'info' | 'warn'; readonly message: string } | null {
  if (before === after) return null;
  if (after === TicketState.FAILED) return { level: 'warn', message: 'A ticket could not be created.' };
  if (after === TicketState.MISSING)
    return { level: 'warn', message: 'A ticket is gone from the tracker, or hidden from us.' };
  if (after === TicketState.UNCERTAIN)
    return { level: 'warn', message: 'Whether a ticket was created is uncertain; it is looked for.' };
  if (before === TicketState.UNCERTAIN)
    return { level: 'info', message: 'Whether a ticket was created is certain again.' };
  if (before === TicketState.MISSING)
    return { level: 'info', message: 'A ticket that was missing is settled.' };
  return null;
}
