import type { z } from 'zod';
import { ProviderError, ProviderFailure } from '../contract/index.js';
import {
  type Effect,
  providerErrorOf,
  HttpFailure,
  type HttpResponse,
  type OperationDeadline,
  type ProviderHttpClient,
} from '../http/index.js';
import * as documents from './monday.documents.js';
import { parseResponse } from './monday.errors.js';
import * as schemas from './monday.schemas.js';

/** Ids that one call of `items` takes. */
export const IDS_PER_CALL = 100;

/** What a keyed mutation was answered; `isReplayed`: not done now, but told from memory. */
export type KeyedResult<T> = { readonly isReplayed: boolean } & (
  { readonly value: T } | { readonly error: ProviderError }
);

export interface NewItem {
  readonly board: string;
  /** Null: a row of the board itself. */
  readonly parent: string | null;
  readonly name: string;
  /** By column id. */
  readonly values: Readonly<Record<string, unknown>>;
  readonly createsLabels: boolean;
}

type Variables = Readonly<Record<string, unknown>>;

/**
 * The documents that are sent, one method each, their answers checked. Every method throws `ProviderError` and nothing
 * else. Ids come checked (`monday.keys.ts`).
 */
export class MondayApi {
  /** How far monday.com's clock is ahead of ours, as its last answer said. */
  clockSkewMs = 0;

  constructor(
    private readonly client: ProviderHttpClient,
    private readonly path: string,
    private readonly deadline: OperationDeadline,
    private readonly clock: () => Date,
  ) {}

  async me() {
    const { me } = await this.read(documents.ME, {}, schemas.meSchema);
    if (me) return me;
    throw new ProviderError(
      ProviderFailure.UNAUTHENTICATED,
      'Nobody is known to monday.com by this API token.',
    );
  }

  async boardPage(page: number, limit: number): Promise<schemas.MondayProject[]> {
    const { boards } = await this.read(documents.BOARD_PAGE, { page, limit }, schemas.projectPageSchema);
    return withoutNulls(boards);
  }

  /** What does not exist, or is hidden, is left out without a word. */
  async boards(ids: readonly string[]): Promise<schemas.RawBoard[]> {
    return withoutNulls((await this.read(documents.BOARDS, { ids }, schemas.boardsSchema)).boards);
  }

  createItem({ board, parent, name, values, createsLabels }: NewItem, key: string) {
    // A text that holds JSON: an object in its place is refused.
    const common = { name, values: JSON.stringify(values), createLabels: createsLabels };
    return parent === null
      ? this.keyed(documents.CREATE_ITEM, { board, ...common }, schemas.createdItemSchema, key)
      : this.keyed(documents.CREATE_SUBITEM, { parent, ...common }, schemas.createdSubitemSchema, key);
  }

  /** At most `IDS_PER_CALL`. What does not exist, or is hidden, is left out without a word. */
  async items(ids: readonly string[]): Promise<schemas.MondayItem[]> {
    return withoutNulls((await this.read(documents.ITEMS, { ids }, schemas.itemsSchema)).items);
  }

  /** Of active items only. */
  async itemsByOperationId(board: string, column: string, marks: readonly string[]) {
    const variables = { board, column, marks };
    const answer = await this.read(documents.ITEMS_BY_OPERATION_ID, variables, schemas.foundItemsSchema);
    return answer.items_page_by_column_values;
  }

  async itemMarkers(ids: readonly string[], column: string): Promise<schemas.ItemMarker[]> {
    return withoutNulls(
      (await this.read(documents.ITEM_MARKERS, { ids, column }, schemas.itemMarkersSchema)).items,
    );
  }

  /** One page of what somebody did on a board, newest first; null where the board is hidden. */
  async activityLog(query: { board: string; from: Date; user: string; limit: number; page: number }) {
    const variables = { ...query, from: query.from.toISOString() };
    const [board] = withoutNulls(
      (await this.read(documents.ACTIVITY, variables, schemas.activitySchema)).boards,
    );
    return board ? board.activity_logs : null;
  }

