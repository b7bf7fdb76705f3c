import {
  type CreateOutcome,
  type LeftOutLabel,
  outcomeOfError,
  ProviderError,
  ProviderFailure,
  fieldRejection,
  type TicketDraft,
} from '../contract/index.js';
import type { OperationDeadline } from '../http/index.js';
import type { LinearApi } from './linear.api.js';
import { type IssueInput, issueInput } from './linear.draft.js';
import { teamKey } from './linear.keys.js';
import { labelIds } from './linear.labels.js';
import { namesToLoad } from './linear.labels.rules.js';
import type { TeamCache } from './linear.cache.js';

export interface CreationContext {
  readonly api: LinearApi;
  readonly teams: TeamCache;
  /** No call that creates begins after it. */
  readonly sendBefore: OperationDeadline;
}

export interface PreparedDraft {
  readonly draft: TicketDraft;
  readonly input: IssueInput;
  readonly leftOut: readonly LeftOutLabel[];
}

/** By operation id; a draft's last word wins. */
export type Outcomes = Map<string, CreateOutcome>;

/** Drafts as they are sent; what is wrong with the others, or keeps them from being sent now, becomes their outcome. */
export async function prepareAll(
  context: CreationContext,
  drafts: readonly TicketDraft[],
  cachedKeys: Set<string>,
  outcomes: Outcomes,
): Promise<PreparedDraft[]> {
  const prepared: PreparedDraft[] = [];
  let stopError: ProviderError | null = null;
  for (const draft of drafts) {
    const preparedOrOutcome: PreparedDraft | CreateOutcome = stopError
      ? outcomeOfError(draft.operationId, stopError)
      : await prepareOrReject(context, draft, drafts, cachedKeys);
    if (!('kind' in preparedOrOutcome)) prepared.push(preparedOrOutcome);
    else outcomes.set(draft.operationId, preparedOrOutcome);
    // Linear is down, limits us or knows us no more: there is nothing to ask for the others.
    if ('kind' in preparedOrOutcome && preparedOrOutcome.kind === 'notCreated')
      stopError = preparedOrOutcome.error;
  }
  return prepared;
}

/** What is remembered of a team refuses nothing: it is read anew first. */
async function prepareOrReject(
  context: CreationContext,
  draft: TicketDraft,
  drafts: readonly TicketDraft[],
  cachedKeys: Set<string>,
): Promise<PreparedDraft | CreateOutcome> {
  const attempt = () =>
    prepare(context, draft, drafts).catch((error: unknown) =>
      outcomeOfError(draft.operationId, asProviderError(error)),
    );
  const first = await attempt();
  if (!('kind' in first) || first.kind !== 'rejected' || !cachedKeys.delete(keyOf(draft))) return first;
  context.teams.invalidate(keyOf(draft));
  return attempt();
}

/** @param drafts all of them: the labels of a team's are looked up together. */
export async function prepare(
  { api, teams, sendBefore }: CreationContext,
  draft: TicketDraft,
  drafts: readonly TicketDraft[],
): Promise<PreparedDraft> {
  const key = keyOf(draft);
  if (!key) throw fieldRejection('teamId', `${draft.projectKey} is no key of a team in Linear.`);
  const known = await teams.team(api, key);
  if (!known) throw unknownTeamError(key);
  const input = issueInput(draft, known);
  const draftsOfTeam = drafts.filter((other) => keyOf(other) === key);
  await teams.loadLabels(api, known, namesToLoad(draftsOfTeam.flatMap(({ labels }) => labels)));
  const { ids, leftOut } = await labelIds({ api, teams, sendBefore }, known, draft);
  return { draft, input: ids.length > 0 ? { ...input, labelIds: ids } : input, leftOut };
}

function unknownTeamError(key: string): ProviderError {
  const words = `There is no team ${key} in Linear, or it is hidden from this account.`;
  return new ProviderError(ProviderFailure.NOT_FOUND, words, {
    fields: [{ path: 'teamId', message: words }],
  });
}

export function asProviderError(error: unknown, tookEffect: 'no' | 'unknown' = 'no'): ProviderError {
  if (error instanceof ProviderError) return error;
  const words = 'The ticket could not be prepared for Linear.';
  return new ProviderError(ProviderFailure.UNEXPECTED, words, { tookEffect, cause: error });
}

export function keyOf({ projectKey }: TicketDraft): string {
  return teamKey(projectKey) ?? '';
}
