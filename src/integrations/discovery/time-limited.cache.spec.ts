import { Clock } from '../../shared/clock/index.js';
import { TimeLimitedCache } from './time-limited.cache.js';

class HandClock extends Clock {
  ms = 0;

  now(): Date {
    return new Date(this.ms);
  }
}

describe('answers that are remembered for a moment', () => {
  let clock: HandClock;
  let cache: TimeLimitedCache<number>;
  let asked: number;
  const ask = async () => (asked += 1);

  beforeEach(() => {
    clock = new HandClock();
    cache = new TimeLimitedCache(1_000, clock);
    asked = 0;
  });

  it('are given again until they are too old', async () => {
    expect(await cache.get('a', false, ask)).toBe(1);
    clock.ms = 999;
    expect(await cache.get('a', false, ask)).toBe(1);
    clock.ms = 1_000;
    expect(await cache.get('a', false, ask)).toBe(2);
  });

  it('are kept apart by their key', async () => {
    expect([await cache.get('a', false, ask), await cache.get('b', false, ask)]).toEqual([1, 2]);
  });

  it('are shared by those who come while one is being fetched', async () => {
    const { promise, resolve } = Promise.withResolvers<number>();
    const first = cache.get('a', false, () => promise);
    const second = cache.get('a', false, ask);
    resolve(7);
    expect(await Promise.all([first, second])).toEqual([7, 7]);
    expect(asked).toBe(0);
  });

  it('are passed by a refresh, which is remembered itself', async () => {
    await cache.get('a', false, ask);
    expect(await cache.get('a', true, ask)).toBe(2);
    expect(await cache.get('a', false, ask)).toBe(2);
  });

  it('are no failures', async () => {
    const fail = () => Promise.reject(new Error('down'));
    await expect(cache.get('a', false, fail)).rejects.toThrow('down');
    expect(cache.peek('a')).toBeNull();
    expect(await cache.get('a', false, ask)).toBe(1);
  });

  it('an old failure that ends late does not take a newer answer with it', async () => {
    const { promise, reject } = Promise.withResolvers<number>();
    const old = cache.get('a', false, () => promise);
    await cache.get('a', true, ask);
    reject(new Error('late'));
    await expect(old).rejects.toThrow('late');
    expect(await cache.peek('a')).toBe(1);
  });

  it('are at most a thousand, the oldest goes first', async () => {
    for (let key = 0; key <= 1_000; key += 1) await cache.get(String(key), false, ask);
    expect(cache.peek('0')).toBeNull();
    expect(cache.peek('1')).not.toBeNull();
    expect(cache.peek('1000')).not.toBeNull();
  });
});
