import { logLineOf } from './ticket-log.rules.js';
import { TicketState } from './ticket-state.js';

const S = TicketState;

describe('what the log says of a ticket', () => {
  it.each([
    [S.CREATING, S.FAILED, 'warn'],
    [S.CREATING, S.UNCERTAIN, 'warn'],
    [S.CREATED, S.MISSING, 'warn'],
    [S.UNCERTAIN, S.CREATED, 'info'],
    [S.UNCERTAIN, S.PENDING, 'info'],
    [S.MISSING, S.CREATED, 'info'],
  ])('from %s to %s is told as %s', (before, after, level) =>
    expect(logLineOf(before, after)?.level).toBe(level),
  );

  it.each([
    [S.PENDING, S.CREATING],
    [S.CREATING, S.CREATED],
    [S.FAILED, S.PENDING],
    [S.CREATED, S.CREATED],
  ])('is nothing from %s to %s', (before, after) => expect(logLineOf(before, after)).toBeNull());
});
