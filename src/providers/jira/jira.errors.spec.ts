import { ProviderFailure } from '../contract/index.js';
import { HttpFailure, type HttpResponse } from '../http/provider-http.js';
import { sanitizeText, providerErrorOf } from '../http/responses.js';
import { errorOf, isLoginRefused, refusal, retryAfter, unreadable } from './jira.errors.js';

const NOW = new Date('2026-03-01T12:00:00Z');

function answer(status: number, parts: Partial<HttpResponse> = {}): HttpResponse {
  return { status, headers: { 'content-type': 'application/json' }, body: '{}', date: NOW, ...parts };
}

describe('what Jira answers instead', () => {
  it.each([
    [400, ProviderFailure.REJECTED, 'no'],
    [401, ProviderFailure.UNAUTHENTICATED, 'no'],
    [403, ProviderFailure.FORBIDDEN, 'no'],
    [404, ProviderFailure.NOT_FOUND, 'no'],
    [408, ProviderFailure.UNAVAILABLE, 'unknown'],
    [409, ProviderFailure.UNAVAILABLE, 'no'],
    [410, ProviderFailure.UNEXPECTED, 'no'],
    [413, ProviderFailure.REJECTED, 'no'],
    [423, ProviderFailure.UNAVAILABLE, 'no'],
    [425, ProviderFailure.UNAVAILABLE, 'no'],
    [429, ProviderFailure.RATE_LIMITED, 'no'],
    [302, ProviderFailure.UNEXPECTED, 'unknown'],
    [500, ProviderFailure.UNAVAILABLE, 'unknown'],
    [503, ProviderFailure.UNAVAILABLE, 'unknown'],
  ])('reads %i on a write as %s that took effect: %s', (status, failure, tookEffect) => {
    expect(errorOf(answer(status), 'write')).toMatchObject({ failure, tookEffect, status });
    expect(errorOf(answer(status), 'read').tookEffect).toBe('no');
  });

  it('takes a refused login for what it is, whatever the status', () => {
    const headers = { 'x-seraph-loginreason': 'AUTHENTICATED_FAILED' };
    for (const status of [200, 403, 404]) {
      expect(errorOf(answer(status, { headers }), 'read').failure).toBe(ProviderFailure.UNAUTHENTICATED);
    }
    expect(errorOf(answer(503, { headers }), 'write').tookEffect).toBe('unknown');
  });

  it.each([
    [undefined, false],
    ['OK', false],
    ['OK, OK', false],
    ['AUTHENTICATED_FAILED', true],
    ['AUTHENTICATION_DENIED', true],
    ['OK, AUTHENTICATED_FAILED', true],
    ['', true],
  ])('reads the login header %j: refused %s', (reason, isRefused) => {
    const headers: Record<string, string> = reason === undefined ? {} : { 'x-seraph-loginreason': reason };
    expect(isLoginRefused(answer(200, { headers }))).toBe(isRefused);
  });

  it('says of a redirect what to look for: a sign-on page may stand in front of Jira', () => {
    const { message } = errorOf(answer(302, { body: '<html>Sign in</html>' }), 'read');
    expect(message).toMatch(/sends elsewhere \(HTTP 302\).*sign-on page .*let \/rest pass/);
  });

  it('says what to do about the token', () => {
    const { message } = errorOf(answer(401), 'read', 'Make a new token.');
    expect(message).toBe('Make a new token.');
  });

  it.each([
    ['anonymous', true],
    ['Anonymous ', true],
    ['release-bot', false],
  ])('reads that %s was answered: refused %s', (name, isRefused) => {
    expect(isLoginRefused(answer(200, { headers: { 'x-ausername': name } }))).toBe(isRefused);
  });

  it('tells a CAPTCHA from a missing permission', () => {
    const headers = { 'x-authentication-denied-reason': 'CAPTCHA_CHALLENGE; login-url=https://h/login.jsp' };
    const error = errorOf(answer(403, { headers }), 'read');
    expect(error.failure).toBe(ProviderFailure.UNAUTHENTICATED);
    expect(error.message).toMatch(/sign in with a browser/);
  });

  it('does not wait for an account that is allowed no calls', () => {
    const error = errorOf(answer(429, { headers: { 'retry-after': '9223372036854775807' } }), 'write');
    expect(error).toMatchObject({ failure: ProviderFailure.FORBIDDEN, retryAfterSeconds: null });
    expect(error.message).toMatch(/administrator/);
  });

  it('takes a web page for a wrong address, and never shows it', () => {
    const page = { headers: { 'content-type': 'text/html; charset=utf-8' }, body: '<html>lab-secret</html>' };
    for (const error of [unreadable(answer(200, page), 'read'), errorOf(answer(404, page), 'read')]) {
      expect(error.failure).toBe(ProviderFailure.UNEXPECTED);
      expect(error.message).toMatch(/web page.*Check the address/);
    }
    expect(errorOf(answer(503, page), 'read').message).not.toMatch(/secret/);
  });

  it("keeps Jira's words and fields, trimmed and without control characters", () => {
    const error = refusal(400, {
      errorMessages: ['No\u0000 such\u202e thing.'],
      errors: { customfield_1: 'Team is\nrequired.', nested: { a: 1 } },
    });
    expect(error.message).toBe('No such thing. customfield_1: Team is required. nested: {"a":1}');
    expect(error.fields).toContainEqual({ path: 'customfield_1', message: 'Team is required.' });
    expect(sanitizeText('x'.repeat(2_000))).toHaveLength(500);
  });

  it.each([
    [{ 'retry-after': '7' }, 7],
    [{ 'retry-after': 'Sun, 01 Mar 2026 12:00:09 GMT' }, 9],
    [{ 'x-ratelimit-reset': '2026-03-01T12:01:00Z' }, 60],
    [{ 'x-ratelimit-reset': String(NOW.getTime() / 1_000 + 30) }, 30],
    [{ 'retry-after': '1.2', 'x-ratelimit-reset': '99' }, 2],
    [{ 'retry-after': 'soon', 'x-ratelimit-reset': '4' }, 4],
    [{ 'x-ratelimit-reset': '2020-01-01T00:00:00Z' }, 0],
    [{}, null],
  ])('reads the pause of %j as %s s', (headers, seconds) => {
    expect(retryAfter(answer(429, { headers: headers }))).toBe(seconds);
  });

  it('keeps what is known of a call without an answer', () => {
    const sent = providerErrorOf(new HttpFailure('timeout', true, 'acme did not answer in 15 s.'), 'write');
    expect(sent).toMatchObject({ failure: ProviderFailure.UNAVAILABLE, tookEffect: 'unknown' });
    const unsent = providerErrorOf(new HttpFailure('dns', false, 'acme does not resolve.'), 'write');
    expect(unsent).toMatchObject({
      failure: ProviderFailure.UNAVAILABLE,
      tookEffect: 'no',
      message: 'acme does not resolve.',
    });
    expect(providerErrorOf(new HttpFailure('redirect', true, 'x'), 'write')).toMatchObject({
      failure: ProviderFailure.UNEXPECTED,
      tookEffect: 'unknown',
    });
  });
});
