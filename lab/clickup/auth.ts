import { withHeaders, type LabResponse, type LabRequest } from '../http/messages.js';
import { ClickUpRefusal, refuse } from './errors.js';
import type { LabUser } from './model.js';
import type { RateWindow } from './rate-window.js';
import type { ClickUpSite } from './site.js';

/** A personal token stands alone; tokens of OAuth come with a scheme. @throws ClickUpRefusal */
export function callerOf(site: ClickUpSite, { headers, tokenRevoked }: LabRequest): LabUser {
  const { authorization } = headers;
  if (!authorization) throw refuse(401, 'Authorization header required', 'OAUTH_017');
  const token = authorization.replace(/^Bearer /, '');
  const user = tokenRevoked ? undefined : site.users.find((one) => one.token === token);
  if (!user) throw refuse(401, 'Token invalid', 'OAUTH_025');
  return user;
}

/** What surrounds every API call: the token first, then its budget. */
export function clickUpMiddleware(
  site: ClickUpSite,
  rate: RateWindow,
  request: LabRequest,
  handle: () => LabResponse,
) {
  try {
    const { headers, isSpent } = rate.count(callerOf(site, request).token);
    if (isSpent) throw new ClickUpRefusal(429, 'Rate limit reached', 'APP_002');
    return withHeaders(answered(handle), headers);
  } catch (error) {
    if (!(error instanceof ClickUpRefusal)) throw error;
    return withHeaders(
      error.toResponse(),
      error.status === 429 ? rate.headers(request.headers.authorization) : {},
    );
  }
}

function answered(handle: () => LabResponse): LabResponse {
  try {
    return handle();
  } catch (error) {
    if (error instanceof ClickUpRefusal) return error.toResponse();
    throw error;
  }
}
