import type { FieldComplaint, TicketDraft } from '../../../../src/providers/contract/index.js';
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
  const complaints: FieldComplaint[] = [];
  const refuse = (path: string, isGiven: boolean, what: string) => {
    if (isGiven) complaints.push({ path, message: `Corkboard has no ${what}: leave it out.` });
  };
  refuse('priority', draft.priority !== null, 'priorities');
  refuse('parent', draft.parentKey !== null, 'cards below cards');
  refuse('customFields', Object.keys(draft.customFields ?? {}).length > 0, 'fields of one’s own');
  if (complaints.length > 0) throw rejection(complaints);
  const { projectKey: board, operationId, title, description, labels, assignee, dueDate } = draft;
  return {
    ...{ board, external_id: operationId, title, text: description, tags: [...new Set(labels)] },
    ...(assignee !== null && { owner: assignee }),
    ...(dueDate !== null && { due: dueDate }),
  };
}
