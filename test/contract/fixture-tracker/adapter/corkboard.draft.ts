import type { FieldViolation, TicketDraft } from '../../../../src/providers/contract/index.js';
import { rejection } from './corkboard.errors.js';

/** A draft as Corkboard's body of a new card. */
export interface NewCard {
  readonly board: string;
  /** The operation id: Corkboard takes each only once. */
  readonly external_id: string;
  readonly title: string;
  readonly text: string;
  readonly tags: readonly string[];
  readonly owner?: string;
  /** YYYY-MM-DD. */
  readonly due?: string;
}

/** @throws ProviderError REJECTED naming every part that Corkboard has no place for. */
export function newCard(draft: TicketDraft): NewCard {
  const violations: FieldViolation[] = [];
  const addViolationIf = (path: string, isGiven: boolean, what: string) => {
    if (isGiven) violations.push({ path, message: `Corkboard has no ${what}: leave it out.` });
  };
  addViolationIf('priority', draft.priority !== null, 'priorities');
  addViolationIf('parent', draft.parentKey !== null, 'cards below cards');
  addViolationIf('customFields', Object.keys(draft.customFields ?? {}).length > 0, 'fields of one’s own');
  if (violations.length > 0) throw rejection(violations);
  const { projectKey: board, operationId, title, description, labels, assignee, dueDate } = draft;
  return {
    ...{ board, external_id: operationId, title, text: description, tags: [...new Set(labels)] },
    ...(assignee !== null && { owner: assignee }),
    ...(dueDate !== null && { due: dueDate }),
  };
}