  /** Doing it twice does no harm. */
  async changeValues(board: string, item: string, values: Readonly<Record<string, unknown>>): Promise<void> {
    const variables = { board, item, values: JSON.stringify(values) };
    await this.repeatable(
      documents.CHANGE_VALUES,
      variables,
      schemas.doneSchema('change_multiple_column_values'),
    );
  }

  /** Null where there is no such item, or it is hidden. */
  async itemWithUpdates(id: string, page: number, limit: number) {
    const { items } = await this.read(documents.ITEM_UPDATES, { id, page, limit }, schemas.itemUpdatesSchema);
    return withoutNulls(items)[0] ?? null;
  }

  createUpdate(item: string, body: string, key: string) {
    return this.keyed(documents.CREATE_UPDATE, { item, body }, schemas.doneSchema('create_update'), key);
  }

  /** Doing it twice does no harm. */
  async editUpdate(id: string, body: string): Promise<void> {
    await this.repeatable(documents.EDIT_UPDATE, { id, body }, schemas.doneSchema('edit_update'));
  }

  async users(page: number, limit: number): Promise<schemas.MondayUser[]> {
    return withoutNulls((await this.read(documents.USERS, { page, limit }, schemas.usersSchema)).users ?? []);
  }

  /** Names of the board's own tags and of the account's. */
  async tags(board: string): Promise<string[]> {
    const { boards, tags } = await this.read(documents.TAGS, { board }, schemas.tagsSchema);
    return withoutNulls([...withoutNulls(boards).flatMap((one) => one.tags ?? []), ...(tags ?? [])]).map(
      ({ name }) => name,
    );
  }

  /** The tag of that name, made where there is none. `board`: only of a private one. */
  async tagId(name: string, board: string | null): Promise<string> {
    const variables = { name, board };
    return (await this.repeatable(documents.CREATE_TAG, variables, schemas.createdTagSchema))
      .create_or_get_tag.id;
  }

  private async read<T>(query: string, variables: Variables, schema: z.ZodType<T>): Promise<T> {
    const response = await this.deadline.race(() =>
      this.send(query, variables, 'read', { isRepeatable: true }),
    );
    return parseResponse(response, schema, 'read');
  }

  private async repeatable<T>(query: string, variables: Variables, schema: z.ZodType<T>): Promise<T> {
    return parseResponse(await this.send(query, variables, 'write', { isRepeatable: true }), schema, 'write');
  }

  /** A call that is never repeated by itself: whether it may be is decided by what became of it. */
  private async keyed<T>(
    query: string,
    variables: Variables,
    schema: z.ZodType<T>,
    key: string,
  ): Promise<KeyedResult<T>> {
    const headers = { 'idempotency-key': key };
    const response = await this.send(query, variables, 'write', { isRepeatable: false, headers });
    const isReplayed = response.headers['idempotency-replayed'] === 'true';
    try {
      return { isReplayed, value: parseResponse(response, schema, 'write') };
    } catch (error) {
      if (error instanceof ProviderError) return { isReplayed, error };
      throw error;
    }
  }

  private async send(
    query: string,
    variables: Variables,
    effect: Effect,
    options: { readonly isRepeatable: boolean; readonly headers?: Readonly<Record<string, string>> },
  ): Promise<HttpResponse> {
    try {
      const json = { query, variables };
      const response = await this.client.request({ method: 'POST', path: this.path, json, ...options });
      if (response.date) this.clockSkewMs = response.date.getTime() - this.clock().getTime();
      return response;
    } catch (error) {
      if (error instanceof HttpFailure) throw providerErrorOf(error, effect);
      // Nobody knows how far it came.
      const tookEffect = effect === 'write' ? 'unknown' : 'no';
      const words = 'The call to monday.com failed for a reason of our own.';
      throw new ProviderError(ProviderFailure.UNEXPECTED, words, { tookEffect, cause: error });
    }
  }
}

/** Lists may hold nulls, where something could not be read. */
function withoutNulls<T>(values: readonly (T | null)[]): T[] {
  return values.filter((value) => value !== null);
}
