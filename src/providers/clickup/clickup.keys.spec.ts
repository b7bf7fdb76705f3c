import { listId, taskName, type TaskName } from './clickup.keys.js';

describe('ids of ClickUp', () => {
  it.each<[string, TaskName]>([
    ['86abc', { kind: 'id', id: '86abc' }],
    ['86ABC', { kind: 'id', id: '86abc' }],
    ['9', { kind: 'id', id: '9' }],
    ['SHOP-12', { kind: 'custom', customId: 'SHOP-12' }],
    ['shop_2-12', { kind: 'custom', customId: 'SHOP_2-12' }],
  ])('name a task: %j', (text, name) => expect(taskName(text)).toEqual(name));

  it.each(['', '../user', '%2e%2e', 'a b', 'SHOP-', '-1', 'SHOP-1/x', '86abc?x', 'ä1', 'a'.repeat(33)])(
    'are not: %j names no task',
    (text) => expect(taskName(text)).toBeNull(),
  );

  it('of lists are numbers', () => {
    expect(listId('901')).toBe('901');
    for (const text of ['', '0x1', '-1', '9 1', '../901', '9'.repeat(19), 'NOPE', '９']) {
      expect([text, listId(text)]).toEqual([text, null]);
    }
  });
});
