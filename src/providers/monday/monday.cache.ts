import { TimeLimitedCache } from '../../shared/cache/index.js';
import type { MondayApi } from './monday.api.js';
import { type Board, boardOf } from './monday.columns.js';
import { notFound } from './monday.errors.js';
import { idIn } from './monday.keys.js';

/**
 * Boards and their columns, cached for a limited time so that a ticket costs one call. Nothing is refused because of what
 * is cached: the board is read anew first.
 */
export class BoardCache {
  private readonly boards: TimeLimitedCache<Board>;

  constructor(ttlMs: number, clock: () => Date) {
    this.boards = new TimeLimitedCache(ttlMs, clock);
  }

  has(id: string): boolean {
    return this.boards.has(id);
  }

  /** @throws ProviderError NOT_FOUND where there is no such board, or it is hidden. */
  async board(api: MondayApi, key: string): Promise<Board> {
    const id = idIn(key);
    if (id === null) throw unknownBoardError(key);
    return this.boards.get(id, async () => {
      const raw = (await api.boards([id])).find((one) => one.id === id);
      if (!raw) throw unknownBoardError(key);
      return boardOf(raw);
    });
  }

  /** Where the subitems of its items live; null while there were none. */
  async subitemBoard(api: MondayApi, board: Board): Promise<Board | null> {
    if (board.isMultiLevel) return board;
    return board.subitemBoardId === null ? null : this.board(api, board.subitemBoardId);
  }

  /** With the board of its subitems. */
  async invalidate(id: string): Promise<void> {
    const board = await this.boards.peek(id)?.catch(() => null);
    this.boards.invalidate(id);
    if (board?.subitemBoardId) this.boards.invalidate(board.subitemBoardId);
  }
}

export function unknownBoardError(key: string): Error {
  return notFound('board_id', `There is no monday.com board ${key}, or it is hidden from this account.`);
}
