import { TicketStatusCategory } from '../contract/index.js';
import { categoryOf, issueTypeOf, pathOf, PLAIN_TASK, projectOf, ticketOf } from './clickup.mapping.js';

describe('ClickUp’s words as the port’s', () => {
  it.each([
    ['open', TicketStatusCategory.TODO],
    ['unstarted', TicketStatusCategory.TODO],
    ['custom', TicketStatusCategory.IN_PROGRESS],
    ['done', TicketStatusCategory.DONE],
    ['closed', TicketStatusCategory.DONE],
    ['something new', TicketStatusCategory.IN_PROGRESS],
    ['constructor', TicketStatusCategory.IN_PROGRESS],
    ['', TicketStatusCategory.UNKNOWN],
    [null, TicketStatusCategory.UNKNOWN],
    [undefined, TicketStatusCategory.UNKNOWN],
  ])('a status of the type %j is %s', (type, category) => expect(categoryOf(type)).toBe(category));

  it('a task is known by its id alone', () => {
    expect(ticketOf('https://app.clickup.com', { id: '86abc' })).toEqual({
      remoteId: '86abc',
      key: '86abc',
      url: 'https://app.clickup.com/t/86abc',
    });
  });

  it('a list is named after where it lies, but for the folder that nobody sees', () => {
    const list = { id: '901', name: 'Releases', statuses: [], space: { id: '1', name: 'Product' } };
    const inFolder = (hidden: boolean) => pathOf({ ...list, folder: { id: '2', name: 'Apps', hidden } });
    expect(projectOf('https://w.test', '9001', '901', inFolder(false))).toEqual({
      remoteId: '901',
      key: '901',
      name: 'Product / Apps / Releases',
      url: 'https://w.test/9001/v/li/901',
    });
    expect(projectOf('https://w.test', null, '901', inFolder(true))).toMatchObject({
      name: 'Product / Releases',
      url: null,
    });
  });

  it('a task type has the fields that are scoped to it, and those that are scoped to none', () => {
    const field = (id: string, types: number[] | null, required = false) => ({
      ...{ id, name: id, type: 'drop_down', required },
      type_config: { options: [{ id: 'o', name: 'Red' }, { id: 'p', label: 'Blue' }, { id: 'q' }] },
      ...(types && { applied_objects: types.map((object_id) => ({ object_type: 19, object_id })) }),
    });
    const fields = [field('all', null, true), field('bugs', [1001]), field('plain', [0], true)];
    const space = {
      id: '1',
      name: 'x',
      features: { tags: { enabled: false }, due_dates: { enabled: true } },
    };
    const task = issueTypeOf(PLAIN_TASK, fields, [], space);
    expect(task).toMatchObject({
      remoteId: '0',
      isDefault: true,
      settableFields: ['all', 'plain'],
      unsupportedFields: [{ field: 'LABELS', isRefused: false }],
    });
    expect(task.requiredFields.map(({ remoteId }) => remoteId)).toEqual(['all', 'plain']);
    expect(task.requiredFields[0]?.allowedValues).toEqual(['Red', 'Blue', 'q']);
    const bug = issueTypeOf({ id: 1001, name: 'Bug' }, fields, [], null);
    expect(bug).toMatchObject({ isDefault: false, settableFields: ['all', 'bugs'], unsupportedFields: [] });
  });
});
