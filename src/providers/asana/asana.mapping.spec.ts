import { TicketStatusCategory } from '../contract/index.js';
import {
  statusMembershipOf,
  priorityField,
  ticketShapeOf,
  statusesOf,
  statusOf,
  ticketOf,
} from './asana.mapping.js';
import type { AsanaField, AsanaTask } from './asana.schemas.js';

const SECTIONS = [
  { gid: '1', name: 'To do' },
  { gid: '2', name: 'Done' },
];
const membership = (project: string, section: number) => ({
  project: { gid: project },
  section: SECTIONS[section - 1],
});
const task = (parts: Partial<AsanaTask> = {}): AsanaTask => ({
  ...{ gid: '7', permalink_url: 'https://app.asana.com/1/1/project/2/task/7', completed: false },
  ...{ memberships: [membership('2', 1)] },
  ...parts,
});
const field = (parts: Partial<AsanaField>): AsanaField => ({
  gid: '5',
  name: 'Field',
  resource_subtype: 'enum',
  ...parts,
});

describe('statuses of Asana', () => {
  it('are the sections and Completed; a name completes nothing', () => {
    expect(statusesOf(SECTIONS).map(({ name, category }) => [name, category])).toEqual([
      ['To do', TicketStatusCategory.TODO],
      ['Done', TicketStatusCategory.IN_PROGRESS],
      ['Completed', TicketStatusCategory.DONE],
    ]);
  });

  it.each([
    ['To do', TicketStatusCategory.TODO, task(), 0],
    ['Done', TicketStatusCategory.IN_PROGRESS, task(), 1],
    ['Completed', TicketStatusCategory.DONE, task({ completed: true }), 0],
    ['Incomplete', TicketStatusCategory.TODO, task({ memberships: [] }), null],
  ])('say %s, %s', (name, category, given, index) => {
    const section = index === null ? null : SECTIONS[index]!;
    expect(statusOf(given, section, SECTIONS)).toMatchObject({ name, category });
  });

  it('are those of the project that it was made in, while it is there', () => {
    const both = task({ memberships: [membership('2', 1), membership('3', 2)] });
    expect(['3', '2', undefined, '4'].map((seen) => statusMembershipOf(both, seen)?.project?.gid)).toEqual([
      '3',
      '2',
      '2',
      '2',
    ]);
    expect(
      statusMembershipOf(task({ memberships: [{ project: { gid: '2' }, section: null }] }), undefined),
    ).toBeUndefined();
  });
});

describe('fields of Asana', () => {
  it('take a priority where Asana made the field, or where it is called so', () => {
    const named = field({ gid: '1', name: ' PRIORITY ' });
    const own = field({ gid: '2', name: 'Dringlichkeit', asana_created_field: 'priority' });
    expect(priorityField([named, own])?.gid).toBe('2');
    expect(priorityField([named])?.gid).toBe('1');
    expect(priorityField([field({ name: 'Priority', resource_subtype: 'text' })])).toBeNull();
  });

  it('can be set unless they fill themselves', () => {
    const fields = [
      field({ gid: '1' }),
      field({ gid: '2', resource_subtype: 'formula' }),
      field({ gid: '3', is_value_read_only: true }),
    ];
    expect(ticketShapeOf(fields)).toEqual({
      requiredFields: [],
      settableFields: ['1'],
      unsupportedFields: [{ field: 'PRIORITY', isRefused: false }],
    });
    expect(ticketShapeOf(null).settableFields).toBeNull();
  });
});

describe('a task of Asana', () => {
  it.each([
    ['https://app.asana.com/1/1/task/7', 'https://app.asana.com/1/1/task/7'],
    [undefined, 'https://app.asana.com/0/0/7'],
    ['javascript:alert(1)', 'https://app.asana.com/0/0/7'],
  ])('with the address %s is found at %s', (permalink, url) => {
    expect(ticketOf({ gid: '7', permalink_url: permalink })).toEqual({ remoteId: '7', key: '7', url });
  });
});
