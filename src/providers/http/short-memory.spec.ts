import { ShortMemory } from './short-memory.js';

describe('a short memory', () => {
  let now = 0;
  let asked = 0;
  const memory = () => new ShortMemory<number>(1_000, () => new Date(now));
  const ask = async () => (asked += 1);

  beforeEach(() => {
    now = asked = 0;
  });

  it('asks once for a while, also for those who ask at the same time', async () => {
    const kept = memory();
    expect(await Promise.all([kept.get('a', ask), kept.get('a', ask)])).toEqual([1, 1]);
    now = 999;
    expect(await kept.get('a', ask)).toBe(1);
    now = 1_000;
    expect(await kept.get('a', ask)).toBe(2);
    expect(await kept.get('b', ask)).toBe(3);
  });

  it('forgets failures, and what it is told to forget', async () => {
    const kept = memory();
    await expect(kept.get('a', () => Promise.reject(new Error('down')))).rejects.toThrow('down');
    expect(await kept.get('a', ask)).toBe(1);
    kept.forget('a');
    expect(kept.has('a')).toBe(false);
  });

  it('does not outlive a clock that is set back', async () => {
    const kept = memory();
    now = 10_000;
    await kept.get('a', ask);
    now = 0;
    expect(kept.peek('a')).toBeUndefined();
  });
});
