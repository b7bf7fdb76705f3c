import { rateOfWindow } from '../../shared/call-budget/index.js';
import { budgetUpdate } from './clickup.budget.js';

const NOW = new Date('2031-02-28T12:00:00Z');
const reset = String(NOW.getTime() / 1_000 + 20);
const update = (headers: Record<string, string>, status = 200) =>
  budgetUpdate({ status, headers, body: '{}', date: NOW });

describe('what ClickUp says of its limit', () => {
  it('is a number of calls a minute', () => {
    const headers = { 'x-ratelimit-limit': '100', 'x-ratelimit-remaining': '40', 'x-ratelimit-reset': reset };
    expect(update(headers)).toEqual({ rate: rateOfWindow(100, 60_000), pauseMs: undefined });
  });

  it('is a pause until the next minute, once none is left', () => {
    const headers = { 'x-ratelimit-limit': '100', 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': reset };
    expect(update(headers).pauseMs).toBe(20_000);
    // Of a refusal the client reads the pause itself.
    expect(update(headers, 429).pauseMs).toBeUndefined();
  });

  it.each<Record<string, string>>([
    {},
    { 'x-ratelimit-limit': 'many', 'x-ratelimit-remaining': '' },
    { 'x-ratelimit-limit': '0' },
  ])('is nothing where it makes no sense: %j', (headers) =>
    expect(update(headers)).toEqual({ rate: undefined, pauseMs: undefined }),
  );
});
