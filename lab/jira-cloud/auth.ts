import { json, text, withHeaders, type LabResponse, type LabRequest } from '../http/messages.js';
import { JiraRefusal } from '../jira/errors.js';
import type { LabAccount } from '../jira/model.js';
import type { JiraSite } from '../jira/site.js';

/** Atlassian's gateway takes scoped tokens alone, the site all others. */
export type Door = 'site' | 'gateway';

/**
 * Who calls. A bad token does not stop a call: endpoints that allow anonymous access answer it as nobody, and only a
 * header tells.
 */
export interface Caller {
  readonly account: LabAccount | null;
  readonly isRefused: boolean;
}

export function callerOf(site: JiraSite, request: LabRequest, door: Door = 'site'): Caller {
  const header = request.headers.authorization;
  if (header === undefined) return { account: null, isRefused: false };
  const account = request.tokenRevoked ? null : accountOf(site, header, door);
  return { account, isRefused: account === null };
}

function accountOf(site: JiraSite, header: string, door: Door): LabAccount | null {
  const [scheme, encoded = ''] = header.split(' ');
  if (scheme?.toLowerCase() !== 'basic') return null;
  const decoded = Buffer.from(encoded, 'base64').toString('utf8');
  const colon = decoded.indexOf(':');
  const email = decoded.slice(0, colon);
  const token = decoded.slice(colon + 1);
  const account = site.accounts.find((each) => each.email === email && each.apiToken === token);
  return account && (account.scopes === undefined) === (door === 'site') ? account : null;
}

/** What surrounds every API call: content types, refusals, the headers that name the caller. */
export function jiraMiddleware(site: JiraSite, request: LabRequest, handle: () => LabResponse): LabResponse {
  const caller = callerOf(site, request);
  const headers: Record<string, string> = caller.account
    ? { 'x-aaccountid': caller.account.accountId, 'x-seraph-loginreason': 'OK' }
    : caller.isRefused
      ? { 'x-seraph-loginreason': 'AUTHENTICATED_FAILED' }
      : {};
  return withHeaders(guarded(request, handle), headers);
}

function guarded(request: LabRequest, handle: () => LabResponse): LabResponse {
  const isWrite = request.method !== 'GET';
  const contentType = request.headers['content-type'] ?? '';
  if (isWrite && !contentType.startsWith('application/json')) {
    return text(415, 'Unsupported Media Type');
  }
  try {
    return handle();
  } catch (error) {
    if (error instanceof JiraRefusal) return error.toResponse();
    throw error;
  }
}

const SCOPE_MISMATCH = { code: 401, message: 'Unauthorized; scope does not match' };
/** Questions that are asked by POST. */
const READS_BY_POST = /\/(search\/jql|issue\/bulkfetch)$/;

/** The gateway lets nobody pass without a token, and asks it for the scope of each call. */
export function gatewayMiddleware(
  site: JiraSite,
  request: LabRequest,
  handle: () => LabResponse,
): LabResponse {
  const { account } = callerOf(site, request, 'gateway');
  if (!account) return json(401, { code: 401, message: 'Unauthorized' });
  if (!account.scopes?.includes(scopeOf(request))) return json(401, SCOPE_MISMATCH);
  return withHeaders(guarded(request, handle), { 'x-aaccountid': account.accountId });
}

function scopeOf({ method, path }: LabRequest): string {
  if (/\/(myself|user)(\/|$)/.test(path)) return 'read:jira-user';
  return method === 'GET' || READS_BY_POST.test(path) ? 'read:jira-work' : 'write:jira-work';
}
