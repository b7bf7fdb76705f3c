import type { HttpResponse } from '../http/index.js';
import { errorOf, isConflict, retryAfter, unreadable } from './linear.errors.js';
import { envelopeSchema } from './linear.schemas.js';

const NOW = new Date('2030-01-01T12:00:00.000Z');

function answer(status: number, body: unknown = {}, headers: Record<string, string> = {}): HttpResponse {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  return { status, headers, body: text, date: null };
}

function errors(extensions: object, message = 'No', data?: unknown) {
  return { errors: [{ message, extensions }], data };
}

function judged(status: number, body: object, effect: 'read' | 'write' = 'write') {
  const { failure, tookEffect } = errorOf(answer(status, body), envelopeSchema.parse(body), effect);
  return `${failure} ${tookEffect}`;
}

describe('what Linear answers instead', () => {
  it.each<[number, object, string]>([
    [401, errors({ type: 'authentication error', code: 'AUTHENTICATION_ERROR' }), 'UNAUTHENTICATED no'],
    [400, errors({ type: 'authentication error' }), 'UNAUTHENTICATED no'],
    [400, errors({ code: 'RATELIMITED', statusCode: 429 }), 'RATE_LIMITED no'],
    [200, errors({ type: 'ratelimited' }), 'RATE_LIMITED no'],
    [429, errors({}), 'RATE_LIMITED no'],
    [200, errors({ type: 'forbidden' }), 'FORBIDDEN no'],
    [403, errors({ code: 'FORBIDDEN' }), 'FORBIDDEN no'],
    [200, errors({ type: 'feature not accessible' }), 'FORBIDDEN no'],
    [200, errors({ type: 'invalid input' }, 'Entity not found: Team'), 'NOT_FOUND no'],
    [400, errors({ type: 'invalid input', code: 'INPUT_ERROR' }), 'REJECTED no'],
    [200, errors({ type: 'user error' }), 'REJECTED no'],
    [200, errors({ type: 'usage limit exceeded' }), 'REJECTED no'],
    [200, errors({ type: 'lock timeout' }), 'UNAVAILABLE no'],
    [200, errors({ type: 'internal error' }), 'UNAVAILABLE unknown'],
    [500, errors({ type: 'internal error' }), 'UNAVAILABLE unknown'],
    [503, errors({}), 'UNAVAILABLE unknown'],
    [200, errors({ type: 'something new', userError: true }), 'REJECTED no'],
    [200, errors({ type: 'something new' }), 'UNEXPECTED unknown'],
    [400, errors({ code: 'GRAPHQL_VALIDATION_FAILED' }), 'UNEXPECTED no'],
    [200, errors({ type: 'graphql error' }), 'UNEXPECTED no'],
    // Of a mutation that took no effect all data is null.
    [200, errors({ type: 'invalid input' }, 'No', { issueCreate: null }), 'REJECTED no'],
    [200, errors({ type: 'invalid input' }, 'No', { issueCreate: { success: true } }), 'REJECTED unknown'],
  ])('%i %j is %s', (status, body, expected) => {
    expect(judged(status, body)).toBe(expected);
    expect(judged(status, body, 'read')).toBe(`${expected.split(' ')[0]} no`);
  });

  it.each<[number, string]>([
    [401, 'UNAUTHENTICATED no'],
    [403, 'FORBIDDEN no'],
    [408, 'UNAVAILABLE unknown'],
    [429, 'RATE_LIMITED no'],
    [502, 'UNAVAILABLE unknown'],
  ])('%i without a word is %s', (status, expected) => {
    const { failure, tookEffect } = errorOf(answer(status, ''), null, 'write');
    expect(`${failure} ${tookEffect}`).toBe(expected);
  });

  it.each([200, 403, 404])('%i as a page is nothing that Linear says', (status) => {
    const { failure, message } = errorOf(answer(status, '<html>'), null, 'read');
    expect([failure, message]).toEqual(['UNEXPECTED', expect.stringContaining('web page')]);
  });

  it('tells a conflict by its words, whatever the status', () => {
    const presentable = { userPresentableMessage: 'Entity Issue with id 1-2 already exists.' };
    expect(isConflict(envelopeSchema.parse(errors({}, 'conflict on insert of Issue')))).toBe(true);
    expect(isConflict(envelopeSchema.parse(errors(presentable)))).toBe(true);
    const label = { userPresentableMessage: 'Label "x" already exists in team Shop.' };
    expect(isConflict(envelopeSchema.parse(errors(label, 'duplicate label name')))).toBe(false);
    expect(isConflict(envelopeSchema.parse({ data: {} }))).toBe(false);
  });

  it('says it in Linear’s own words for people, cleaned, with the field where an entity is missing', () => {
    const body = errors({ userPresentableMessage: `Not\u0000 ${'x'.repeat(900)}`, userError: true });
    const { message } = errorOf(answer(200, body), envelopeSchema.parse(body), 'write');
    expect(message).toMatch(/^Not x+…$/);
    expect(message).toHaveLength(500);
    const missing = errors({ userPresentableMessage: 'Could not find it.' }, 'Entity not found: User');
    expect(errorOf(answer(200, missing), envelopeSchema.parse(missing), 'write').fields).toEqual([
      { path: 'assigneeId', message: 'Could not find it.' },
    ]);
  });

  it('says where a success cannot be read, and that a write may have happened', () => {
    expect(unreadable(answer(200), 'write', 'viewer.id')).toMatchObject({
      tookEffect: 'unknown',
      message: expect.stringContaining('viewer.id'),
    });
    const page = answer(200, '<!doctype html>', { 'content-type': 'text/html' });
    expect(unreadable(page, 'read').message).toContain('web page');
  });
});

describe('how long Linear asks to wait', () => {
  const at = (seconds: number) => String(NOW.getTime() + seconds * 1_000);

  it.each<[Record<string, string>, number | null]>([
    [{}, null],
    [{ 'retry-after': '7' }, 7],
    [{ 'x-ratelimit-requests-remaining': '0', 'x-ratelimit-requests-reset': at(30) }, 30],
    [{ 'x-ratelimit-complexity-remaining': '0', 'x-ratelimit-complexity-reset': at(90.2) }, 91],
    // The bucket that is not empty does not matter, however late it is full.
    [
      {
        ...{ 'x-ratelimit-requests-remaining': '0', 'x-ratelimit-requests-reset': at(5) },
        ...{ 'x-ratelimit-complexity-remaining': '17', 'x-ratelimit-complexity-reset': at(3_600) },
      },
      5,
    ],
    [
      {
        ...{ 'x-ratelimit-requests-remaining': '0', 'x-ratelimit-requests-reset': at(5) },
        ...{ 'x-ratelimit-endpoint-requests-remaining': '0', 'x-ratelimit-endpoint-requests-reset': at(60) },
      },
      60,
    ],
    [{ 'x-ratelimit-requests-remaining': '0', 'x-ratelimit-requests-reset': at(-5) }, 0],
    [{ 'x-ratelimit-requests-remaining': '0', 'x-ratelimit-requests-reset': 'soon' }, null],
    [{ 'x-ratelimit-requests-remaining': '0' }, null],
  ])('%j: %j s', (headers, seconds) => {
    expect(retryAfter(answer(400, {}, headers), NOW)).toBe(seconds);
  });

  it('reckons with Linear’s own clock', () => {
    const headers = { 'x-ratelimit-requests-remaining': '0', 'x-ratelimit-requests-reset': at(100) };
    const date = new Date(NOW.getTime() + 60_000);
    expect(retryAfter({ ...answer(400, {}, headers), date }, NOW)).toBe(40);
  });
});
