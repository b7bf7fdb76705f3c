import {
  isNotFound,
  type LookupOutcome,
  type LookupOutcomes,
  type OperationId,
  ProviderError,
  type RemoteTicket,
  type TicketMatches,
  type TicketLookup,
  type TicketSearch,
} from '../contract/index.js';
import { IDS_PER_CALL, type MondayApi } from './monday.api.js';
import type { BoardCache } from './monday.cache.js';
import type { Board } from './monday.columns.js';
import { MatchCollector, operationIdIn } from './monday.matches.js';
import { absentOutcome, type LookupResult, type LookupTimings, createdSince } from './monday.lookup.rules.js';
import type { ItemMarker } from './monday.schemas.js';
import { addDescriptionIfMissing, type BoardLock } from './monday.comments.js';
import { updateOf } from './monday.draft.js';

export interface LookupContext {
  readonly api: MondayApi;
  readonly boards: BoardCache;
  readonly boardLock: BoardLock;
  readonly timings: LookupTimings;
  readonly clock: () => Date;
  /** Whose tickets they are. */
  readonly userId: () => Promise<string>;
}

const IDS_PER_SEARCH = 100;
const LOG_PAGE = 500;
const LOG_PAGES_MAX = 4;

/**
 * By the column of operation ids. What that does not find is looked for in the board's log of what we made there: it
 * knows archived items, and items from before there was such a column.
 */
export async function findTickets(
  context: LookupContext,
  lookups: readonly TicketLookup[],
): Promise<LookupOutcomes> {
  const startedAt = context.clock();
  const outcomes = new Map<OperationId, LookupOutcome>();
  for (const [key, ofBoard] of Map.groupBy(lookups, ({ projectKey }) => projectKey)) {
    const board = await boardOrNull(context, key);
    const matches = new MatchCollector();
    const result = board ? await lookUpOnBoards(context, board, ofBoard, matches) : () => HIDDEN_BOARD;
    for (const lookup of ofBoard) {
      const [oldest, ...duplicates] = board ? matches.tickets(lookup.operationId, board.url) : [];
      if (oldest && board) await completeDescription(context, board, lookup, oldest);
      outcomes.set(
        lookup.operationId,
        oldest
          ? { kind: 'found', tickets: [oldest, ...duplicates] }
          : absentOutcome(lookup, result(lookup), startedAt, context.timings),
      );
    }
  }
  return outcomes;
}

/** By the column alone, on the board and on that of its subitems. */
export async function searchTickets(
  context: Pick<LookupContext, 'api' | 'boards'>,
  searches: readonly TicketSearch[],
): Promise<TicketMatches> {
  const found = new Map<OperationId, readonly [RemoteTicket, ...RemoteTicket[]]>();
  for (const [key, ofBoard] of Map.groupBy(searches, ({ projectKey }) => projectKey)) {
    const board = await boardOrNull(context, key);
    if (!board) continue;
    const matches = new MatchCollector();
    const subitemBoard = await context.boards.subitemBoard(context.api, board);
    for (const targetBoard of new Set([board, ...(subitemBoard ? [subitemBoard] : [])])) {
      const { marker } = targetBoard.roles;
      if (marker)
        await searchByOperationId(context.api, targetBoard.id, marker.id, operationIdsOf(ofBoard), matches);
    }
    for (const { operationId } of ofBoard) {
      const [oldest, ...duplicates] = matches.tickets(operationId, board.url);
      if (oldest) found.set(operationId, [oldest, ...duplicates]);
    }
  }
  return found;
}

function operationIdsOf(lookups: readonly { readonly operationId: OperationId }[]): OperationId[] {
  return lookups.map(({ operationId }) => operationId);
}

const HIDDEN_BOARD: LookupResult = { hasOperationIdColumn: false, isComplete: false, isHidden: true };

async function boardOrNull(
  { api, boards }: Pick<LookupContext, 'api' | 'boards'>,
  key: string,
): Promise<Board | null> {
  return boards.board(api, key).catch((error: unknown) => {
    if (isNotFound(error)) return null;
    throw error;
  });
}

/** Where the tickets of these look-ups can be: on the board itself, or on that of its subitems. */
async function lookUpOnBoards(
  context: LookupContext,
  board: Board,
  lookups: readonly TicketLookup[],
  matches: MatchCollector,
): Promise<(lookup: TicketLookup) => LookupResult> {
  const results = new Map<boolean, (lookup: TicketLookup) => LookupResult>();
  const subitemBoard = await context.boards.subitemBoard(context.api, board);
  for (const [isOnSubitemBoard, ofTargetBoard] of Map.groupBy(lookups, isSubitem)) {
    const targetBoard = isOnSubitemBoard ? subitemBoard : board;
    results.set(
      isOnSubitemBoard,
      targetBoard ? await lookUpOnBoard(context, targetBoard, ofTargetBoard, matches) : () => NO_COLUMN,
    );
  }
  return (lookup) => results.get(isSubitem(lookup))?.(lookup) ?? NO_COLUMN;
}

