import { readableEntityName, pathInInput, valueAt } from './access.rules.js';

describe('the way to an id in the arguments', () => {
  it('leads through inputs', () => {
    expect(valueAt({ input: { projectId: 'p' } }, 'input.projectId')).toBe('p');
    expect(valueAt({ id: 'x' }, 'id')).toBe('x');
  });

  it('ends where there is nothing', () => {
    for (const args of [{}, { input: null }, { input: 'text' }]) {
      expect(valueAt(args, 'input.projectId')).toBeUndefined();
    }
  });

  it('is told from inside the input, and not at all for an argument that stands alone', () => {
    expect(pathInInput('input.connection.id')).toBe('connection.id');
    expect(pathInInput('projectId')).toBeNull();
  });
});

it('kinds of things are called as people call them', () => {
  expect(['Release', 'PmConfig', 'WebhookEndpoint'].map(readableEntityName)).toEqual([
    'release',
    'pm config',
    'webhook endpoint',
  ]);
});
