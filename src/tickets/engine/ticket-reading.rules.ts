import { ProviderFailure, type TicketSnapshot } from '../../providers/contract/index.js';
import type { TicketError } from './ticket-error.object.js';
import type { ProjectSchemas, TicketReading } from './ticket-events.js';
import type { TicketOperation } from './ticket-operation.entity.js';
import { TicketState } from './ticket-state.js';
import { FOLLOWED_STATES } from './ticket-state.rules.js';

/** What one tracker account answered when it was asked for tickets. */
export type AccountAnswer =
  | {
      /** By remote id; what is left out is gone, or hidden from us. */
      readonly snapshots: ReadonlyMap<string, TicketSnapshot>;
      readonly schemas: ProjectSchemas;
    }
  | {
      readonly error: TicketError;
      /** Nobody asks again before a person has enabled the integration. */
      readonly isDisabled: boolean;
    };

/** A ticket as it was when its tracker was asked for it. */
export interface AskedTicket {
  readonly integrationId: string;
  readonly remoteId: string | null;
}

const NOT_SHOWN: TicketError = {
  failure: ProviderFailure.NOT_FOUND,
  message:
    'The tracker does not show this ticket any more. It is looked for once more before it counts as gone.',
  retryable: true,
  fields: [],
};

const GONE: TicketError = {
  failure: ProviderFailure.NOT_FOUND,
  message:
    'The ticket is gone from the tracker, or hidden from us. Restore it there, or retry to make another.',
  retryable: false,
  fields: [],
};

/** Whether the answer is about the ticket that the operation still has. */
export function isAnswered(operation: TicketOperation, asked: AskedTicket): boolean {
  const { integrationId, remoteId, state } = operation;
  return (
    FOLLOWED_STATES.includes(state) && integrationId === asked.integrationId && remoteId === asked.remoteId
  );
}

/** @returns what the ticket's owner stores; null: nothing. */
export function applyAnswer(
  operation: TicketOperation,
  answer: AccountAnswer,
  now: Date,
  missingConfirmMs: number,
): TicketReading['result'] | null {
  if ('error' in answer) return { error: answer.error };
  const snapshot = answer.snapshots.get(operation.remoteId!);
  if (!snapshot) return applyAbsence(operation, now, missingConfirmMs);
  applySnapshot(operation, snapshot, now);
  return { snapshot };
}

/** The tracker shows the ticket: a MISSING one is found again, a renamed or moved one has another key. */
export function applySnapshot(operation: TicketOperation, snapshot: TicketSnapshot, now: Date): void {
  operation.setFirstMissingAt(null);
  operation.renamed(snapshot, now);
  if (operation.state === TicketState.MISSING) operation.foundAgain(snapshot, now);
}

/** MISSING at the second miss, some time after the first: a single one may be the tracker's own trouble. */
function applyAbsence(
  operation: TicketOperation,
  now: Date,
  missingConfirmMs: number,
): TicketReading['result'] | null {
  const { state, firstMissingAt } = operation;
  if (state !== TicketState.CREATED) return null;
  if (firstMissingAt === null) {
    operation.setFirstMissingAt(now);
    return { error: NOT_SHOWN };
  }
  if (now.getTime() - firstMissingAt.getTime() >= missingConfirmMs) operation.missing(GONE, now);
  return null;
}

/** Missing once: another read decides. */
export function isMissingUnconfirmed({ state, firstMissingAt }: TicketOperation): boolean {
  return state === TicketState.CREATED && firstMissingAt !== null;
}
