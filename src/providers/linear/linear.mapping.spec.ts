import { TicketStatusCategory } from '../contract/index.js';
import { categoryOf, inWorkflowOrder, priorityOf, projectOf } from './linear.mapping.js';

describe('Linear’s objects as the port’s', () => {
  it.each([
    ['triage', TicketStatusCategory.TODO],
    ['backlog', TicketStatusCategory.TODO],
    ['unstarted', TicketStatusCategory.TODO],
    ['started', TicketStatusCategory.IN_PROGRESS],
    ['completed', TicketStatusCategory.DONE],
    ['canceled', TicketStatusCategory.CANCELLED],
    ['duplicate', TicketStatusCategory.CANCELLED],
    ['invented tomorrow', TicketStatusCategory.UNKNOWN],
    ['constructor', TicketStatusCategory.UNKNOWN],
  ])('a state of type %s is %s', (type, category) => {
    expect(categoryOf(type)).toBe(category);
  });

  it('orders states as a team’s workflow does, unknown types last', () => {
    const state = (name: string, type: string, position: number) => ({ id: name, name, type, position });
    const states = [
      state('Done', 'completed', 1),
      state('New', 'invented', 0),
      state('Review', 'started', 2),
      state('Doing', 'started', 1),
      state('Backlog', 'backlog', 9),
    ];
    expect(inWorkflowOrder(states).map(({ name }) => name)).toEqual([
      'Backlog',
      'Doing',
      'Review',
      'Done',
      'New',
    ]);
  });

  it('knows priorities by name, without case', () => {
    const known = [
      { priority: 0, label: 'No priority' },
      { priority: 1, label: 'Urgent' },
    ];
    expect(priorityOf(' urgENT ', known)).toBe(1);
    expect(priorityOf('No Priority', known)).toBe(0);
    expect(priorityOf('High', known)).toBeNull();
  });

  it('leads people to the pages beside the API', () => {
    const team = { id: '1', key: 'ENG', name: 'Engineering' };
    expect(projectOf('https://api.linear.app', 'acme', team)).toEqual({
      remoteId: '1',
      key: 'ENG',
      name: 'Engineering',
      url: 'https://linear.app/acme/team/ENG/all',
    });
    expect(projectOf('http://127.0.0.1:7/x', 'a b', team).url).toBe('http://127.0.0.1:7/a%20b/team/ENG/all');
  });
});
