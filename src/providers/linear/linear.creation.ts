import {
  type CreateOutcome,
  outcomeOfError,
  ProviderError,
  ProviderFailure,
  type TicketDraft,
} from '../contract/index.js';
import { inParallel } from '../http/index.js';
import { BATCH_MAX, TAKEN } from './linear.api.js';
import { tooLate } from './linear.errors.js';
import { ticketOf } from './linear.mapping.js';
import {
  asProviderError,
  type CreationContext,
  keyOf,
  type Outcomes,
  prepare,
  prepareAll,
  type Prepared,
} from './linear.preparation.js';
import type { LinearIssueRef } from './linear.schemas.js';

const SINGLES_AT_ONCE = 4;

/** One call for up to 50 drafts; what is wrong with a draft before that is said without sending it. */
export async function createTickets(
  context: CreationContext,
  drafts: readonly TicketDraft[],
): Promise<readonly CreateOutcome[]> {
  const outcomes: Outcomes = new Map();
  const remembered = new Set(drafts.map(keyOf).filter((key) => context.teams.has(key)));
  const couldBeOld = new Set(remembered);
  const prepared = await prepareAll(context, drafts, remembered, outcomes);
  await sendAll(context, prepared, outcomes);
  const refused = prepared.filter(({ draft }) => outcomes.get(draft.operationId)?.kind === 'rejected');
  await sendAgain(
    context,
    refused.filter(({ draft }) => couldBeOld.has(keyOf(draft))),
    outcomes,
  );
  return drafts.map(({ operationId }) => outcomes.get(operationId) ?? uncertain(operationId));
}

async function sendAll(
  context: CreationContext,
  prepared: readonly Prepared[],
  outcomes: Outcomes,
): Promise<void> {
  for (let start = 0; start < prepared.length; start += BATCH_MAX) {
    const chunk = prepared.slice(start, start + BATCH_MAX);
    const said = (await sendBatch(context, chunk)) ?? (await sendSingly(context, chunk));
    for (const outcome of await adopted(context, chunk, said)) outcomes.set(outcome.operationId, outcome);
  }
}

/** What is known of a draft after it was sent; TAKEN: something with its id is there. */
type Said = CreateOutcome | typeof TAKEN;

const ABOUT_ONE = [ProviderFailure.REJECTED, ProviderFailure.NOT_FOUND, ProviderFailure.FORBIDDEN];

/** Null where Linear refused several, and so made none of them: which of them it means shows one by one. */
async function sendBatch(
  { api, sendBefore }: CreationContext,
  chunk: readonly Prepared[],
): Promise<Said[] | null> {
  const all = (error: ProviderError) => chunk.map(({ draft }) => outcomeOfError(draft.operationId, error));
  if (sendBefore.hasPassed) return all(tooLate());
  const isAlone = chunk.length === 1;
  try {
    const issues = await api.createIssues(chunk.map(({ input }) => input));
    if (issues === TAKEN) return isAlone ? [TAKEN] : null;
    const byId = new Map(issues.map((issue) => [issue.id.toLowerCase(), issue]));
    return chunk.map(({ draft, input }) => outcomeOf(draft.operationId, byId.get(input.id)));
  } catch (error) {
    const known = asProviderError(error, 'unknown');
    const isAboutOne = known.tookEffect === 'no' && ABOUT_ONE.includes(known.failure);
    return isAboutOne && !isAlone ? null : all(known);
  }
}

/** With the same ids, so that what exists all the same shows as taken. */
function sendSingly({ api, sendBefore }: CreationContext, chunk: readonly Prepared[]): Promise<Said[]> {
  return inParallel(chunk, SINGLES_AT_ONCE, async ({ draft: { operationId }, input }) => {
    if (sendBefore.hasPassed) return outcomeOfError(operationId, tooLate());
    try {
      const issue = await api.createIssue(input);
      return issue === TAKEN ? TAKEN : outcomeOf(operationId, issue);
    } catch (error) {
      return outcomeOfError(operationId, asProviderError(error, 'unknown'));
    }
  });
}

/**
 * Ids are ours and random: whatever has one was made by an earlier call of ours, moved, renamed or even deleted as it
 * may be by now. One that Linear does not show is in a team that this account cannot see.
 */
async function adopted(
  { api }: CreationContext,
  chunk: readonly Prepared[],
  said: readonly Said[],
): Promise<CreateOutcome[]> {
  const ids = chunk.filter((_, index) => said[index] === TAKEN).map(({ input }) => input.id);
  // It exists, only what it is cannot be told where this fails: it is looked for.
  const found = ids.length > 0 ? await api.issues({ id: { in: ids } }).catch(() => null) : [];
  const byId = new Map(found?.map((issue) => [issue.id.toLowerCase(), issue]));
  return chunk.map(({ draft: { operationId }, input }, index) => {
    const one = said[index];
    if (one !== TAKEN) return one ?? uncertain(operationId);
    const issue = byId.get(input.id);
    return issue || !found ? outcomeOf(operationId, issue) : outcomeOfError(operationId, hidden(input.id));
  });
}

/**
 * Ids from an earlier call may have been replaced in Linear meanwhile: once more, with what is read anew, and only where
 * that changes what is sent. Those drafts were refused, so there can be no twins.
 */
async function sendAgain(
  context: CreationContext,
  refused: readonly Prepared[],
  outcomes: Outcomes,
): Promise<void> {
  for (const { draft } of refused) context.teams.forget(keyOf(draft));
  const renewed: Prepared[] = [];
  for (const before of refused) {
    const now = await prepare(context, before.draft, [before.draft]).catch(() => before);
    if (JSON.stringify(now.input) !== JSON.stringify(before.input)) renewed.push(now);
  }
  await sendAll(context, renewed, outcomes);
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

function hidden(id: string): ProviderError {
  const words =
    `Linear has this ticket already (its id is ${id}), but does not show it to this account. ` +
    'Give the account access to the team that it is in, then retry.';
  return new ProviderError(ProviderFailure.FORBIDDEN, words);
}
