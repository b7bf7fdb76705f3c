import type {
  TransitionBlocked,
  TransitionOutcome,
  TransitionPlan,
  TransitionRequest,
} from '../../../../src/providers/contract/index.js';
import type { CorkboardApi } from './corkboard.api.js';
import type { CorkboardColumn } from './corkboard.schemas.js';

interface Step {
  readonly from: CorkboardColumn;
  /** Null where the board has no column of that name. */
  readonly to: CorkboardColumn | null;
  readonly columns: readonly CorkboardColumn[];
}

/** Every column leads to every other, so that there is one step to take, or none. */
export async function planTransition(
  api: CorkboardApi,
  id: string,
  request: TransitionRequest,
): Promise<TransitionPlan> {
  const step = await stepOf(api, id, request);
  if (!step.to) return blocked(step, request);
  if (step.to.id === step.from.id) return { kind: 'there', status: step.from.name };
  return { kind: 'possible', from: step.from.name, via: [step.to.name] };
}

export async function transition(
  api: CorkboardApi,
  id: string,
  request: TransitionRequest,
): Promise<TransitionOutcome> {
  const step = await stepOf(api, id, request);
  if (!step.to) return blocked(step, request);
  if (step.to.id === step.from.id) return { kind: 'done', status: step.from.name };
  return { kind: 'done', status: (await api.moveCard(id, step.to.id)).column.name };
}

async function stepOf(api: CorkboardApi, id: string, { status }: TransitionRequest): Promise<Step> {
  const card = await api.card(id);
  const { columns } = await api.board(card.board);
  const wanted = status.trim().toLowerCase();
  return {
    from: card.column,
    to: columns.find(({ name }) => name.trim().toLowerCase() === wanted) ?? null,
    columns,
  };
}

function blocked({ from, columns }: Step, { status }: TransitionRequest): TransitionBlocked {
  const names = columns.map(({ name }) => name);
  return {
    kind: 'blocked',
    status: from.name,
    reason: `The board of this card has no column ${status}. It has: ${names.join(', ')}.`,
    possibleStatuses: names.filter((name) => name !== from.name),
    fields: [],
  };
}
