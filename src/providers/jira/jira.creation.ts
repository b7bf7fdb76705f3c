import {
  type CreateOutcome,
  outcomeOfError,
  ProviderError,
  ProviderFailure,
  type TicketDraft,
} from '../contract/index.js';
import { BULK_CREATE_MAX, type JiraApi } from './jira.api.js';
import { type Verdict, verdicts } from './jira.bulk.js';
import { placeCreated } from './jira.epics.js';
import { markOf } from './jira.lookup.rules.js';
import { ticketOf } from './jira.mapping.js';
import { type CreationContext, keyOf, prepare, type Prepared } from './jira.preparation.js';

/** Outcomes by operation id; a draft's last word wins. */
type Outcomes = Map<string, CreateOutcome>;

/** One bulk call for up to 50 drafts; what is wrong with a draft before that is said without sending it. */
export async function createTickets(
  context: CreationContext,
  drafts: readonly TicketDraft[],
): Promise<readonly CreateOutcome[]> {
  const outcomes: Outcomes = new Map();
  const remembered = new Set(drafts.map(keyOf).filter((key) => context.meta.has(key)));
  const prepared: Prepared[] = [];
  for (const draft of drafts) {
    const one = await prepareOrRefuse(context, draft, remembered);
    if ('kind' in one) outcomes.set(draft.operationId, one);
    else prepared.push(one);
  }
  await sendAll(context, prepared, outcomes);
  const refused = prepared.filter(({ operationId }) => outcomes.get(operationId)?.kind === 'rejected');
  await sendAgain(
    context,
    refused.filter((one) => remembered.has(one.projectKey)),
    outcomes,
  );
  return drafts.map(({ operationId }) => outcomes.get(operationId) ?? uncertain(operationId));
}

/** What is remembered of a project refuses nothing: it is read anew first. */
async function prepareOrRefuse(context: CreationContext, draft: TicketDraft, remembered: Set<string>) {
  const first = await prepare(context, draft).catch((error: unknown) =>
    outcomeOfError(draft.operationId, asProviderError(error)),
  );
  if (!('kind' in first) || !remembered.delete(keyOf(draft))) return first;
  context.meta.forget(keyOf(draft));
  return prepare(context, draft).catch((error: unknown) =>
    outcomeOfError(draft.operationId, asProviderError(error)),
  );
}

async function sendAll(
  context: CreationContext,
  prepared: readonly Prepared[],
  outcomes: Outcomes,
): Promise<void> {
  for (let start = 0; start < prepared.length; start += BULK_CREATE_MAX) {
    const chunk = prepared.slice(start, start + BULK_CREATE_MAX);
    const sent = await sendChunk(context, chunk);
    for (const outcome of [...sent, ...(await placeBelow(context, chunk, sent))])
      outcomes.set(outcome.operationId, outcome);
  }
}

/** What is made, but not yet where it belongs. */
function placeBelow(context: CreationContext, chunk: readonly Prepared[], sent: readonly CreateOutcome[]) {
  const created = sent.flatMap((outcome, index) =>
    outcome.kind === 'created' ? [{ ...outcome, epic: chunk[index]?.epic ?? null }] : [],
  );
  return placeCreated(context, created);
}

async function sendChunk(context: CreationContext, chunk: readonly Prepared[]): Promise<CreateOutcome[]> {
  if (context.sendBefore.hasPassed)
    return chunk.map(({ operationId }) => outcomeOfError(operationId, tooLate()));
  try {
    const answer = await context.api.createIssues(chunk.map(({ update }) => update));
    const said = verdicts(chunk, answer);
    const ids = answer.issues.map(({ id }) => id);
    const unclear = said.some(({ kind }) => kind === 'unclear')
      ? await byMark(context.api, ids)
      : new Map<string, Verdict>();
    return chunk.map(({ operationId }, index) =>
      outcomeOf(context, operationId, unclear.get(operationId) ?? said[index]),
    );
  } catch (error) {
    if (!(error instanceof ProviderError)) return chunk.map(({ operationId }) => uncertain(operationId));
    return chunk.map(({ operationId }) => outcomeOfError(operationId, error));
  }
}

function outcomeOf({ site }: CreationContext, operationId: string, verdict?: Verdict): CreateOutcome {
  if (verdict?.kind === 'created')
    return { kind: 'created', operationId, ticket: ticketOf(site, verdict.issue) };
  if (verdict?.kind === 'refused') return outcomeOfError(operationId, verdict.error);
  return uncertain(operationId);
}

/** Which of the new issues carries which operation id, read from the issues themselves (strongly consistent). */
async function byMark(api: JiraApi, ids: readonly string[]): Promise<Map<string, Verdict>> {
  if (ids.length === 0) return new Map();
  try {
    const { issues } = await api.issuesWithMark(ids);
    return new Map(issues.map((issue) => [markOf(issue) ?? '', { kind: 'created', issue }]));
  } catch {
    // Not worth failing for: it stays uncertain and is looked for.
    return new Map();
  }
}

/**
 * Ids and screens from an earlier call may have been replaced in Jira meanwhile: once more, with what is read anew, and
 * only where that changes what is sent. Those drafts were refused, so there can be no twins.
 */
async function sendAgain(
  context: CreationContext,
  refused: readonly Prepared[],
  outcomes: Outcomes,
): Promise<void> {
  for (const { projectKey: key } of refused) context.meta.forget(key);
  const renewed: Prepared[] = [];
  for (const before of refused) {
    const now = await prepare(context, before.draft).catch(() => before);
    if (shapeOf(now) !== shapeOf(before)) renewed.push(now);
  }
  await sendAll(context, renewed, outcomes);
}

function shapeOf({ update: { fields } }: Prepared): string {
  return JSON.stringify([Object.keys(fields), fields.issuetype, fields.priority]);
}

function uncertain(operationId: string): CreateOutcome {
  const words = 'Jira did not say what became of this ticket.';
  return outcomeOfError(
    operationId,
    new ProviderError(ProviderFailure.UNEXPECTED, words, { tookEffect: 'unknown' }),
  );
}

function tooLate(): ProviderError {
  return new ProviderError(
    ProviderFailure.UNAVAILABLE,
    'Jira was too slow to begin with this ticket in time.',
  );
}

/** Only for what happens before anything is sent. */
function asProviderError(error: unknown): ProviderError {
  if (error instanceof ProviderError) return error;
  const words = 'The ticket could not be prepared for Jira.';
  return new ProviderError(ProviderFailure.UNEXPECTED, words, { cause: error });
}
