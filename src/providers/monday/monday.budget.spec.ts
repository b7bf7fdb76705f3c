import { budgetUpdate } from './monday.budget.js';

function answer(status: number, body: unknown, headers: Record<string, string> = {}) {
  return { status, headers, body: JSON.stringify(body), date: new Date('2026-11-25T22:00:00Z') };
}
const error = (code: string, more: object = {}) => ({
  errors: [{ message: 'x', extensions: { code, ...more } }],
});

describe('what an answer of monday.com tells of the calls that it takes', () => {
  it.each([
    ['nothing, where all is well', answer(200, { data: {} }), undefined],
    ['nothing, where something else is wrong', answer(200, error('ColumnValueException')), undefined],
    [
      'a pause in the body, with HTTP 200',
      answer(200, error('ComplexityException', { retry_in_seconds: 9 })),
      10_000,
    ],
    ['a pause in the header', answer(429, 'no JSON', { 'retry-after': '3' }), 4_000],
    ['no time', answer(429, error('maxConcurrencyExceeded')), undefined],
    ['until midnight', answer(429, error('DAILY_LIMIT_EXCEEDED')), 7_201_000],
  ])('%s', (_, response, pauseMs) => {
    expect(budgetUpdate(response)).toEqual({ pauseMs });
  });
});
