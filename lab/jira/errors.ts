import { json, type LabResponse } from '../http/messages.js';

/** Jira's ErrorCollection. */
export interface ErrorCollection {
  readonly errorMessages: readonly string[];
  readonly errors: Readonly<Record<string, string>>;
}

/** Thrown by handlers; becomes the answer. */
export class JiraRefusal extends Error {
  constructor(
    readonly status: number,
    readonly collection: ErrorCollection,
  ) {
    super(JSON.stringify(collection));
  }

  toResponse(): LabResponse {
    return json(this.status, this.collection);
  }
}

export function refuse(status: number, message: string): JiraRefusal {
  return new JiraRefusal(status, { errorMessages: [message], errors: {} });
}

export function refuseAll(status: number, messages: readonly string[]): JiraRefusal {
  return new JiraRefusal(status, { errorMessages: messages, errors: {} });
}

export function refuseFields(errors: Readonly<Record<string, string>>): JiraRefusal {
  return new JiraRefusal(400, { errorMessages: [], errors });
}

export const INVALID_PAYLOAD = 'Invalid request payload. Refer to the REST API documentation and try again.';
