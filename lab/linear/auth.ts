import { json, type LabResponse, type LabRequest } from '../http/messages.js';
import type { LabUser } from './model.js';
import type { LinearWorkspace } from './workspace.js';

const NOT_AUTHENTICATED = {
  message: 'Authentication required, not authenticated',
  extensions: {
    type: 'authentication error',
    code: 'AUTHENTICATION_ERROR',
    statusCode: 401,
    userError: true,
    userPresentableMessage: 'You need to authenticate to access this operation.',
    meta: {},
  },
};

const KEY_AS_BEARER = {
  message: `It looks like you're trying to use an API key as a Bearer token. Remove the Bearer prefix from the Authorization header.`,
  extensions: {
    type: 'authentication error',
    code: 'AUTHENTICATION_ERROR',
    statusCode: 400,
    userError: true,
  },
};

/** Personal API keys go without any prefix. */
export function callerOf({ users }: LinearWorkspace, request: LabRequest): LabUser | null {
  if (request.tokenRevoked) return null;
  const key = request.headers.authorization;
  return users.find(({ apiKey, active }) => active && apiKey === key) ?? null;
}

/** Checks a call before its document is read. */
export function linearMiddleware(
  workspace: LinearWorkspace,
  request: LabRequest,
  handle: () => LabResponse,
): LabResponse {
  const given = request.headers.authorization ?? '';
  if (/^bearer lin_api_/i.test(given)) return json(400, { errors: [KEY_AS_BEARER] });
  if (!callerOf(workspace, request)) return json(401, { errors: [NOT_AUTHENTICATED] });
  if (!(request.headers['content-type'] ?? '').startsWith('application/json'))
    return json(400, { errors: [{ message: 'The request must be sent as application/json.' }] });
  return handle();
}
