import type { z } from 'zod';
import { ProviderError, ProviderFailure } from '../../../../src/providers/contract/index.js';
import {
  type Effect,
  providerErrorOf,
  HttpFailure,
  type HttpRequest,
  type HttpResponse,
  isSuccess,
  isWebPage,
  jsonOf,
  type OperationDeadline,
  type ProviderHttpClient,
} from '../../../../src/providers/http/index.js';
import type { NewCard } from './corkboard.draft.js';
import { errorOf, notFound, unreadable } from './corkboard.errors.js';
import * as schemas from './corkboard.schemas.js';

/** The most cards of one read. */
export const CARDS_AT_ONCE = 100;

const BOARD_ID = /^b[0-9]{1,12}$/;
const CARD_ID = /^c[0-9]{1,12}$/;

export function isCardId(text: string): boolean {
  return CARD_ID.test(text);
}

/**
 * The calls that are used, one method each, their answers checked. Every method throws `ProviderError` and nothing else.
 * Ids become part of a path, so nothing that does not look like one is ever sent.
 */
export class CorkboardApi {
  constructor(
    private readonly client: ProviderHttpClient,
    private readonly deadline: OperationDeadline,
  ) {}

  me(): Promise<schemas.CorkboardPerson> {
    return this.read('me', schemas.personSchema);
  }

  boards(search: string, limit: number, after?: string) {
    return this.read('boards', schemas.boardsSchema, { search, limit, after });
  }

  board(id: string): Promise<schemas.CorkboardBoard> {
    return this.read(boardPath(id), schemas.boardSchema);
  }

  async people(boardId: string, search: string, limit: number): Promise<schemas.CorkboardPerson[]> {
    return (await this.read(`${boardPath(boardId)}/people`, schemas.peopleSchema, { search, limit })).items;
  }

  async tags(boardId: string, search: string, limit: number): Promise<string[]> {
    return (await this.read(`${boardPath(boardId)}/tags`, schemas.tagsSchema, { search, limit })).items;
  }

  /** Up to `CARDS_AT_ONCE`; those that are gone or hidden are left out. */
  async cards(by: 'ids' | 'external_ids', values: readonly string[]): Promise<schemas.CorkboardCard[]> {
    return (await this.read('cards', schemas.cardsSchema, { [by]: values.join(',') })).items;
  }

  card(id: string): Promise<schemas.CorkboardCard> {
    return this.read(cardPath(id), schemas.cardSchema);
  }

  /** The card that there is now, whether this call made it or an earlier one. */
  async createCard(card: NewCard): Promise<schemas.CorkboardCard> {
    const response = await this.write({ method: 'POST', path: 'cards', json: card, isRepeatable: false });
    const taken = response.status === 409 ? schemas.takenSchema.safeParse(jsonOf(response)).data : undefined;
    if (taken?.card) return taken.card;
    if (taken) throw new ProviderError(ProviderFailure.REJECTED, HIDDEN, { status: 409 });
    return this.parsed(response, schemas.cardSchema, 'write');
  }

  async moveCard(id: string, column: string): Promise<schemas.CorkboardCard> {
    const path = `${cardPath(id)}/column`;
    const response = await this.write({ method: 'PUT', path, json: { column }, isRepeatable: true });
    return this.parsed(response, schemas.cardSchema, 'write');
  }

  /** Adds it, or replaces the one of that external id. */
  putComment(id: string, comment: { readonly external_id: string; readonly text: string }): Promise<void> {
    return this.put(`${cardPath(id)}/comments`, comment);
  }

  /** The same. */
  putLink(
    id: string,
    link: { readonly external_id: string; readonly url: string; readonly title: string },
  ): Promise<void> {
    return this.put(`${cardPath(id)}/links`, link);
  }

  private async put(path: string, json: object): Promise<void> {
    const response = await this.write({ method: 'POST', path, json, isRepeatable: true });
    this.parsed(response, schemas.doneSchema, 'write');
  }

  private async read<T>(path: string, schema: z.ZodType<T>, query: HttpRequest['query'] = {}): Promise<T> {
    const request: HttpRequest = { method: 'GET', path, query, isRepeatable: true };
    const response = await this.deadline.race(() => this.send(request, 'read'));
    return this.parsed(response, schema, 'read');
  }

  /** Never cut off by the deadline: what was sent must be heard out. */
  private write(request: HttpRequest): Promise<HttpResponse> {
    return this.send(request, 'write');
  }

  private parsed<T>(response: HttpResponse, schema: z.ZodType<T>, effect: Effect): T {
    if (!isSuccess(response)) throw errorOf(response, effect);
    // Also where any answer would do: some proxies answer with a page for people, and hand nothing on.
    if (isWebPage(response)) throw unreadable(response, effect);
    const parsed = schema.safeParse(jsonOf(response));
    if (!parsed.success) throw unreadable(response, effect);
    return parsed.data;
  }

  private async send(request: HttpRequest, effect: Effect): Promise<HttpResponse> {
    try {
      return await this.client.request({ ...request, path: `v1/${request.path}` });
    } catch (error) {
      if (error instanceof HttpFailure) throw providerErrorOf(error, effect);
      const tookEffect = effect === 'write' ? 'unknown' : 'no';
      const words = 'The call to Corkboard failed for a reason of our own.';
      throw new ProviderError(ProviderFailure.UNEXPECTED, words, { tookEffect, cause: error });
    }
  }
}

const HIDDEN = 'Corkboard has the card of this ticket, but hides it from this account. Ask for access to it.';

function boardPath(id: string): string {
  if (!BOARD_ID.test(id)) throw notFound(`board ${id}`);
  return `boards/${id}`;
}

function cardPath(id: string): string {
  if (!CARD_ID.test(id)) throw notFound(`card ${id}`);
  return `cards/${id}`;
}
