import {
  isFailure,
  type LeftOutLabel,
  ProviderError,
  ProviderFailure,
  type TicketDraft,
} from '../contract/index.js';
import type { TimeLimitedCache } from '../../shared/cache/index.js';
import type { OperationDeadline } from '../http/index.js';
import type { AsanaApi } from './asana.api.js';
import { sameName } from './asana.mapping.js';

export interface TagContext {
  readonly api: AsanaApi;
  readonly cache: TimeLimitedCache<string>;
  readonly sendBefore: OperationDeadline;
}

/** How many hits are looked at for the very name. */
const TYPEAHEAD_COUNT = 100;

/**
 * The gids of tags by name. What the workspace does not have becomes a tag, as it does wherever tags are typed in: before
 * the task, so that a failure leaves no ticket behind. A tag of one name twice, should two processes make it in the same
 * moment, is a blemish that Asana allows; the first one is used from then on.
 * @throws ProviderError where one cannot be had; no task was sent then.
 */
export async function tagGids(
  context: TagContext,
  workspace: string,
  { labels, optionalLabels = [] }: Pick<TicketDraft, 'labels' | 'optionalLabels'>,
): Promise<TagGids> {
  const gids: string[] = [];
  const leftOut: LeftOutLabel[] = [];
  for (const name of distinctNames(labels)) {
    const key = `${workspace} ${name.toLowerCase()}`;
    try {
      gids.push(await context.cache.get(key, () => findOrCreate(context, workspace, name)));
    } catch (error) {
      if (!isFailure(error, ...CANNOT_CREATE) || !optionalLabels.includes(name)) throw error;
      leftOut.push({ name, reason: error.message });
    }
  }
  return { gids: [...new Set(gids)], leftOut };
}

export interface TagGids {
  readonly gids: readonly string[];
  /** Optional ones that cannot be had. */
  readonly leftOut: readonly LeftOutLabel[];
}

const CANNOT_CREATE = [ProviderFailure.FORBIDDEN, ProviderFailure.REJECTED] as const;

function distinctNames(names: readonly string[]): string[] {
  const byName = new Map<string, string>();
  for (const name of names.map((each) => each.trim())) {
    if (name !== '' && !byName.has(name.toLowerCase())) byName.set(name.toLowerCase(), name);
  }
  return [...byName.values()];
}

async function findOrCreate(context: TagContext, workspace: string, name: string): Promise<string> {
  const matches = await context.api.typeahead(workspace, 'tag', name, TYPEAHEAD_COUNT);
  const known =
    matches.find((tag) => sameName(tag.name, name)) ?? (await findInTagList(context, workspace, name));
  return known?.gid ?? createTag(context.api, workspace, name);
}

/** Typeahead is late with what is new: the list is not. Half the time at most, in a workspace of very many. */
async function findInTagList({ api, sendBefore }: TagContext, workspace: string, name: string) {
  const halfTimeMs = sendBefore.remainingMs / 2;
  let offset: string | undefined;
  do {
    const { items, next } = await api.tags(workspace, offset);
    const known = items.find((tag) => sameName(tag.name, name));
    if (known || next === null) return known;
    offset = next;
  } while (sendBefore.remainingMs > halfTimeMs);
  return undefined;
}

async function createTag(api: AsanaApi, workspace: string, name: string): Promise<string> {
  try {
    return (await api.createTag(workspace, name)).gid;
  } catch (error) {
    if (isFailure(error, ...CANNOT_CREATE)) throw cannotCreateTag(name, error);
    throw asTaskNotSent(error);
  }
}

function cannotCreateTag(name: string, error: ProviderError): ProviderError {
  const words = `There is no tag ${name} in Asana, and this account could not make one. Make it there, or leave it out.`;
  const { status } = error;
  return new ProviderError(error.failure, words, {
    ...{ status, cause: error },
    fields: [{ path: 'tags', message: words }],
  });
}

/** Whatever became of the tag, no task was sent. */
function asTaskNotSent(error: unknown): unknown {
  if (!(error instanceof ProviderError) || error.tookEffect === 'no') return error;
  const { failure, message, status, retryAfterSeconds } = error;
  const retryableFailure = failure === ProviderFailure.UNEXPECTED ? ProviderFailure.UNAVAILABLE : failure;
  return new ProviderError(retryableFailure, message, { status, retryAfterSeconds, cause: error });
}
