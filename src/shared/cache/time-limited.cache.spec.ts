import { TimeLimitedCache } from './time-limited.cache.js';

describe('a time-limited cache', () => {
  let now: number;
  let cache: TimeLimitedCache<number>;
  let loads: number;
  const load = async () => (loads += 1);

  beforeEach(() => {
    now = loads = 0;
    cache = new TimeLimitedCache(1_000, () => new Date(now));
  });

  it('loads once until the time is over', async () => {
    expect(await cache.get('a', load)).toBe(1);
    now = 999;
    expect(await cache.get('a', load)).toBe(1);
    now = 1_000;
    expect(await cache.get('a', load)).toBe(2);
  });

  it('loads each key by itself', async () => {
    expect([await cache.get('a', load), await cache.get('b', load)]).toEqual([1, 2]);
  });

  it('shares a load between callers that ask at the same time', async () => {
    expect(await Promise.all([cache.get('a', load), cache.get('a', load)])).toEqual([1, 1]);
    const { promise, resolve } = Promise.withResolvers<number>();
    const first = cache.get('b', () => promise);
    const second = cache.get('b', load);
    resolve(7);
    expect(await Promise.all([first, second])).toEqual([7, 7]);
    expect(loads).toBe(1);
  });

  it('loads anew for a refresh, and caches its answer', async () => {
    await cache.get('a', load);
    expect(await cache.refresh('a', load)).toBe(2);
    expect(await cache.get('a', load)).toBe(2);
  });

  it('caches no failure', async () => {
    await expect(cache.get('a', () => Promise.reject(new Error('down')))).rejects.toThrow('down');
    expect(cache.peek('a')).toBeUndefined();
    expect(await cache.get('a', load)).toBe(1);
  });

  it('keeps the newer answer when an older load fails late', async () => {
    const { promise, reject } = Promise.withResolvers<number>();
    const old = cache.get('a', () => promise);
    await cache.refresh('a', load);
    reject(new Error('late'));
    await expect(old).rejects.toThrow('late');
    expect(await cache.peek('a')).toBe(1);
  });

  it('drops a key that is invalidated', async () => {
    await cache.get('a', load);
    cache.invalidate('a');
    expect(cache.has('a')).toBe(false);
  });

  it('drops everything when it is cleared, and says how much that was', async () => {
    await cache.get('a', load);
    await cache.get('b', load);
    expect(cache.clear()).toBe(2);
    expect(cache.has('a')).toBe(false);
  });

  it('keeps nothing for longer when the clock is set back', async () => {
    now = 10_000;
    await cache.get('a', load);
    now = 0;
    expect(cache.peek('a')).toBeUndefined();
  });

  it('holds a thousand entries at most, and drops the one that was used longest ago', async () => {
    for (let key = 0; key <= 1_000; key += 1) await cache.get(String(key), load);
    expect(cache.peek('0')).toBeUndefined();
    expect(cache.peek('1')).not.toBeUndefined();
    expect(cache.peek('1000')).not.toBeUndefined();
  });
});
