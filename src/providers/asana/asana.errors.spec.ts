import { ProviderFailure } from '../contract/index.js';
import { type Answer, errorOf, unreadable } from './asana.errors.js';

const NOW = new Date('2026-03-01T12:00:00Z');

function answer(status: number, message = '', headers: Record<string, string> = {}): Answer {
  const body = JSON.stringify({ errors: [{ message, help: 'Read the docs.' }] });
  return { status, headers: { 'content-type': 'application/json', ...headers }, body, date: NOW };
}

describe('what Asana answers instead', () => {
  it.each([
    [400, ProviderFailure.REJECTED, 'no'],
    [401, ProviderFailure.UNAUTHENTICATED, 'no'],
    [402, ProviderFailure.FORBIDDEN, 'no'],
    [403, ProviderFailure.FORBIDDEN, 'no'],
    [404, ProviderFailure.NOT_FOUND, 'no'],
    [408, ProviderFailure.UNAVAILABLE, 'unknown'],
    [409, ProviderFailure.UNAVAILABLE, 'no'],
    [410, ProviderFailure.UNEXPECTED, 'no'],
    [412, ProviderFailure.REJECTED, 'no'],
    [413, ProviderFailure.REJECTED, 'no'],
    [429, ProviderFailure.RATE_LIMITED, 'no'],
    [451, ProviderFailure.FORBIDDEN, 'no'],
    [302, ProviderFailure.UNEXPECTED, 'unknown'],
    [500, ProviderFailure.UNAVAILABLE, 'unknown'],
    [504, ProviderFailure.UNAVAILABLE, 'unknown'],
  ])('reads %i on a write as %s that took effect: %s', (status, failure, tookEffect) => {
    expect(errorOf(answer(status), 'write')).toMatchObject({ failure, tookEffect, status });
    expect(errorOf(answer(status), 'read').tookEffect).toBe('no');
    expect(errorOf(answer(status), 'read').message).toMatch(/^[A-Z].+[.)]$/);
  });

  it('obeys Retry-After, as seconds or as a date by Asana’s own clock', () => {
    expect(errorOf(answer(429, '', { 'retry-after': '30' }), 'write').retryAfterSeconds).toBe(30);
    const at = new Date(NOW.getTime() + 90_000).toUTCString();
    expect(errorOf(answer(429, '', { 'retry-after': at }), 'write').retryAfterSeconds).toBe(90);
    expect(errorOf(answer(429), 'write').retryAfterSeconds).toBeNull();
  });

  it.each([
    ['projects: [0]: Unknown object: 42', 'projects'],
    ['assignee: Not a recognized ID: x', 'assignee'],
    ['Custom field with ID 123 is not on given object', '123'],
    ['enum_value: Unknown object: x', 'enum_value'],
  ])('names the field of %j', (message, path) => {
    const error = errorOf(answer(400, message), 'write');
    expect(error.fields).toEqual([{ path, message }]);
    expect(error.message).toBe(`Asana refused this: ${message}.`);
  });

  it('says that a plan, and not the account, is what lacks', () => {
    const { message } = errorOf(answer(402, 'Custom fields are not available.'), 'write');
    expect(message).toMatch(/paid plans.*Custom fields are not available/);
  });

  it('takes a web page for a wrong address, and never shows it', () => {
    const page = { headers: { 'content-type': 'text/html' }, body: '<html>lab-secret</html>', date: null };
    for (const error of [
      unreadable({ status: 200, ...page }, 'read'),
      errorOf({ status: 404, ...page }, 'read'),
      errorOf({ status: 401, ...page }, 'read'),
    ]) {
      expect(error.failure).toBe(ProviderFailure.UNEXPECTED);
      expect(error.message).toMatch(/Check the address/);
      expect(error.message).not.toMatch(/lab-secret/);
    }
    expect(errorOf({ status: 503, ...page }, 'write').failure).toBe(ProviderFailure.UNAVAILABLE);
  });
});
