import { SlotQueue } from './slot-queue.js';

const neverAborted = () => new AbortController().signal;

describe('the queue for a slot', () => {
  it('is served in the order of asking', async () => {
    const queue = new SlotQueue(1);
    const order: string[] = [];
    const release = await queue.acquire('a', neverAborted());
    const waiting = ['first', 'second', 'third'].map(async (name) => {
      const done = await queue.acquire('a', neverAborted());
      order.push(name);
      done?.();
    });
    release?.();
    await Promise.all(waiting);
    expect(order).toEqual(['first', 'second', 'third']);
  });

  it('is left by whoever stops waiting, without costing a slot', async () => {
    const queue = new SlotQueue(1);
    const release = await queue.acquire('a', neverAborted());
    const aborting = new AbortController();
    const abandoned = queue.acquire('a', aborting.signal);
    const next = queue.acquire('a', neverAborted());
    aborting.abort();
    expect(await abandoned).toBeNull();
    release?.();
    release?.();
    expect(await next).not.toBeNull();
    expect(await queue.acquire('a', AbortSignal.abort())).toBeNull();
  });

  it('is one for each key', async () => {
    const queue = new SlotQueue(1);
    await queue.acquire('a', neverAborted());
    expect(await queue.acquire('b', neverAborted())).not.toBeNull();
  });
});
