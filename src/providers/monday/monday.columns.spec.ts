import { TicketStatusCategory } from '../contract/index.js';
import { boardOf } from './monday.columns.js';
import { statusesOf } from './monday.mapping.js';
import { boardsSchema, type RawBoard } from './monday.schemas.js';

/** A board as monday.com would answer with it. */
function aBoard(...columns: { id?: string; title: string; type: string; settings?: unknown }[]): RawBoard {
  const withIds = columns.map((column, index) => ({
    id: `c${index}`,
    archived: false,
    settings: {},
    ...column,
  }));
  const { boards } = boardsSchema.parse({ boards: [{ id: 1, name: 'Board', columns: withIds }] });
  return boards[0]!;
}

describe('the columns of a board', () => {
  const roleOf = (raw: RawBoard) =>
    Object.fromEntries(
      Object.entries(boardOf(raw).roles).map(([role, column]) => [role, column?.title ?? null]),
    );

  it('have the roles that their titles say, without case', () => {
    const raw = aBoard(
      { title: 'Phase', type: 'status' },
      { title: 'STATUS', type: 'status' },
      { title: 'priority ', type: 'status' },
      { title: 'Notes', type: 'long_text' },
      { title: 'description', type: 'long_text' },
      { title: 'Start', type: 'date' },
      { title: 'Due date', type: 'date' },
      { title: 'Delivr', type: 'text' },
    );
    expect(roleOf(raw)).toEqual({
      marker: 'Delivr',
      status: 'STATUS',
      priority: 'priority ',
      description: 'description',
      labels: null,
      assignee: null,
      dueDate: 'Due date',
    });
  });

  it('have the roles that their types say where no title does', () => {
    const raw = aBoard(
      { title: 'Priority', type: 'status' },
      { title: 'Phase', type: 'status' },
      { title: 'Notes', type: 'long_text' },
      { title: 'When', type: 'date' },
      { title: 'Who', type: 'people' },
      { title: 'Topics', type: 'tags' },
      { title: 'delivr', type: 'numbers' },
    );
    expect(roleOf(raw)).toMatchObject({
      marker: null,
      status: 'Phase',
      description: null,
      labels: 'Topics',
      assignee: 'Who',
      dueDate: 'When',
    });
  });

  it.each([
    [
      'a list',
      {
        labels: [
          { id: 1, index: 1, label: 'Over', is_done: true },
          { index: 0, label: 'Doing' },
        ],
      },
    ],
    ['labels by index', { labels: { 1: 'Over', 0: 'Doing' }, done_colors: [1] }],
    ['a text', JSON.stringify({ labels: { 1: 'Over', 0: 'Doing' }, done_colors: [1] })],
  ])('have labels, written as %s', (_, settings) => {
    const statuses = statusesOf(boardOf(aBoard({ title: 'Status', type: 'status', settings })));
    expect(new Map(statuses.map(({ name, category }) => [name, category]))).toEqual(
      new Map([
        ['No status', TicketStatusCategory.TODO],
        ['Over', TicketStatusCategory.DONE],
        ['Doing', TicketStatusCategory.IN_PROGRESS],
      ]),
    );
  });

  it('begin grey, whatever the grey label says; deactivated ones cannot be chosen', () => {
    const labels = [
      { index: 5, label: 'Not started' },
      { index: 7, label: 'Old', is_deactivated: true },
      { index: 8, label: '' },
    ];
    const statuses = statusesOf(boardOf(aBoard({ title: 'Status', type: 'status', settings: { labels } })));
    expect(statuses.map(({ name, category }) => [name, category])).toEqual([
      ['No status', TicketStatusCategory.TODO],
      ['Not started', TicketStatusCategory.TODO],
    ]);
  });

  it('may have settings that nobody understands', () => {
    const raw = aBoard({ title: 'Status', type: 'status', settings: 'not json' });
    expect(statusesOf(boardOf(raw)).map(({ name }) => name)).toEqual(['No status']);
  });
});
