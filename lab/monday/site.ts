import { type BoardOptions, LabBoard } from './board.js';
import { LabItem, type LabLogEntry, type NewItem } from './item.js';
import type { LabTag, LabUpdate, LabUser } from './model.js';
import { IdempotencyCache } from './idempotency.js';

const FIRST_BOARD = 18_000_001;
const FIRST_ITEM = 19_000_001;

/** The whole state of one monday.com account. */
export class MondaySite {
  readonly users: LabUser[] = [];
  readonly boards: LabBoard[] = [];
  /** In the order they were made. */
  readonly items: LabItem[] = [];
  readonly tags: LabTag[] = [];
  readonly log: LabLogEntry[] = [];
  readonly idempotencyCache = new IdempotencyCache();
  /** How long a new item stays unknown to searches by column, in milliseconds. */
  indexLagMs = 0;
  /** Added to this machine's clock. */
  clockOffsetMs = 0;
  /** Calls a day; null: any number. */
  dailyLimit: number | null = null;
  private callsOfDay = { day: '', calls: 0 };
  private counters = { user: 77_001, board: FIRST_BOARD, item: FIRST_ITEM, other: 4_100_001 };

  constructor(
    readonly slug: string,
    readonly baseUrl: () => string,
  ) {}

  /** The account's clock. */
  now(): number {
    return Date.now() + this.clockOffsetMs;
  }

  nextId(): string {
    return String(this.counters.other++);
  }

  /** Whether one more call would be one too many today (UTC). */
  countsCall(): boolean {
    const day = new Date(this.now()).toISOString().slice(0, 10);
    if (this.callsOfDay.day !== day) this.callsOfDay = { day, calls: 0 };
    this.callsOfDay.calls += 1;
    return this.dailyLimit === null || this.callsOfDay.calls <= this.dailyLimit;
  }

  addUser(name: string, email: string, token: string): LabUser {
    const user: LabUser = { id: String(this.counters.user++), name, email, token, status: 'ACTIVE' };
    this.users.push(user);
    return user;
  }

  addBoard(options: BoardOptions = {}): LabBoard {
    const board = new LabBoard(options, String(this.counters.board++));
    if (this.board(board.id)) throw new Error(`The lab has a board ${board.id} already.`);
    this.boards.push(board);
    return board;
  }

  board(id: string): LabBoard | undefined {
    return this.boards.find((board) => board.id === id);
  }

  /** Classic boards keep subitems on a hidden board of their own, made with the first one. */
  subitemBoardOf(board: LabBoard): LabBoard {
    if (board.hierarchy === 'multi_level') return board;
    const known = board.subitemBoardId === null ? undefined : this.board(board.subitemBoardId);
    if (known) return known;
    const made = this.addBoard({
      name: `Subitems of ${board.name}`,
      type: 'sub_items_board',
      settingsForm: board.settingsForm,
      without: ['Priority', 'Tags', 'Description', 'delivr'],
    });
    const column =
      board.columns.find(({ type }) => type === 'subtasks') ??
      board.addColumn({ title: 'Subitems', type: 'subtasks' });
    column.subitemBoardId = made.id;
    return made;
  }

  addItem(made: Omit<NewItem, 'id' | 'at'>): LabItem {
    const item = new LabItem({ ...made, id: String(this.counters.item++), at: this.now() });
    item.indexedAt = Date.now() + this.indexLagMs;
    this.items.push(item);
    this.log.push({
      id: `log-${this.nextId()}`,
      boardId: item.board.id,
      event: 'create_pulse',
      at: item.createdAt,
      user: item.creator,
      item,
    });
    return item;
  }

  item(id: string): LabItem | undefined {
    return this.items.find((item) => item.id === id);
  }

  addUpdate(item: LabItem, body: string, creator: LabUser): LabUpdate {
    const update = { id: this.nextId(), body, creator, createdAt: this.now() };
    item.updates.push(update);
    return update;
  }

  tag(name: string, boardId: string | null): LabTag {
    const known = this.tags.find((tag) => tag.name === name && tag.boardId === boardId);
    if (known) return known;
    const tag = { id: this.nextId(), name, boardId };
    this.tags.push(tag);
    return tag;
  }

  urlOf(item: LabItem): string {
    return `${this.baseUrl()}/boards/${item.board.id}/pulses/${item.id}`;
  }
}
