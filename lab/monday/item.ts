import type { LabBoard } from './board.js';
import type { LabUpdate, LabUser } from './model.js';

export interface NewItem {
  readonly id: string;
  readonly name: string;
  readonly board: LabBoard;
  readonly groupId: string;
  readonly creator: LabUser;
  readonly parent: LabItem | null;
  readonly at: number;
  readonly values: ReadonlyMap<string, unknown>;
}

/** A row of a board, or a subitem on the hidden board behind it. */
export class LabItem {
  readonly id: string;
  name: string;
  board: LabBoard;
  groupId: string;
  readonly creator: LabUser;
  readonly parent: LabItem | null;
  readonly createdAt: number;
  updatedAt: number;
  state: 'active' | 'archived' | 'deleted' = 'active';
  /** As if it were gone for good, or on a board of others. */
  isHidden = false;
  /** By column id, as column-values.ts has read them. */
  readonly values: Map<string, unknown>;
  /** Oldest first. */
  readonly updates: LabUpdate[] = [];
  /** From when on searches by column know it; this machine's clock. */
  indexedAt = 0;

  constructor(made: NewItem) {
    this.id = made.id;
    this.name = made.name;
    this.board = made.board;
    this.groupId = made.groupId;
    this.creator = made.creator;
    this.parent = made.parent;
    this.createdAt = this.updatedAt = made.at;
    this.values = new Map(made.values);
  }

  /** The text of a text column by its title; empty where there is none. */
  textOf(title: string): string {
    const column = this.board.columns.find((one) => one.title === title);
    const value = column && this.values.get(column.id);
    return typeof value === 'string' ? value : '';
  }
}

/** One entry of a board's activity log. */
export interface LabLogEntry {
  readonly id: string;
  readonly boardId: string;
  readonly event: string;
  readonly at: number;
  readonly user: LabUser;
  readonly item: LabItem;
}
