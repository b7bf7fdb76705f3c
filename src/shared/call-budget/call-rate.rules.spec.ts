import { toStoredRate, NO_LIMIT, rateOfBucket, rateOfWindow, reservedBurst } from './call-rate.rules.js';

describe('a rate of calls', () => {
  it('stays below what the other side counts, since it counts arrivals and we count departures', () => {
    const { perCallMs, burst } = toStoredRate({ calls: 10, perMs: 1_000, burst: 10 });
    expect(1_000 / perCallMs).toBeLessThan(10);
    expect(1_000 / perCallMs).toBeGreaterThan(8);
    expect(burst).toBeLessThan(10);
  });

  it.each([
    [100, 60_000],
    [1_500, 60_000],
    [2_500, 3_600_000],
  ])('of %i calls in any window of %i ms never exceeds them', (calls, perMs) => {
    const { perCallMs, burst } = toStoredRate(rateOfWindow(calls, perMs));
    expect(burst + 1 + perMs / perCallMs).toBeLessThanOrEqual(calls);
  });

  it.each([
    { size: 70, calls: 5 },
    { size: 10, calls: 10 },
    { size: 3, calls: 10 },
  ])(
    'of a bucket never takes more in one interval than lay in it at its beginning: %j',
    ({ size, calls }) => {
      const { perCallMs, burst } = toStoredRate(rateOfBucket(size, calls, 1_000));
      expect(burst + 1 + Math.floor(1_000 / perCallMs)).toBeLessThanOrEqual(size);
    },
  );

  it.each([
    { calls: 0, perMs: 1_000, burst: 5 },
    { calls: 5, perMs: 0, burst: 5 },
    { calls: Number.NaN, perMs: 1_000, burst: 5 },
  ])('that makes no sense limits nothing: %j', (rate) => {
    expect(toStoredRate(rate)).toEqual(NO_LIMIT);
  });

  it('leaves people a part of the burst that work in the background does not touch', () => {
    const kept = toStoredRate({ calls: 10, perMs: 1_000, burst: 10 });
    expect(reservedBurst(kept, false)).toBe(0);
    expect(reservedBurst(kept, true)).toBeGreaterThan(0);
    expect(reservedBurst(kept, true)).toBeLessThan(kept.burst);
  });
});
