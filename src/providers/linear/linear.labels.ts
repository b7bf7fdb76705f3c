import { ProviderError, ProviderFailure, rejected } from '../contract/index.js';
import type { OperationDeadline } from '../http/index.js';
import { type LinearApi, TAKEN } from './linear.api.js';
import { tooLate } from './linear.errors.js';
import { chooseLabels } from './linear.labels.rules.js';
import type { KnownTeam, TeamCache } from './linear.team-cache.js';

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
  known: KnownTeam,
  names: readonly string[],
): Promise<readonly string[]> {
  const { complaints, unknown } = chooseLabels(names, known.labels);
  if (complaints.length > 0) throw rejected('labelIds', complaints.join(' '));
  for (const name of unknown) {
    if (context.sendBefore.hasPassed) throw tooLate();
    await makeLabel(context, known, name);
  }
  return chooseLabels(names, known.labels).ids;
}

async function makeLabel({ api, teams }: LabelContext, known: KnownTeam, name: string): Promise<void> {
  const made = await api.createLabel(name, known.team.id).catch((error: unknown) => {
    if (isRefusal(error)) return error;
    throw asNotSent(error);
  });
  if (made !== TAKEN && !(made instanceof ProviderError)) return teams.keep(known, made);
  // Somebody else may have made it meanwhile.
  await teams.learnLabels(api, known, [name]);
  const { complaints, unknown } = chooseLabels([name], known.labels);
  if (unknown.length > 0) throw cannotMake(name, known, made === TAKEN ? null : made);
  if (complaints.length > 0) throw rejected('labelIds', complaints.join(' '));
}

function isRefusal(error: unknown): error is ProviderError {
  return (
    error instanceof ProviderError &&
    error.tookEffect === 'no' &&
    [ProviderFailure.REJECTED, ProviderFailure.FORBIDDEN, ProviderFailure.NOT_FOUND].includes(error.failure)
  );
}

/** Whatever became of the label, no ticket was sent. */
function asNotSent(error: unknown): unknown {
  if (!(error instanceof ProviderError) || error.tookEffect === 'no') return error;
  const { failure, message, status, retryAfterSeconds } = error;
  const isPassing = failure === ProviderFailure.UNEXPECTED ? ProviderFailure.UNAVAILABLE : failure;
  return new ProviderError(isPassing, message, { status, retryAfterSeconds, cause: error });
}

function cannotMake(name: string, { team }: KnownTeam, error: ProviderError | null): ProviderError {
  const said = error ? ` (${error.message.replace(/\.$/, '')})` : '';
  const words =
    `The team ${team.key} has no label ${name}, and Linear did not let this account make one${said}. ` +
    'Make it in Linear, or leave it out.';
  return new ProviderError(error?.failure ?? ProviderFailure.REJECTED, words, {
    ...{ status: error?.status ?? null, cause: error ?? undefined },
    fields: [{ path: 'labelIds', message: words }],
  });
}
