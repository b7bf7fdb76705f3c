import {
  type CreateOutcome,
  outcomeOfError,
  ProviderError,
  ProviderFailure,
  type TicketDraft,
} from '../contract/index.js';
import { inParallel } from '../http/index.js';
import { BATCH_MAX, ID_TAKEN } from './linear.api.js';
import { notSentInTimeError } from './linear.errors.js';
import { ticketOf } from './linear.mapping.js';
import {
  asProviderError,
  type CreationContext,
  keyOf,
  type Outcomes,
  prepare,
  prepareAll,
  type PreparedDraft,
} from './linear.preparation.js';
import type { LinearIssueRef } from './linear.schemas.js';

const SINGLE_SENDS_AT_ONCE = 4;

/** One call for up to 50 drafts; what is wrong with a draft before that is said without sending it. */
export async function createTickets(
  context: CreationContext,
  drafts: readonly TicketDraft[],
): Promise<readonly CreateOutcome[]> {
  const outcomes: Outcomes = new Map();
  const cachedKeys = new Set(drafts.map(keyOf).filter((key) => context.teams.has(key)));
  const initiallyCached = new Set(cachedKeys);
  const prepared = await prepareAll(context, drafts, cachedKeys, outcomes);
  await sendAll(context, prepared, outcomes);
  const refused = prepared.filter(({ draft }) => outcomes.get(draft.operationId)?.kind === 'rejected');
  await resendChanged(
    context,
    refused.filter(({ draft }) => initiallyCached.has(keyOf(draft))),
    outcomes,
  );
  return drafts.map(({ operationId }) => outcomes.get(operationId) ?? uncertain(operationId));
}

async function sendAll(
  context: CreationContext,
  prepared: readonly PreparedDraft[],
  outcomes: Outcomes,
): Promise<void> {
  for (let start = 0; start < prepared.length; start += BATCH_MAX) {
    const chunk = prepared.slice(start, start + BATCH_MAX);
    const results = (await sendBatch(context, chunk)) ?? (await sendOneByOne(context, chunk));
    const leftOutOf = new Map(chunk.map(({ draft, leftOut }) => [draft.operationId, leftOut]));
    for (const outcome of await adoptExisting(context, chunk, results)) {
      const leftOut = leftOutOf.get(outcome.operationId) ?? [];
      const isLess = outcome.kind === 'created' && leftOut.length > 0;
      outcomes.set(outcome.operationId, isLess ? { ...outcome, leftOut } : outcome);
    }
  }
}

/** What is known of a draft after it was sent; TAKEN: something with its id is there. */
type SendResult = CreateOutcome | typeof ID_TAKEN;

const SINGLE_DRAFT_FAILURES = [
  ProviderFailure.REJECTED,
  ProviderFailure.NOT_FOUND,
  ProviderFailure.FORBIDDEN,
];

/** Null where Linear refused several, and so made none of them: which of them it means shows one by one. */
async function sendBatch(
  { api, sendBefore }: CreationContext,
  chunk: readonly PreparedDraft[],
): Promise<SendResult[] | null> {
  const outcomesForAll = (error: ProviderError) =>
    chunk.map(({ draft }) => outcomeOfError(draft.operationId, error));
  if (sendBefore.hasPassed) return outcomesForAll(notSentInTimeError());
  const isSingle = chunk.length === 1;
  try {
    const issues = await api.createIssues(chunk.map(({ input }) => input));
    if (issues === ID_TAKEN) return isSingle ? [ID_TAKEN] : null;
    const byId = new Map(issues.map((issue) => [issue.id.toLowerCase(), issue]));
    return chunk.map(({ draft, input }) => outcomeOf(draft.operationId, byId.get(input.id)));
  } catch (error) {
    const providerError = asProviderError(error, 'unknown');
    const isSingleDraftFailure =
      providerError.tookEffect === 'no' && SINGLE_DRAFT_FAILURES.includes(providerError.failure);
    return isSingleDraftFailure && !isSingle ? null : outcomesForAll(providerError);
  }
}

/** With the same ids, so that what exists all the same shows as taken. */
function sendOneByOne(
  { api, sendBefore }: CreationContext,
  chunk: readonly PreparedDraft[],
): Promise<SendResult[]> {
  return inParallel(chunk, SINGLE_SENDS_AT_ONCE, async ({ draft: { operationId }, input }) => {
    if (sendBefore.hasPassed) return outcomeOfError(operationId, notSentInTimeError());
    try {
      const issue = await api.createIssue(input);
      return issue === ID_TAKEN ? ID_TAKEN : outcomeOf(operationId, issue);
    } catch (error) {
      return outcomeOfError(operationId, asProviderError(error, 'unknown'));
    }
  });
}

/**
 * Ids are ours and random: whatever has one was made by an earlier call of ours, moved, renamed or even deleted as it
 * may be by now. One that Linear does not show is in a team that this account cannot see.
 */
async function adoptExisting(
  { api }: CreationContext,
  chunk: readonly PreparedDraft[],
  results: readonly SendResult[],
): Promise<CreateOutcome[]> {
  const ids = chunk.filter((_, index) => results[index] === ID_TAKEN).map(({ input }) => input.id);
  // It exists, only what it is cannot be told where this fails: it is looked for.
  const found = ids.length > 0 ? await api.issues({ id: { in: ids } }).catch(() => null) : [];
  const byId = new Map(found?.map((issue) => [issue.id.toLowerCase(), issue]));
  return chunk.map(({ draft: { operationId }, input }, index) => {
    const result = results[index];
    if (result !== ID_TAKEN) return result ?? uncertain(operationId);
    const issue = byId.get(input.id);
    return issue || !found
      ? outcomeOf(operationId, issue)
      : outcomeOfError(operationId, hiddenIssueError(input.id));
  });
}

/**
 * Ids from an earlier call may have been replaced in Linear meanwhile: once more, with what is read anew, and only where
 * that changes what is sent. Those drafts were refused, so there can be no twins.
 */
async function resendChanged(
  context: CreationContext,
  refused: readonly PreparedDraft[],
  outcomes: Outcomes,
): Promise<void> {
  for (const { draft } of refused) context.teams.invalidate(keyOf(draft));
  const changed: PreparedDraft[] = [];
  for (const previous of refused) {
    const current = await prepare(context, previous.draft, [previous.draft]).catch(() => previous);
    if (JSON.stringify(current.input) !== JSON.stringify(previous.input)) changed.push(current);
  }
  await sendAll(context, changed, outcomes);
}

function outcomeOf(operationId: string, issue: LinearIssueRef | undefined): CreateOutcome {
  return issue ? { kind: 'created', operationId, ticket: ticketOf(issue) } : uncertain(operationId);
}

function uncertain(operationId: string): CreateOutcome {
  const words = 'Linear did not say what became of this ticket.';
  return outcomeOfError(
    operationId,
    new ProviderError(ProviderFailure.UNEXPECTED, words, { tookEffect: 'unknown' }),
  );
}

function hiddenIssueError(id: string): ProviderError {
  const words =
    `Linear has this ticket already (its id is ${id}), but does not show it to this account. ` +
    'Give the account access to the team that it is in, then retry.';
  return new ProviderError(ProviderFailure.FORBIDDEN, words);
}
