import type { LabBoard } from './board.js';
import type { LabItem } from './item.js';
import type { LabUser } from './model.js';
import { noBoard, noItem, notAllowed } from './refusals.js';
import type { MondaySite } from './site.js';

/** What a resolver knows: the account as one caller sees it. */
export class MondayContext {
  constructor(
    readonly site: MondaySite,
    readonly user: LabUser,
  ) {}

  get boards(): readonly LabBoard[] {
    return this.site.boards.filter(({ access }) => access !== 'hidden');
  }

  sees({ isHidden, board }: LabItem): boolean {
    return !isHidden && board.access !== 'hidden';
  }

  /** @throws GraphqlRefusal. */
  boardToWrite(id: string): LabBoard {
    const board = this.boards.find((one) => one.id === id && one.state === 'active');
    if (!board) throw noBoard(id);
    if (board.access === 'view') throw notAllowed('edit this board');
    return board;
  }

  /** @throws GraphqlRefusal. */
  itemToWrite(id: string): LabItem {
    const item = this.site.item(id);
    if (!item || !this.sees(item) || item.state === 'deleted') throw noItem(id);
    if (item.board.access === 'view') throw notAllowed('edit this board');
    return item;
  }
}
