import { HttpFailure, type HttpResponse } from './provider-http.js';
import { retryDelayMs, type Attempt } from './retry.rules.js';

const now = new Date('2025-02-01T10:00:00Z');
const response = (status: number, retryAfter?: string): HttpResponse => ({
  status,
  headers: retryAfter === undefined ? {} : { 'retry-after': retryAfter },
  body: '',
  date: null,
});
const reset = (sent: boolean) => new HttpFailure('reset', sent, 'x');
const delay = (given: Partial<Attempt>) =>
  retryDelayMs(
    { number: 1, outcome: response(503), isRepeatable: true, remainingMs: 10_000, jitter: 1, ...given },
    now,
  );

describe('the pause before another try', () => {
  it('grows, and half of it is jitter', () => {
    expect(delay({})).toBe(200);
    expect(delay({ jitter: 0 })).toBe(100);
    expect(delay({ number: 2 })).toBe(400);
    expect(delay({ number: 3 })).toBeNull();
  });

  it('is as long as the tracker asks, in seconds or as a date, if the deadline allows it', () => {
    expect(delay({ outcome: response(503, '3') })).toBe(3_000);
    expect(delay({ outcome: response(503, 'Sat, 01 Feb 2025 10:00:02 GMT') })).toBe(2_000);
    expect(delay({ outcome: response(503, 'soon') })).toBe(200);
    expect(delay({ outcome: response(503, '11') })).toBeNull();
    expect(delay({ remainingMs: 150 })).toBeNull();
  });

  it('follows only transient failures of repeatable requests', () => {
    for (const status of [200, 400, 401, 408, 429, 500, 501])
      expect(delay({ outcome: response(status) })).toBeNull();
    expect(delay({ isRepeatable: false })).toBeNull();
    expect(delay({ outcome: reset(true) })).toBe(200);
    expect(delay({ outcome: reset(true), isRepeatable: false })).toBeNull();
    expect(delay({ outcome: new HttpFailure('timeout', true, 'x') })).toBeNull();
  });

  it('is taken after a connection that was lost before anything was sent, whatever the request', () => {
    expect(delay({ outcome: reset(false), isRepeatable: false })).toBe(200);
  });
});
