import { z } from 'zod';
import { ProviderError, ProviderFailure } from '../contract/index.js';
import type { HttpResponse } from '../http/index.js';
import { parseResponse } from './monday.errors.js';

const schema = z.object({ me: z.object({ id: z.string() }) });

function response(status: number, body: unknown, headers: Record<string, string> = {}): HttpResponse {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  return { status, headers, body: text, date: new Date('2026-11-25T22:00:00Z') };
}

const refused = (code: string, more: object = {}) => ({
  data: null,
  errors: [{ message: 'Some words', extensions: { code, ...more } }],
});

function errorOf(given: HttpResponse, effect: 'read' | 'write' = 'write'): ProviderError {
  try {
    parseResponse(given, schema, effect);
  } catch (error) {
    if (error instanceof ProviderError) return error;
  }
  throw new Error('It was no error.');
}

describe('answers of monday.com', () => {
  it.each([
    ['COMPLEXITY_BUDGET_EXHAUSTED', ProviderFailure.RATE_LIMITED, 'no'],
    ['ComplexityException', ProviderFailure.RATE_LIMITED, 'no'],
    ['maxConcurrencyExceeded', ProviderFailure.RATE_LIMITED, 'no'],
    ['IP_RATE_LIMIT_EXCEEDED', ProviderFailure.RATE_LIMITED, 'no'],
    ['FIELD_LIMIT_EXCEEDED', ProviderFailure.RATE_LIMITED, 'no'],
    ['DAILY_LIMIT_EXCEEDED', ProviderFailure.RATE_LIMITED, 'no'],
    ['USER_ACCESS_DENIED', ProviderFailure.FORBIDDEN, 'no'],
    ['UserUnauthorizedException', ProviderFailure.FORBIDDEN, 'no'],
    ['missingRequiredPermissions', ProviderFailure.FORBIDDEN, 'no'],
    ['UNAUTHORIZED_FIELD_OR_TYPE', ProviderFailure.FORBIDDEN, 'no'],
    ['ResourceNotFoundException', ProviderFailure.NOT_FOUND, 'no'],
    ['InvalidBoardIdException', ProviderFailure.NOT_FOUND, 'no'],
    ['InvalidColumnIdException', ProviderFailure.REJECTED, 'no'],
    ['ColumnValueException', ProviderFailure.REJECTED, 'no'],
    ['ItemNameTooLongException', ProviderFailure.REJECTED, 'no'],
    ['ItemsLimitationException', ProviderFailure.REJECTED, 'no'],
    ['API_TEMPORARILY_BLOCKED', ProviderFailure.UNAVAILABLE, 'no'],
    ['IDEMPOTENCY_CONFLICT', ProviderFailure.UNAVAILABLE, 'unknown'],
    ['InternalServerError', ProviderFailure.UNAVAILABLE, 'unknown'],
    ['INTERNAL_SERVER_ERROR', ProviderFailure.UNAVAILABLE, 'unknown'],
    ['InvalidVersionException', ProviderFailure.UNEXPECTED, 'no'],
    ['SomethingNewException', ProviderFailure.REJECTED, 'no'],
  ])('%s, with HTTP 200, is what it is', (code, failure, tookEffect) => {
    expect(errorOf(response(200, refused(code)))).toMatchObject({ failure, tookEffect });
  });

  it('take the status that is written inside where the code says nothing', () => {
    const error = errorOf(response(200, refused('Whatever', { status_code: 503 })));
    expect(error).toMatchObject({ failure: ProviderFailure.UNAVAILABLE, tookEffect: 'unknown' });
  });

  it('may be a list of texts, or of the old kind', () => {
    expect(errorOf(response(401, { errors: ['Not Authenticated'] })).failure).toBe(
      ProviderFailure.UNAUTHENTICATED,
    );
    const old = { error_code: 'UserUnauthorizedException', error_message: 'No.', status_code: 403 };
    expect(errorOf(response(200, old))).toMatchObject({
      failure: ProviderFailure.FORBIDDEN,
      message: expect.stringContaining('No.'),
    });
  });

  it('are believed of a write that has its result beside an error, and of no read', () => {
    const partial = { ...refused('SomethingNew'), data: { me: { id: '1' } } };
    expect(parseResponse(response(200, partial), schema, 'write')).toEqual({ me: { id: '1' } });
    expect(errorOf(response(200, partial), 'read').failure).toBe(ProviderFailure.REJECTED);
  });

  it('say how long to wait in the header or inside, a second more than that, or until midnight', () => {
    const budget = refused('COMPLEXITY_BUDGET_EXHAUSTED', { retry_in_seconds: 17 });
    expect(errorOf(response(429, budget, { 'retry-after': '5' })).retryAfterSeconds).toBe(18);
    expect(errorOf(response(429, budget, { 'retry-after': '50' })).retryAfterSeconds).toBe(51);
    expect(errorOf(response(429, 'slow down')).retryAfterSeconds).toBeNull();
    expect(errorOf(response(200, refused('DAILY_LIMIT_EXCEEDED'))).retryAfterSeconds).toBe(7_201);
  });

  it('name the column that is wrong', () => {
    const wrong = refused('ColumnValueException', { error_data: { column_id: 'status' } });
    expect(errorOf(response(200, wrong)).fields).toEqual([{ path: 'status', message: 'Some words' }]);
  });

  it.each([
    [200, '<!doctype html><p>Hello</p>', 'unknown'],
    [200, 'not json', 'unknown'],
    [200, { data: {} }, 'unknown'],
    [302, '', 'unknown'],
    [404, '<html></html>', 'no'],
  ] as const)('that nobody can read are UNEXPECTED: %i %j', (status, body, tookEffect) => {
    expect(errorOf(response(status, body))).toMatchObject({
      failure: ProviderFailure.UNEXPECTED,
      tookEffect,
      message: expect.not.stringMatching(/<|\{/),
    });
  });
});
