export const CREATE_TICKETS = `mutation ($input: CreateTicketsInput!) { createTickets(input: $input) {
  platform outcome ticket { remoteId key url } error { failure message retryable fields { path message } } } }`;
export const TICKET_STATUSES = `query ($input: TicketStatusesInput!) { ticketStatuses(input: $input) {
  ticketKey url status category isCompleted error { failure message retryable } } }`;
