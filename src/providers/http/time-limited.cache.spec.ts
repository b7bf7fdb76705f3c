import { TimeLimitedCache } from './time-limited.cache.js';

describe('a time-limited cache', () => {
  let now = 0;
  let loads = 0;
  const newCache = () => new TimeLimitedCache<number>(1_000, () => new Date(now));
  const load = async () => (loads += 1);

  beforeEach(() => {
    now = loads = 0;
  });

  it('asks once for a while, also for those who ask at the same time', async () => {
    const cache = newCache();
    expect(await Promise.all([cache.get('a', load), cache.get('a', load)])).toEqual([1, 1]);
    now = 999;
    expect(await cache.get('a', load)).toBe(1);
    now = 1_000;
    expect(await cache.get('a', load)).toBe(2);
    expect(await cache.get('b', load)).toBe(3);
  });

  it('forgets failures, and what it is told to forget', async () => {
    const cache = newCache();
    await expect(cache.get('a', () => Promise.reject(new Error('down')))).rejects.toThrow('down');
    expect(await cache.get('a', load)).toBe(1);
    cache.invalidate('a');
    expect(cache.has('a')).toBe(false);
  });

  it('does not outlive a clock that is set back', async () => {
    const cache = newCache();
    now = 10_000;
    await cache.get('a', load);
    now = 0;
    expect(cache.peek('a')).toBeUndefined();
  });
});
