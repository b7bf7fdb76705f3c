import { ProviderFailure } from '../contract/index.js';
import type { HttpResponse } from '../http/index.js';
import { errorOf, isTokenRefused, unreadable } from './clickup.errors.js';

const NOW = new Date('2031-02-28T12:00:00Z');
const answer = (status: number, body: unknown, headers: Record<string, string> = {}): HttpResponse => ({
  ...{ status, date: NOW, headers: { 'content-type': 'application/json', ...headers } },
  body: typeof body === 'string' ? body : JSON.stringify(body),
});
const PAGE = '<!doctype html><html></html>';
const reset = String(NOW.getTime() / 1_000 + 30);

describe('a refusal of ClickUp', () => {
  it.each([
    [
      400,
      { err: 'Status does not exist', ECODE: 'ITEM_114' },
      ProviderFailure.REJECTED,
      'Status does not exist.',
      'status',
    ],
    [
      400,
      { err: 'Parent not child of list', ECODE: 'ITEM_137' },
      ProviderFailure.REJECTED,
      'Parent not child of list.',
      'parent',
    ],
    [400, { err: 'Value bad!', ECODE: 'FIELD_011' }, ProviderFailure.REJECTED, 'Value bad!', 'custom_fields'],
    [400, { err: 'What?', ECODE: 'constructor' }, ProviderFailure.REJECTED, 'What?', undefined],
    [400, { message: 'Only this' }, ProviderFailure.REJECTED, 'Only this.', undefined],
    [
      400,
      'nothing',
      ProviderFailure.REJECTED,
      'ClickUp refused this without saying why (HTTP 400).',
      undefined,
    ],
    [413, {}, ProviderFailure.REJECTED, 'ClickUp refused this without saying why (HTTP 413).', undefined],
    [403, { err: 'No', ECODE: 'ACCESS_084' }, ProviderFailure.FORBIDDEN, 'No.', undefined],
    [
      404,
      { err: 'Task not found', ECODE: 'ITEM_013' },
      ProviderFailure.NOT_FOUND,
      'Task not found.',
      undefined,
    ],
    [404, PAGE, ProviderFailure.UNEXPECTED, /web page/, undefined],
    [200, PAGE, ProviderFailure.UNEXPECTED, /web page/, undefined],
    [409, {}, ProviderFailure.UNAVAILABLE, /not available/, undefined],
    [500, PAGE, ProviderFailure.UNAVAILABLE, /not available/, undefined],
  ])('%i %j is %s', (status, body, failure, words, path) => {
    const error = errorOf(answer(status, body), 'write');
    expect([error.failure, error.fields[0]?.path]).toEqual([failure, path]);
    expect(error.message).toEqual(typeof words === 'string' ? words : expect.stringMatching(words));
  });

  it('leaves open whether a write took effect only where it does', () => {
    const effects = [400, 401, 403, 404, 408, 429, 500, 503].map(
      (status) => errorOf(answer(status, {}), 'write').tookEffect,
    );
    expect(effects).toEqual(['no', 'no', 'no', 'no', 'unknown', 'no', 'unknown', 'unknown']);
    expect(errorOf(answer(500, {}), 'read').tookEffect).toBe('no');
    expect(unreadable(answer(200, {}), 'write', 'id')).toMatchObject({ tookEffect: 'unknown' });
  });

  it.each([
    [429, { 'x-ratelimit-reset': reset }, 30],
    [429, { 'x-ratelimit-reset': reset, 'retry-after': '5' }, 5],
    [429, { 'x-ratelimit-reset': '12' }, 12],
    [429, {}, null],
    // The end of the minute stands in every answer, and says nothing about an outage.
    [503, { 'x-ratelimit-reset': reset }, null],
    [503, { 'retry-after': '7' }, 7],
    [400, { 'retry-after': '7' }, null],
  ])('%i with %j asks for a pause of %j seconds', (status, headers, seconds) => {
    expect(errorOf(answer(status, {}, headers), 'read').retryAfterSeconds).toBe(seconds);
  });

  it.each([
    [401, { err: 'Token invalid', ECODE: 'OAUTH_025' }, 'yes'],
    [401, { err: 'Authorization header required', ECODE: 'OAUTH_017' }, 'yes'],
    [401, { err: 'Team not authorized', ECODE: 'OAUTH_027' }, 'perhaps'],
    [401, PAGE, 'perhaps'],
    [403, { ECODE: 'OAUTH_025' }, 'no'],
  ])('%i %j is about the token: %s', (status, body, verdict) => {
    expect(isTokenRefused(answer(status, body))).toBe(verdict);
  });
});
