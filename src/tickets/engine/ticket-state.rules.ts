import { TicketState } from './ticket-state.js';

const S = TicketState;

/** What of an operation decides where a move leads. */
export interface TicketFacts {
  /** Its owner still asks for the ticket. */
  readonly isRequested: boolean;
  /** It was sent, and nothing has proven since that the tracker has no ticket. */
  readonly mayExist: boolean;
}

export interface TicketTransition {
  readonly from: readonly TicketState[];
  readonly to: TicketState;
  /** The facts that it needs; a fact that is left out may be either. */
  readonly where?: Partial<TicketFacts>;
}

const REQUESTED = { isRequested: true };
const CANCELLED = { isRequested: false };

/**
 * Every change of state that is possible, by its cause; nothing else is. docs/exactly-once.md explains each row, and a
 * test compares the two.
 */
export const TICKET_MOVES = {
  claim: [{ from: [S.PENDING], to: S.CREATING, where: REQUESTED }],
  create: [{ from: [S.CREATING], to: S.CREATED }],
  notCreated: [
    { from: [S.CREATING, S.UNCERTAIN, S.PENDING], to: S.PENDING, where: REQUESTED },
    { from: [S.CREATING, S.UNCERTAIN, S.SKIPPED], to: S.SKIPPED, where: CANCELLED },
  ],
  releaseUnsent: [
    { from: [S.CREATING], to: S.PENDING, where: REQUESTED },
    { from: [S.CREATING], to: S.UNCERTAIN, where: { ...CANCELLED, mayExist: true } },
    { from: [S.CREATING], to: S.SKIPPED, where: { ...CANCELLED, mayExist: false } },
  ],
  fail: [
    { from: [S.CREATING], to: S.FAILED, where: REQUESTED },
    { from: [S.CREATING], to: S.SKIPPED, where: CANCELLED },
  ],
  loseTrack: [{ from: [S.CREATING], to: S.UNCERTAIN }],
  repeat: [{ from: [S.UNCERTAIN, S.PENDING], to: S.PENDING, where: REQUESTED }],
  adopt: [{ from: [S.PENDING, S.CREATING, S.UNCERTAIN, S.FAILED, S.SKIPPED], to: S.CREATED }],
  replace: [{ from: [S.CREATED], to: S.CREATED }],
  miss: [{ from: [S.CREATED], to: S.MISSING }],
  findAgain: [{ from: [S.MISSING], to: S.CREATED }],
  retry: [{ from: [S.FAILED, S.MISSING, S.SKIPPED], to: S.PENDING }],
  link: [{ from: [S.PENDING, S.UNCERTAIN, S.CREATED, S.FAILED, S.MISSING, S.SKIPPED], to: S.CREATED }],
  unlink: [{ from: [S.CREATED, S.FAILED, S.MISSING], to: S.SKIPPED }],
  confirmAbsent: [{ from: [S.UNCERTAIN], to: S.PENDING }],
  cancel: [
    { from: [S.PENDING], to: S.UNCERTAIN, where: { mayExist: true } },
    { from: [S.PENDING], to: S.SKIPPED, where: { mayExist: false } },
    { from: [S.FAILED], to: S.SKIPPED },
  ],
} as const satisfies Record<string, readonly TicketTransition[]>;

export type TicketMove = keyof typeof TICKET_MOVES;

/** Work on it goes on by itself, or as soon as something outside allows it. */
export const ACTIVE_STATES: readonly TicketState[] = [S.PENDING, S.CREATING, S.UNCERTAIN];

/** The tracker has a ticket, or had one when it was last asked. */
export const FOLLOWED_STATES: readonly TicketState[] = [S.CREATED, S.MISSING];

/** The work ended, and there is no ticket. */
export const ENDED_WITHOUT_TICKET_STATES: readonly TicketState[] = [S.FAILED, S.SKIPPED];

/** Nothing of it is in the tracker: what it says may still change. */
export const NOT_YET_CREATED_STATES: readonly TicketState[] = [S.PENDING, S.FAILED];

/** A retry takes these up without naming them; a SKIPPED one has to be named. */
export const RETRYABLE_STATES: readonly TicketState[] = [S.FAILED, S.MISSING];

/** Its creation is finished: linking another ticket begins another creation. */
export const FINISHED_STATES: readonly TicketState[] = [S.CREATED, S.MISSING, S.SKIPPED];

/** Where the move leads; null: it is not possible. */
export function targetOfMove(move: TicketMove, from: TicketState, facts: TicketFacts): TicketState | null {
  const transitions: readonly TicketTransition[] = TICKET_MOVES[move];
  return transitions.find((one) => one.from.includes(from) && holds(one.where, facts))?.to ?? null;
}

/** Whether the move is possible from this state, whatever the facts are. */
export function allowsMove(move: TicketMove, from: TicketState): boolean {
  const transitions: readonly TicketTransition[] = TICKET_MOVES[move];
  return transitions.some((one) => one.from.includes(from));
}

/** A mistake of our own: whoever moves an operation checks first whether it can. */
export class IllegalTicketMoveError extends Error {
  constructor(move: TicketMove, from: TicketState) {
    super(`A ticket operation that is ${from} allows no "${move}".`);
    this.name = IllegalTicketMoveError.name;
  }
}

/** For SQL: `'PENDING', 'CREATING'`. */
export function sqlListOf(states: readonly TicketState[]): string {
  return states.map((state) => `'${state}'`).join(', ');
}

function holds(where: Partial<TicketFacts> | undefined, facts: TicketFacts): boolean {
  return (
    (where?.isRequested === undefined || where.isRequested === facts.isRequested) &&
    (where?.mayExist === undefined || where.mayExist === facts.mayExist)
  );
}
