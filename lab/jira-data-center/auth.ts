import { html, json, withHeaders, type LabResponse, type LabRequest } from '../http/messages.js';
import { JiraRefusal } from '../jira/errors.js';
import type { LabAccount } from '../jira/model.js';
import type { JiraSite } from '../jira/site.js';

/** As an administrator sets it; the default of a fresh installation. */
const FAILED_LOGINS_BEFORE_CAPTCHA = 3;

/**
 * `nobody`: no credentials, or a token that is none: the call goes on without a name. `refused`: a wrong password ends it.
 * `captcha`: too many wrong ones, and now the right one is refused too until that person logs in with a browser.
 */
export type Caller =
  | { readonly kind: 'account'; readonly account: LabAccount }
  | { readonly kind: 'nobody' }
  | { readonly kind: 'refused' | 'captcha' };

/** Who has logged in wrongly, and how often. */
export class Logins {
  private readonly failures = new Map<string, number>();

  constructor(
    private readonly site: JiraSite,
    private readonly hasTokens: boolean,
  ) {}

  /** To be called once for each request: it counts. */
  callerOf(request: LabRequest): Caller {
    const [scheme = '', credentials = ''] = (request.headers.authorization ?? '').split(' ');
    if (scheme.toLowerCase() === 'basic') return this.byPassword(request, credentials);
    // Before 8.14 there are no personal access tokens: the header means nothing.
    if (scheme.toLowerCase() !== 'bearer' || !this.hasTokens || request.tokenRevoked)
      return { kind: 'nobody' };
    const account = this.site.accounts.find(({ apiToken }) => apiToken === credentials);
    return account ? { kind: 'account', account } : { kind: 'nobody' };
  }

  /** As if the person had logged in with a browser. */
  resetFailures(name: string): void {
    this.failures.delete(name);
  }

  private byPassword(request: LabRequest, credentials: string): Caller {
    const decoded = Buffer.from(credentials, 'base64').toString('utf8');
    const colon = decoded.indexOf(':');
    const name = decoded.slice(0, colon);
    const account = this.site.accounts.find((each) => each.name === name);
    const failures = this.failures.get(name) ?? 0;
    if (failures >= FAILED_LOGINS_BEFORE_CAPTCHA) return { kind: 'captcha' };
    if (account && account.password === decoded.slice(colon + 1) && !request.tokenRevoked) {
      this.failures.delete(name);
      return { kind: 'account', account };
    }
    this.failures.set(name, failures + 1);
    return { kind: 'refused' };
  }
}

/** Surrounds every call of the API: refusals, and the header that names the account it was answered for. */
export function answerAs(
  caller: Caller,
  request: LabRequest,
  site: JiraSite,
  handle: () => LabResponse,
): LabResponse {
  if (caller.kind === 'refused') return wrongPassword();
  if (caller.kind === 'captcha') return captcha(`http://${request.headers.host}${site.contextPath}`);
  const name = caller.kind === 'account' ? encodeURIComponent(caller.account.name) : 'anonymous';
  return withHeaders(guarded(request, handle), {
    'x-ausername': name,
    ...(caller.kind === 'account' ? { 'x-seraph-loginreason': 'OK' } : {}),
  });
}

function wrongPassword(): LabResponse {
  const reason = 'AUTHENTICATED_FAILED';
  return html(
    401,
    `<html><head><title>Unauthorized (401)</title></head><body>Basic Authentication Failure - Reason : ${reason}</body></html>`,
    { 'x-seraph-loginreason': reason, 'www-authenticate': 'OAuth realm="https%3A%2F%2Flab.example.test"' },
  );
}

function captcha(baseUrl: string): LabResponse {
  return html(
    403,
    '<html><head><title>Forbidden (403)</title></head><body>Basic Authentication Failure - Reason : AUTHENTICATION_DENIED</body></html>',
    {
      'x-seraph-loginreason': 'AUTHENTICATION_DENIED',
      'x-authentication-denied-reason': `CAPTCHA_CHALLENGE; login-url=${baseUrl}/login.jsp`,
    },
  );
}

export function loginRequired(): LabResponse {
  return json(401, {
    message: 'Client must be authenticated to access this resource.',
    'status-code': 401,
  });
}

function guarded(request: LabRequest, handle: () => LabResponse): LabResponse {
  const hasBody = request.rawBody !== '';
  if (hasBody && !(request.headers['content-type'] ?? '').startsWith('application/json')) {
    return html(415, '<html><head><title>Unsupported Media Type (415)</title></head><body></body></html>');
  }
  try {
    return handle();
  } catch (error) {
    if (error instanceof JiraRefusal) return error.toResponse();
    throw error;
  }
}
