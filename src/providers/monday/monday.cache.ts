import type { MondayApi } from './monday.api.js';
import { type Board, boardOf } from './monday.columns.js';
import { notFound } from './monday.errors.js';
import { idIn } from './monday.keys.js';

interface CacheEntry {
  readonly expiresAt: number;
  readonly board: Board;
}

/**
 * Boards and their columns, remembered for a short while, so that a ticket costs one call. Only good answers are kept,
 * and nothing is refused for what is remembered: it is read anew first.
 */
export class BoardCache {
  private readonly entries = new Map<string, CacheEntry>();

  constructor(
    private readonly ttlMs: number,
    private readonly clock: () => Date,
  ) {}

  has(id: string): boolean {
    return this.unexpired(id) !== null;
  }

  /** @throws ProviderError NOT_FOUND where there is no such board, or it is hidden. */
  async board(api: MondayApi, key: string): Promise<Board> {
    const id = idIn(key);
    const cached = id && this.unexpired(id);
    if (cached) return cached;
    const raw = id === null ? undefined : (await api.boards([id])).find((one) => one.id === id);
    if (!id || !raw) throw unknownBoardError(key);
    const board = boardOf(raw);
    this.entries.set(id, { board, expiresAt: this.clock().getTime() + this.ttlMs });
    return board;
  }

  /** Where the subitems of its items live; null while there were none. */
  async subitemBoard(api: MondayApi, board: Board): Promise<Board | null> {
    if (board.isMultiLevel) return board;
    return board.subitemBoardId === null ? null : this.board(api, board.subitemBoardId);
  }

  invalidate(id: string): void {
    const subitems = this.entries.get(id)?.board.subitemBoardId;
    this.entries.delete(id);
    if (subitems) this.entries.delete(subitems);
  }

  private unexpired(id: string): Board | null {
    const entry = this.entries.get(id);
    if (!entry) return null;
    const remainingMs = entry.expiresAt - this.clock().getTime();
    // A clock that was set back must not keep it for longer either.
    if (remainingMs > 0 && remainingMs <= this.ttlMs) return entry.board;
    this.entries.delete(id);
    return null;
  }
}

export function unknownBoardError(key: string): Error {
  return notFound('board_id', `There is no monday.com board ${key}, or it is hidden from this account.`);
}
