import {
  fieldRejection,
  type LeftOutLabel,
  ProviderError,
  ProviderFailure,
  type TicketDraft,
} from '../contract/index.js';
import type { OperationDeadline } from '../http/index.js';
import { type LinearApi, ID_TAKEN } from './linear.api.js';
import { notSentInTimeError } from './linear.errors.js';
import { chooseLabels, withoutUnusable } from './linear.labels.rules.js';
import type { CachedTeam, TeamCache } from './linear.cache.js';

export interface LabelContext {
  readonly api: LinearApi;
  readonly teams: TeamCache;
  /** Nothing is made after it. */
  readonly sendBefore: OperationDeadline;
}

/**
 * The ids of labels by name, of those that the team is known to have. Another name becomes a label of the team, as it
 * does wherever labels are typed in; Linear itself refuses a second label of one name, so that it is made once however
 * often this is tried.
 * @throws ProviderError naming `labelIds` where one cannot be had.
 */
export async function labelIds(
  context: LabelContext,
  known: CachedTeam,
  { labels, optionalLabels = [] }: Pick<TicketDraft, 'labels' | 'optionalLabels'>,
): Promise<LabelIds> {
  const usable = withoutUnusable(labels, optionalLabels, known.labels);
  const leftOut = [...usable.leftOut];
  const { violations, unknown } = chooseLabels(usable.names, known.labels);
  if (violations.length > 0) throw fieldRejection('labelIds', violations.join(' '));
  for (const name of unknown) {
    if (context.sendBefore.hasPassed) throw notSentInTimeError();
    await createLabel(context, known, name).catch((error: unknown) => {
      if (!isRefusal(error) || !optionalLabels.includes(name)) throw error;
      leftOut.push({ name, reason: error.message });
    });
  }
  const missing = leftOut.map(({ name }) => name);
  const names = usable.names.filter((name) => !missing.includes(name));
  return { ids: chooseLabels(names, known.labels).ids, leftOut };
}

export interface LabelIds {
  readonly ids: readonly string[];
  /** Optional ones that cannot be had. */
  readonly leftOut: readonly LeftOutLabel[];
}

async function createLabel({ api, teams }: LabelContext, known: CachedTeam, name: string): Promise<void> {
  const created = await api.createLabel(name, known.team.id).catch((error: unknown) => {
    if (isRefusal(error)) return error;
    throw asTicketNotSent(error);
  });
  if (created !== ID_TAKEN && !(created instanceof ProviderError)) return teams.addLabel(known, created);
  // Somebody else may have made it meanwhile.
  await teams.loadLabels(api, known, [name]);
  const { violations, unknown } = chooseLabels([name], known.labels);
  if (unknown.length > 0) throw cannotCreateLabel(name, known, created === ID_TAKEN ? null : created);
  if (violations.length > 0) throw fieldRejection('labelIds', violations.join(' '));
}

function isRefusal(error: unknown): error is ProviderError {
  return (
    error instanceof ProviderError &&
    error.tookEffect === 'no' &&
    [ProviderFailure.REJECTED, ProviderFailure.FORBIDDEN, ProviderFailure.NOT_FOUND].includes(error.failure)
  );
}

/** Whatever became of the label, no ticket was sent. */
function asTicketNotSent(error: unknown): unknown {
  if (!(error instanceof ProviderError) || error.tookEffect === 'no') return error;
  const { failure, message, status, retryAfterSeconds } = error;
  const retryableFailure = failure === ProviderFailure.UNEXPECTED ? ProviderFailure.UNAVAILABLE : failure;
  return new ProviderError(retryableFailure, message, { status, retryAfterSeconds, cause: error });
}

function cannotCreateLabel(name: string, { team }: CachedTeam, error: ProviderError | null): ProviderError {
  const detail = error ? ` (${error.message.replace(/\.$/, '')})` : '';
  const isTaken = error === null || /already exists|duplicate/i.test(error.message);
  const words = isTaken
    ? `Linear says that there is a label ${name} already, but shows this account none that issues of the team ${team.key} can have. Choose another name, or leave it out.`
    : `The team ${team.key} has no label ${name}, and Linear did not let this account make one${detail}. Make it in Linear, or leave it out.`;
  return new ProviderError(error?.failure ?? ProviderFailure.REJECTED, words, {
    ...{ status: error?.status ?? null, cause: error ?? undefined },
    fields: [{ path: 'labelIds', message: words }],
  });
}
