import { json, type LabResponse } from '../http/messages.js';

const HELP =
  'For more information on API status codes and how to handle them, read the docs on errors: https://developers.asana.com/docs/errors';

/** Thrown by handlers; becomes the answer. */
export class AsanaRefusal extends Error {
  constructor(
    readonly status: number,
    message: string,
    /** Beside the errors. */
    readonly more: Readonly<Record<string, unknown>> = {},
  ) {
    super(message);
  }

  toResponse(): LabResponse {
    return json(this.status, { errors: [{ message: this.message, help: HELP }], ...this.more });
  }
}

export function refuse(status: number, message: string): AsanaRefusal {
  return new AsanaRefusal(status, message);
}

export const NOT_AUTHORIZED = refuse(401, 'Not Authorized');
export const TOO_MANY =
  "You've made too many requests and hit a rate limit. Please retry after the given amount of time.";

export function unknown(what: string, gid: string): AsanaRefusal {
  return refuse(404, `${what}: Unknown object: ${gid}`);
}

export function forbidden(): AsanaRefusal {
  return refuse(403, 'Forbidden');
}
