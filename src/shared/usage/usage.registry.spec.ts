import type { EntityManager } from '@mikro-orm/postgresql';
import { UsageRegistry } from './usage.registry.js';

const EM = {} as EntityManager;
const USER = { kind: 'RELEASE', id: 'r1', name: '1.0.0' };

describe('the registry of who uses what', () => {
  it('gives the users of each id, in the order of registration, and none of what nobody uses', async () => {
    const registry = new UsageRegistry();
    registry.register('integration', async () => new Map([['i1', [USER]]]));
    registry.register('integration', async () => new Map([['i1', [{ ...USER, id: 'r2' }]]]));
    expect(await registry.findUsers(EM, 'integration', ['i1', 'i2'])).toEqual(
      new Map([
        ['i1', [USER, { ...USER, id: 'r2' }]],
        ['i2', []],
      ]),
    );
  });

  it('never drops a user: one of an id that nobody asked for is an error', async () => {
    const registry = new UsageRegistry();
    registry.register('integration', async () => new Map([['i1', [USER]]]));
    await expect(registry.findUsers(EM, 'integration', ['I1'])).rejects.toThrow('i1');
  });
});
