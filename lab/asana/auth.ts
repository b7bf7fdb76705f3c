import { json, type LabResponse, type LabRequest } from '../http/messages.js';
import { AsanaRefusal, NOT_AUTHORIZED, refuse } from './errors.js';
import type { LabAccount } from './model.js';
import type { AsanaSite } from './site.js';

/** Null where the token is missing, unknown or was revoked: the answer is the same. */
export function accountOf(site: AsanaSite, { headers, tokenRevoked }: LabRequest): LabAccount | null {
  const token = /^Bearer (\S+)$/i.exec(headers.authorization ?? '')?.[1];
  if (token === undefined || tokenRevoked) return null;
  return site.accounts.find(({ accessToken }) => accessToken === token) ?? null;
}

/** What surrounds every API call: refusals become answers, writes must say what they are. */
export function asanaMiddleware(
  site: AsanaSite,
  request: LabRequest,
  handle: () => LabResponse,
): LabResponse {
  try {
    if (!accountOf(site, request)) throw NOT_AUTHORIZED;
    const type = request.headers['content-type'] ?? '';
    const isTyped = /^(application\/json|multipart\/form-data)/.test(type);
    if (['POST', 'PUT'].includes(request.method) && !isTyped) throw refuse(415, 'Unsupported Media Type');
    return handle();
  } catch (error) {
    if (error instanceof AsanaRefusal) return error.toResponse();
    throw error;
  }
}

export function rateLimitResponse(message: string, retryAfterSeconds: number | undefined): LabResponse {
  const headers: Record<string, string> =
    retryAfterSeconds === undefined ? {} : { 'retry-after': String(retryAfterSeconds) };
  return json(429, { errors: [{ message }] }, headers);
}
