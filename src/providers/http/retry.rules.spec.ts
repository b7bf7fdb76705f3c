import { HttpFailure, type HttpResponse } from './provider-http.js';
import { pauseBeforeNextTry, type Try } from './retry.rules.js';

const now = new Date('2025-02-01T10:00:00Z');
const answer = (status: number, retryAfter?: string): HttpResponse => ({
  status,
  headers: retryAfter === undefined ? {} : { 'retry-after': retryAfter },
  body: '',
  date: null,
});
const reset = (sent: boolean) => new HttpFailure('reset', sent, 'x');
const pause = (given: Partial<Try>) =>
  pauseBeforeNextTry(
    { number: 1, outcome: answer(503), isRepeatable: true, remainingMs: 10_000, chance: 1, ...given },
    now,
  );

describe('the pause before another try', () => {
  it('grows, and half of it is chance', () => {
    expect(pause({})).toBe(200);
    expect(pause({ chance: 0 })).toBe(100);
    expect(pause({ number: 2 })).toBe(400);
    expect(pause({ number: 3 })).toBeNull();
  });

  it('is as long as the tracker asks, in seconds or as a date, if the deadline allows it', () => {
    expect(pause({ outcome: answer(503, '3') })).toBe(3_000);
    expect(pause({ outcome: answer(503, 'Sat, 01 Feb 2025 10:00:02 GMT') })).toBe(2_000);
    expect(pause({ outcome: answer(503, 'soon') })).toBe(200);
    expect(pause({ outcome: answer(503, '11') })).toBeNull();
    expect(pause({ remainingMs: 150 })).toBeNull();
  });

  it('is for passing troubles of repeatable requests alone', () => {
    for (const status of [200, 400, 401, 408, 429, 500, 501])
      expect(pause({ outcome: answer(status) })).toBeNull();
    expect(pause({ isRepeatable: false })).toBeNull();
    expect(pause({ outcome: reset(true) })).toBe(200);
    expect(pause({ outcome: reset(true), isRepeatable: false })).toBeNull();
    expect(pause({ outcome: new HttpFailure('timeout', true, 'x') })).toBeNull();
  });

  it('is taken after a connection that was lost before anything was sent, whatever the request', () => {
    expect(pause({ outcome: reset(false), isRepeatable: false })).toBe(200);
  });
});
