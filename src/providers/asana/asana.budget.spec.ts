import { budgetUpdate } from './asana.budget.js';

const action = (status: number, headers: object = {}) => ({ status_code: status, headers, body: {} });
const answer = (status: number, content: unknown) => {
  return { status, headers: {}, body: JSON.stringify(content), date: null };
};

describe('what Asana’s answers tell of its limits', () => {
  it('is the longest pause that an action of a batch was put off with', () => {
    const data = [
      action(200),
      action(429, { 'Retry-After': '7' }),
      action(429, { 'retry-after': 30 }),
      action(429),
    ];
    expect(budgetUpdate(answer(200, { data }))).toEqual({ pauseMs: 30_000 });
  });

  it.each([
    ['a batch that went well', answer(200, { data: [action(200), action(404)] })],
    ['a batch that says no time', answer(200, { data: [action(429)] })],
    ['text that looks like it', answer(200, { data: { name: '"status_code":429' } })],
    ['a refusal of its own', answer(429, { errors: [] })],
  ])('is nothing in %s', (_, given) => expect(budgetUpdate(given)).toEqual({}));
});
