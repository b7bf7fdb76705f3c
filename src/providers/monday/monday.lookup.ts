import {
  isNotFound,
  type LookupOutcome,
  type LookupOutcomes,
  type OperationId,
  ProviderError,
  type RemoteTicket,
  type TicketFinds,
  type TicketLookup,
  type TicketSearch,
} from '../contract/index.js';
import { IDS_PER_CALL, type MondayApi } from './monday.api.js';
import type { BoardCache } from './monday.boards.js';
import type { Board } from './monday.columns.js';
import { Finds, markIn } from './monday.finds.js';
import { absence, type LookResult, type LookupTimings, madeSince } from './monday.lookup.rules.js';
import type { MarkedItem } from './monday.schemas.js';
import { describeIfMissing, type InTurn } from './monday.updates.js';
import { updateOf } from './monday.draft.js';

export interface LookupContext {
  readonly api: MondayApi;
  readonly boards: BoardCache;
  readonly inTurn: InTurn;
  readonly timings: LookupTimings;
  readonly clock: () => Date;
  /** Whose tickets they are. */
  readonly userId: () => Promise<string>;
}

const MARKS_PER_SEARCH = 100;
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
  const begun = context.clock();
  const outcomes = new Map<OperationId, LookupOutcome>();
  for (const [key, ofBoard] of Map.groupBy(lookups, ({ projectKey }) => projectKey)) {
    const board = await boardOrNull(context, key);
    const finds = new Finds();
    const result = board ? await look(context, board, ofBoard, finds) : () => HIDDEN;
    for (const lookup of ofBoard) {
      const [oldest, ...twins] = board ? finds.tickets(lookup.operationId, board.url) : [];
      if (oldest && board) await complete(context, board, lookup, oldest);
      outcomes.set(
        lookup.operationId,
        oldest
          ? { kind: 'found', tickets: [oldest, ...twins] }
          : absence(lookup, result(lookup), begun, context.timings),
      );
    }
  }
  return outcomes;
}

/** By the column alone, on the board and on that of its subitems. */
export async function searchTickets(
  context: Pick<LookupContext, 'api' | 'boards'>,
  searches: readonly TicketSearch[],
): Promise<TicketFinds> {
  const found = new Map<OperationId, readonly [RemoteTicket, ...RemoteTicket[]]>();
  for (const [key, ofBoard] of Map.groupBy(searches, ({ projectKey }) => projectKey)) {
    const board = await boardOrNull(context, key);
    if (!board) continue;
    const finds = new Finds();
    const below = await context.boards.subitemBoard(context.api, board);
    for (const place of new Set([board, ...(below ? [below] : [])])) {
      const { mark } = place.roles;
      if (mark) await search(context.api, place.id, mark.id, idsOf(ofBoard), finds);
    }
    for (const { operationId } of ofBoard) {
      const [oldest, ...twins] = finds.tickets(operationId, board.url);
      if (oldest) found.set(operationId, [oldest, ...twins]);
    }
  }
  return found;
}

function idsOf(wanted: readonly { readonly operationId: OperationId }[]): OperationId[] {
  return wanted.map(({ operationId }) => operationId);
}

const HIDDEN: LookResult = { hasMark: false, isComplete: false, isHidden: true };

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
async function look(
  context: LookupContext,
  board: Board,
  lookups: readonly TicketLookup[],
  finds: Finds,
): Promise<(lookup: TicketLookup) => LookResult> {
  const results = new Map<boolean, (lookup: TicketLookup) => LookResult>();
  const below = await context.boards.subitemBoard(context.api, board);
  for (const [isBelow, ofPlace] of Map.groupBy(lookups, isSubitem)) {
    const place = isBelow ? below : board;
    results.set(isBelow, place ? await lookOnBoard(context, place, ofPlace, finds) : () => NO_COLUMN);
  }
  return (lookup) => results.get(isSubitem(lookup))?.(lookup) ?? NO_COLUMN;
}

