import { TicketStatusCategory } from '../../providers/contract/index.js';
import { isCompleted } from './ticket-completion.rules.js';

const { DONE, IN_PROGRESS } = TicketStatusCategory;

describe('a ticket is judged completed by', () => {
  it.each([
    ['a status that was never read', null, null, [], false],
    ['the done category where no names are given', 'Shipped', DONE, [], true],
    ['another category where no names are given', 'Done', IN_PROGRESS, [], false],
    ['a given name, without case', 'RELEASED', IN_PROGRESS, ['Done', 'Released'], true],
    ['the done category, but another name than those given', 'Closed', DONE, ['Released'], false],
  ])('%s', (_, status, category, names, expected) => {
    expect(isCompleted(status, category, names)).toBe(expected);
  });
});