const NO_COLUMN: LookupResult = { hasOperationIdColumn: false, isComplete: false, isHidden: false };

function isSubitem({ draft }: TicketLookup): boolean {
  return draft !== undefined && draft.parentKey !== null;
}

async function lookUpOnBoard(
  context: LookupContext,
  board: Board,
  lookups: readonly TicketLookup[],
  matches: MatchCollector,
): Promise<(lookup: TicketLookup) => LookupResult> {
  const { marker } = board.roles;
  if (!marker) return () => NO_COLUMN;
  const isSearchComplete = await searchByOperationId(
    context.api,
    board.id,
    marker.id,
    operationIdsOf(lookups),
    matches,
  );
  const missing = lookups.filter(({ operationId }) => !matches.has(operationId));
  const withoutOperationId = await readActivityLog(context, board.id, marker.id, missing, matches);
  return ({ draft }) => {
    // Made before the board had the column, by its name: nobody can tell whose it is.
    const mayExist = withoutOperationId?.some(({ name }) => !draft || name === draft.title) ?? true;
    return { hasOperationIdColumn: true, isComplete: isSearchComplete && !mayExist, isHidden: false };
  };
}

/** @returns whether every search gave its whole result. */
async function searchByOperationId(
  api: MondayApi,
  board: string,
  column: string,
  ids: readonly OperationId[],
  matches: MatchCollector,
): Promise<boolean> {
  let isComplete = true;
  for (let start = 0; start < ids.length; start += IDS_PER_SEARCH) {
    const idsOnPage = ids.slice(start, start + IDS_PER_SEARCH);
    const { items, cursor } = await api.itemsByOperationId(board, column, idsOnPage);
    matches.add(items);
    isComplete &&= !cursor;
  }
  return isComplete;
}

/** @returns items of ours without a mark; null where the log could not be read to its end. */
async function readActivityLog(
  context: LookupContext,
  board: string,
  column: string,
  missing: readonly TicketLookup[],
  matches: MatchCollector,
): Promise<readonly ItemMarker[] | null> {
  const { api } = context;
  if (missing.length === 0) return [];
  const user = await context.userId();
  const from = createdSince(missing, api.clockSkewMs);
  if (!from) return [];
  const ids = new Set<string>();
  for (let page = 1; page <= LOG_PAGES_MAX; page += 1) {
    const entries = await api.activityLog({ board, from, user, limit: LOG_PAGE, page });
    if (!entries) return null;
    for (const entry of entries) if (entry?.event === 'create_pulse') addItemId(ids, entry.data);
    if (entries.length < LOG_PAGE) return readOperationIds(api, [...ids], column, matches);
  }
  return null;
}

async function readOperationIds(
  api: MondayApi,
  ids: readonly string[],
  column: string,
  matches: MatchCollector,
): Promise<readonly ItemMarker[]> {
  const withoutOperationId: ItemMarker[] = [];
  for (let start = 0; start < ids.length; start += IDS_PER_CALL) {
    const items = await api.itemMarkers(ids.slice(start, start + IDS_PER_CALL), column);
    const existing = items.filter(({ state }) => state !== 'deleted');
    matches.add(existing);
    withoutOperationId.push(...existing.filter((item) => operationIdIn(item) === ''));
  }
  return withoutOperationId;
}

function addItemId(ids: Set<string>, data: unknown): void {
  const id = (data as { readonly pulse_id?: unknown } | null | undefined)?.pulse_id;
  if (typeof id === 'number' || typeof id === 'string') ids.add(String(id));
}

/** The call that should have added its description may never have been made. */
async function completeDescription(
  { api, boardLock, boards }: LookupContext,
  board: Board,
  { draft }: TicketLookup,
  { remoteId }: RemoteTicket,
): Promise<void> {
  const targetBoard = draft && draft.parentKey !== null ? await boards.subitemBoard(api, board) : board;
  const update = draft && targetBoard ? updateOf(draft, targetBoard) : null;
  if (update === null) return;
  try {
    await addDescriptionIfMissing(api, boardLock, remoteId, update);
  } catch (error) {
    // Found it is, all the same; what passes by itself is tried at the next look.
    if (!(error instanceof ProviderError) || error.retryable) throw error;
  }
}
