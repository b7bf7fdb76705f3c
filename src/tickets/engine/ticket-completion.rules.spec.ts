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
    const completed = names.map((name) => ({ name, id: null }));
    expect(isCompleted({ status, statusId: '1', category }, completed)).toBe(expected);
  });

  it.each([
    ['an id, whatever the status is called now', 'Gereed', '7', DONE, true],
    ['an id, and not by a name that another status took over', 'Done', '8', IN_PROGRESS, false],
    ['the name of a done status of another project', 'Done', '8', DONE, true],
    ['the name where a read tells no id', 'done', null, DONE, true],
  ])('%s', (_, status, statusId, category, expected) => {
    expect(isCompleted({ status, statusId, category }, [{ name: 'Done', id: '7' }])).toBe(expected);
  });
});
