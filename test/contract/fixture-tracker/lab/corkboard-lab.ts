import type { CallLog } from '../../../../lab/http/call-log.js';
import type { RateLimitResponse } from '../../../../lab/http/fault-responses.js';
import type { Faults } from '../../../../lab/http/faults.js';
import { LabServer } from '../../../../lab/http/lab-server.js';
import { json } from '../../../../lab/http/messages.js';
import type { Violation } from '../../../../lab/contract/openapi-check.js';
import { corkboardMiddleware, corkboardRoutes } from './corkboard.routes.js';
import { CorkboardSite, type LabBoard, type LabCard } from './corkboard-site.js';

/** The emulated Corkboard: real HTTP on loopback, its own state, its own faults. */
export class CorkboardLab {
  readonly site = new CorkboardSite();
  readonly account = this.site.addPerson('Release Bot', 'lab-token');
  /** Nobody has published a document of it. */
  readonly contractChecked = false;
  readonly violations: Violation[] = [];
  /** How far its clock is from this machine's. */
  clockOffsetMs = 0;
  private readonly server: LabServer;

  constructor(boards: readonly string[]) {
    for (const name of boards) this.site.addBoard(name);
    this.server = new LabServer({
      routes: corkboardRoutes(this.site, () => this.baseUrl),
      middleware: (request, handle) => corkboardMiddleware(this.site, request, handle),
      now: () => Date.now() + this.clockOffsetMs,
      rateLimited: RATE_LIMITED,
    });
  }

  get baseUrl(): string {
    return this.server.baseUrl;
  }

  get credentials(): { readonly token: string } {
    return { token: this.account.token };
  }

  get calls(): CallLog {
    return this.server.calls;
  }

  get faults(): Faults {
    return this.server.faults;
  }

  /** What there is, oldest first; deleted ones are not among it. */
  get cards(): readonly LabCard[] {
    return [...this.site.cards.values()];
  }

  /** @throws where there is none. */
  board(name: string): LabBoard {
    const board = this.site.boards.find((one) => one.name === name);
    if (!board) throw new Error(`The lab has no board ${name}.`);
    return board;
  }

  /** @throws where there is none. */
  card(id: string): LabCard {
    const card = this.site.cards.get(id);
    if (!card) throw new Error(`The lab has no card ${id}.`);
    return card;
  }

  /** As if a person had moved it along. */
  setColumn(id: string, name: string): void {
    const card = this.card(id);
    const column = card.board.columns.find((one) => one.name === name);
    if (!column) throw new Error(`The board ${card.board.name} has no column ${name}.`);
    card.column = column;
  }

  /** To another board, where it begins in the first column. */
  moveCard(id: string, board: LabBoard): void {
    Object.assign(this.card(id), { board, column: board.columns[0] });
  }

  down(): Promise<void> {
    return this.server.down();
  }

  up(port?: number): Promise<void> {
    return this.server.up(port);
  }

  stop(): Promise<void> {
    return this.server.down();
  }
}

export async function startCorkboardLab(boards: readonly string[] = ['Releases']): Promise<CorkboardLab> {
  const lab = new CorkboardLab(boards);
  await lab.up(0);
  return lab;
}

const RATE_LIMITED: RateLimitResponse = ({ retryAfterSeconds }) =>
  json(
    429,
    { error: 'too_many_calls', message: 'Too many calls' },
    retryAfterSeconds === undefined ? {} : { 'retry-after': String(retryAfterSeconds) },
  );
