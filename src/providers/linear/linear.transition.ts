import {
  isFailure,
  ProviderFailure,
  type TransitionBlocked,
  type TransitionOutcome,
  type TransitionPlan,
  type TransitionRequest,
} from '../contract/index.js';
import type { LinearApi } from './linear.api.js';
import { noSuchIssue } from './linear.errors.js';
import { issueIdOrIdentifier } from './linear.keys.js';
import { inWorkflowOrder } from './linear.mapping.js';
import type { LinearState } from './linear.schemas.js';

/** What `transition` would do. In Linear every state leads to every other, and no step asks for more. */
export async function planTransition(
  api: LinearApi,
  idOrKey: string,
  request: TransitionRequest,
): Promise<TransitionPlan> {
  const { from, target, blocked } = await readTransitionState(api, idOrKey, request);
  if (!target) return blocked;
  if (target.id === from.id) return { kind: 'there', status: from.name };
  return { kind: 'possible', from: from.name, via: [target.name] };
}

export async function transition(
  api: LinearApi,
  idOrKey: string,
  request: TransitionRequest,
): Promise<TransitionOutcome> {
  const { id, from, target, blocked } = await readTransitionState(api, idOrKey, request);
  if (!target) return blocked;
  if (target.id === from.id) return { kind: 'done', status: from.name };
  try {
    return { kind: 'done', status: (await api.setState(id, target.id)) || target.name };
  } catch (error) {
    // A rule of the workspace, such as a priority that an issue in triage must have.
    if (!isFailure(error, ProviderFailure.REJECTED)) throw error;
    return { ...blocked, reason: error.message, fields: error.fields };
  }
}

interface TransitionState {
  readonly id: string;
  readonly from: Pick<LinearState, 'id' | 'name'>;
  /** Null: the team has no such state. */
  readonly target: LinearState | null;
  readonly blocked: TransitionBlocked;
}

async function readTransitionState(
  api: LinearApi,
  idOrKey: string,
  { status }: TransitionRequest,
): Promise<TransitionState> {
  const name = issueIdOrIdentifier(idOrKey);
  if (!name) throw noSuchIssue(idOrKey);
  const { id, trashed, state, team } = await api.issueWithStates(name);
  if (trashed) throw noSuchIssue(idOrKey);
  const states = inWorkflowOrder(team.states.nodes);
  const target = states.find((each) => isSameName(each.name, status)) ?? null;
  const possibleStatuses = states.filter((each) => each.id !== state.id).map((each) => each.name);
  const reason = `The team has no status ${status}.`;
  const blocked = { kind: 'blocked', status: state.name, reason, possibleStatuses, fields: [] } as const;
  return { id, from: state, target, blocked };
}

function isSameName(one: string, other: string): boolean {
  return one.trim().toLowerCase() === other.trim().toLowerCase();
}
