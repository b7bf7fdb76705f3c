import { budgetUpdate } from './jira.budget.js';

const BUCKET = {
  'x-ratelimit-limit': '70',
  'x-ratelimit-remaining': '12',
  'x-ratelimit-interval-seconds': '2',
  'x-ratelimit-fillrate': '5',
  'retry-after': '0',
};
const update = (status: number, headers: Record<string, string>) =>
  budgetUpdate({ status, headers, body: '{}', date: null });

describe('what an answer tells of Jira’s budget', () => {
  it('is Data Center’s bucket', () => {
    expect(update(200, BUCKET)).toEqual({ rate: { calls: 5, perMs: 2_000, burst: 65 }, pauseMs: undefined });
  });

  it('is a pause until the bucket is filled again, for whoever took the last call', () => {
    expect(update(200, { ...BUCKET, 'x-ratelimit-remaining': '0' }).pauseMs).toBe(2_000);
    expect(update(200, { ...BUCKET, 'x-ratelimit-remaining': '1' }).pauseMs).toBeUndefined();
  });

  it('is no pause for an account that is allowed no calls', () => {
    expect(update(429, { ...BUCKET, 'retry-after': '9223372036854775807' }).pauseMs).toBe(0);
    expect(update(429, { ...BUCKET, 'retry-after': '7' }).pauseMs).toBeUndefined();
  });

  it.each<Record<string, string>>([
    {},
    { 'x-ratelimit-limit': '100', 'x-ratelimit-remaining': '99' },
    { ...BUCKET, 'x-ratelimit-fillrate': 'many' },
    { ...BUCKET, 'x-ratelimit-interval-seconds': '0' },
  ])('is nothing in %j', (headers) => expect(update(200, headers).rate).toBeUndefined());
});
