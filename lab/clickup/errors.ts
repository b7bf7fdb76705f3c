import { json, type LabResponse } from '../http/messages.js';

/** Thrown by handlers; becomes the answer. */
export class ClickUpRefusal extends Error {
  constructor(
    readonly status: number,
    readonly err: string,
    readonly ecode: string,
  ) {
    super(`${status} ${ecode}: ${err}`);
  }

  toResponse(): LabResponse {
    return json(this.status, { err: this.err, ECODE: this.ecode });
  }
}

export function refuse(status: number, err: string, ecode: string): ClickUpRefusal {
  return new ClickUpRefusal(status, err, ecode);
}

/** The same for what belongs to others and for what never was: not a word about the token. */
export function notAuthorized(): ClickUpRefusal {
  return refuse(401, 'Team not authorized', 'OAUTH_027');
}

export function taskNotFound(): ClickUpRefusal {
  return refuse(404, 'Task not found, deleted', 'ITEM_013');
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
