import { json, type LabResponse } from '../../../../lab/http/messages.js';
import type { LabBoard, LabCard } from './corkboard-site.js';

/** Thrown by handlers; becomes the answer. */
export class CorkboardRefusal extends Error {
  constructor(
    readonly status: number,
    readonly body: Readonly<Record<string, unknown>>,
  ) {
    super(String(body['message']));
  }

  toResponse(): LabResponse {
    return json(this.status, this.body);
  }
}

export function unknown(what: string): CorkboardRefusal {
  return new CorkboardRefusal(404, { error: 'not_found', message: `There is no such ${what}` });
}

export function invalid(field: string, message: string): CorkboardRefusal {
  return new CorkboardRefusal(422, { error: 'invalid', message, field });
}

export function boardJson({ id, name }: LabBoard, address: string) {
  return { id, name, page: `${address}/board/${id}` };
}

export function cardJson(card: LabCard, address: string) {
  const { id, board, externalId, title, text, tags, owner, due, column, isArchived } = card;
  return {
    ...{ id, board: board.id, external_id: externalId, title, text, tags, owner: owner?.id ?? null, due },
    ...{ column, archived: isArchived, page: `${address}/card/${id}` },
  };
}
