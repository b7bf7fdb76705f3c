import { operationNode, bodyOf, documentOf } from '../graphql/documents.js';
import { GraphQLError } from 'graphql';
import type { LabResponse, LabRequest } from '../http/messages.js';
import { notAuthenticated, refused } from './responses.js';
import type { LabUser } from './model.js';
import type { MondaySite } from './site.js';

/** The token as it is; `Bearer` in front of it is tolerated. */
export function callerOf({ users }: MondaySite, request: LabRequest): LabUser | null {
  if (request.tokenRevoked) return null;
  const token = (request.headers.authorization ?? '').replace(/^bearer /i, '');
  return users.find((user) => user.token === token) ?? null;
}

/** Checks a call before its document is read, and caches the answers to mutations with an idempotency key. */
export function mondayMiddleware(
  site: MondaySite,
  request: LabRequest,
  handle: () => LabResponse,
): LabResponse {
  const user = callerOf(site, request);
  if (!user) return notAuthenticated();
  if (user.status !== 'ACTIVE')
    return refused(403, 'USER_ACCESS_DENIED', 'The user has no access to this account.');
  if (!site.countsCall()) return refused(429, 'DAILY_LIMIT_EXCEEDED', 'Daily limit exceeded.');
  const version = request.headers['api-version'];
  if (version !== undefined && !/^\d{4}-\d{2}$/.test(String(version)))
    return refused(400, 'InvalidVersionException', 'This is no version of the API.');
  const key = request.headers['idempotency-key'];
  if (key === undefined || !isMutation(request)) return handle();
  return site.idempotencyCache.replayOr(`${user.id} ${String(key)}`, site.now(), handle);
}

function isMutation(request: LabRequest): boolean {
  const body = bodyOf(request);
  const document = body && documentOf(body.query);
  if (!document || document instanceof GraphQLError) return false;
  return operationNode(document, body.operationName)?.operation === 'mutation';
}
