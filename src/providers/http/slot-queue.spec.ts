import { SlotQueue } from './slot-queue.js';

const patient = () => new AbortController().signal;

describe('the line for a slot', () => {
  it('is served in the order of asking', async () => {
    const queue = new SlotQueue(1);
    const order: string[] = [];
    const release = await queue.acquire('a', patient());
    const waiting = ['first', 'second', 'third'].map(async (name) => {
      const done = await queue.acquire('a', patient());
      order.push(name);
      done?.();
    });
    release?.();
    await Promise.all(waiting);
    expect(order).toEqual(['first', 'second', 'third']);
  });

  it('is left by whoever runs out of patience, without costing a slot', async () => {
    const queue = new SlotQueue(1);
    const release = await queue.acquire('a', patient());
    const impatient = new AbortController();
    const gone = queue.acquire('a', impatient.signal);
    const next = queue.acquire('a', patient());
    impatient.abort();
    expect(await gone).toBeNull();
    release?.();
    release?.();
    expect(await next).not.toBeNull();
    expect(await queue.acquire('a', AbortSignal.abort())).toBeNull();
  });

  it('is one for each key', async () => {
    const queue = new SlotQueue(1);
    await queue.acquire('a', patient());
    expect(await queue.acquire('b', patient())).not.toBeNull();
  });
});