const NO_COLUMN: LookResult = { hasMark: false, isComplete: false, isHidden: false };

function isSubitem({ draft }: TicketLookup): boolean {
  return draft !== undefined && draft.parentKey !== null;
}

async function lookOnBoard(
  context: LookupContext,
  board: Board,
  lookups: readonly TicketLookup[],
  finds: Finds,
): Promise<(lookup: TicketLookup) => LookResult> {
  const { mark } = board.roles;
  if (!mark) return () => NO_COLUMN;
  const isSearched = await search(context.api, board.id, mark.id, idsOf(lookups), finds);
  const missing = lookups.filter(({ operationId }) => !finds.has(operationId));
  const unmarked = await readLog(context, board.id, mark.id, missing, finds);
  return ({ draft }) => {
    // Made before the board had the column, by its name: nobody can tell whose it is.
    const isDoubtful = unmarked?.some(({ name }) => !draft || name === draft.title) ?? true;
    return { hasMark: true, isComplete: isSearched && !isDoubtful, isHidden: false };
  };
}

/** @returns whether every search gave its whole result. */
async function search(
  api: MondayApi,
  board: string,
  column: string,
  ids: readonly OperationId[],
  finds: Finds,
): Promise<boolean> {
  let isComplete = true;
  for (let start = 0; start < ids.length; start += MARKS_PER_SEARCH) {
    const marks = ids.slice(start, start + MARKS_PER_SEARCH);
    const { items, cursor } = await api.itemsByMark(board, column, marks);
    finds.add(items);
    isComplete &&= !cursor;
  }
  return isComplete;
}

/** @returns items of ours without a mark; null where the log could not be read to its end. */
async function readLog(
  context: LookupContext,
  board: string,
  column: string,
  missing: readonly TicketLookup[],
  finds: Finds,
): Promise<readonly MarkedItem[] | null> {
  const { api } = context;
  if (missing.length === 0) return [];
  const user = await context.userId();
  const from = madeSince(missing, api.clockAheadMs);
  if (!from) return [];
  const ids = new Set<string>();
  for (let page = 1; page <= LOG_PAGES_MAX; page += 1) {
    const entries = await api.activity({ board, from, user, limit: LOG_PAGE, page });
    if (!entries) return null;
    for (const entry of entries) if (entry?.event === 'create_pulse') addPulse(ids, entry.data);
    if (entries.length < LOG_PAGE) return readMarks(api, [...ids], column, finds);
  }
  return null;
}

async function readMarks(
  api: MondayApi,
  ids: readonly string[],
  column: string,
  finds: Finds,
): Promise<readonly MarkedItem[]> {
  const unmarked: MarkedItem[] = [];
  for (let start = 0; start < ids.length; start += IDS_PER_CALL) {
    const items = await api.markedItems(ids.slice(start, start + IDS_PER_CALL), column);
    const present = items.filter(({ state }) => state !== 'deleted');
    finds.add(present);
    unmarked.push(...present.filter((item) => markIn(item) === ''));
  }
  return unmarked;
}

function addPulse(ids: Set<string>, data: unknown): void {
  const id = (data as { readonly pulse_id?: unknown } | null | undefined)?.pulse_id;
  if (typeof id === 'number' || typeof id === 'string') ids.add(String(id));
}

/** The call that should have added its description may never have been made. */
async function complete(
  { api, inTurn, boards }: LookupContext,
  board: Board,
  { draft }: TicketLookup,
  { remoteId }: RemoteTicket,
): Promise<void> {
  const place = draft && draft.parentKey !== null ? await boards.subitemBoard(api, board) : board;
  const update = draft && place ? updateOf(draft, place) : null;
  if (update === null) return;
  try {
    await describeIfMissing(api, inTurn, remoteId, update);
  } catch (error) {
    // Found it is, all the same; what passes by itself is tried at the next look.
    if (!(error instanceof ProviderError) || error.retryable) throw error;
  }
}
