import { budgetUpdate } from './linear.budget.js';

const NOW = new Date('2030-01-01T12:00:00.000Z');
const EMPTY = {
  'x-ratelimit-requests-limit': '2500',
  'x-ratelimit-requests-remaining': '0',
  'x-ratelimit-requests-reset': String(NOW.getTime() + 30_000),
};
const answer = (status: number, headers: Record<string, string>, body: object = {}) => {
  return { status, headers, body: JSON.stringify(body), date: NOW };
};

describe('what an answer tells of Linear’s budget', () => {
  it('is the limit of calls an hour', () => {
    const headers = { 'x-ratelimit-requests-limit': '5000', 'x-ratelimit-requests-remaining': '4999' };
    expect(budgetUpdate(answer(200, headers))).toEqual({
      rate: { calls: 5_000, perMs: 3_600_000, burst: 5_000 },
      pauseMs: undefined,
    });
  });

  it.each([
    [400, { errors: [{ extensions: { code: 'RATELIMITED' } }] }],
    [200, { errors: [{ extensions: { type: 'ratelimited' } }] }],
    [429, {}],
  ])('%i %j is a pause', (status, body) => {
    expect(budgetUpdate(answer(status, EMPTY, body)).pauseMs).toBe(30_000);
  });

  it('is no pause where the last call of a bucket was taken', () => {
    expect(budgetUpdate(answer(200, EMPTY, { data: {} })).pauseMs).toBeUndefined();
    const refused = { errors: [{ message: 'No', extensions: { code: 'INPUT_ERROR' } }] };
    expect(budgetUpdate(answer(400, EMPTY, refused)).pauseMs).toBeUndefined();
  });

  it('is nothing where Linear says nothing', () => {
    expect(budgetUpdate(answer(502, {}))).toEqual({ rate: undefined, pauseMs: undefined });
  });
});
