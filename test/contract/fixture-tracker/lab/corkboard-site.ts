/** What the emulated Corkboard keeps, and its rules. */

export type ColumnKind = 'waiting' | 'doing' | 'finished' | 'dropped';

export interface LabColumn {
  readonly id: string;
  readonly name: string;
  readonly kind: ColumnKind;
}

export interface LabPerson {
  readonly id: string;
  readonly name: string;
  readonly email: string;
  token: string;
}

export interface LabBoard {
  readonly id: string;
  readonly name: string;
  readonly columns: readonly LabColumn[];
  readonly tags: Set<string>;
  mayWrite: boolean;
}

export interface LabCard {
  readonly id: string;
  readonly externalId: string;
  readonly title: string;
  readonly text: string;
  readonly tags: readonly string[];
  readonly owner: LabPerson | null;
  /** YYYY-MM-DD. */
  readonly due: string | null;
  /** By external id. */
  readonly comments: Map<string, string>;
  readonly links: Map<string, string>;
  board: LabBoard;
  column: LabColumn;
  isArchived: boolean;
  isHidden: boolean;
}

const COLUMNS: readonly (readonly [name: string, kind: ColumnKind])[] = [
  ['Backlog', 'waiting'],
  ['Doing', 'doing'],
  ['Finished', 'finished'],
  ['Dropped', 'dropped'],
];

export class CorkboardSite {
  readonly boards: LabBoard[] = [];
  readonly people: LabPerson[] = [];
  readonly cards = new Map<string, LabCard>();
  private lastId = 0;

  addBoard(name: string): LabBoard {
    const id = this.nextId('b');
    const columns = COLUMNS.map(([column, kind]) => ({ id: this.nextId('k'), name: column, kind }));
    const board: LabBoard = { id, name, columns, tags: new Set(), mayWrite: true };
    this.boards.push(board);
    return board;
  }

  addPerson(name: string, token: string): LabPerson {
    const email = `${name.toLowerCase().replaceAll(/[^a-z0-9]+/g, '.')}@corkboard.test`;
    const person: LabPerson = { id: this.nextId('p'), name, email, token };
    this.people.push(person);
    return person;
  }

  addCard(card: Omit<LabCard, 'id' | 'comments' | 'links' | 'column' | 'isArchived' | 'isHidden'>): LabCard {
    const added: LabCard = {
      ...{ ...card, id: this.nextId('c'), column: card.board.columns[0]! },
      ...{ comments: new Map(), links: new Map(), isArchived: false, isHidden: false },
    };
    this.cards.set(added.id, added);
    return added;
  }

  cardOf(externalId: string): LabCard | undefined {
    return [...this.cards.values()].find((card) => card.externalId === externalId);
  }

  private nextId(kind: string): string {
    this.lastId += 1;
    return `${kind}${this.lastId}`;
  }
}
