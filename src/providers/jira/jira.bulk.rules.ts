import type { OperationId, ProviderError } from '../contract/index.js';
import { isOutcomeUnknown } from '../http/index.js';
import { refusal } from './jira.errors.js';
import { numberOf, projectOf } from './jira.keys.js';
import type { JiraBulkCreated, JiraIssueRef } from './jira.schemas.js';

/** What one bulk answer says about each of the drafts that were sent, in their order. */
export type BulkResult =
  | { readonly kind: 'created'; readonly issue: JiraIssueRef }
  | { readonly kind: 'refused'; readonly error: ProviderError }
  /** In neither list, or not to be told which of the issues it is. */
  | { readonly kind: 'unclear' };

export interface SentDraft {
  readonly operationId: OperationId;
  readonly projectKey: string;
}

/**
 * Jira lists the successes without saying which draft each of them is, and the failures by number; so the successes are
 * the other drafts, in order. That is believed only where the numbers add up and nothing speaks against it: a wrong
 * pairing would give one platform another's ticket.
 */
export function bulkResults(sent: readonly SentDraft[], answer: JiraBulkCreated): BulkResult[] {
  const refused = new Map(answer.errors.map((error) => [error.failedElementNumber, error]));
  const notRefused = sent.filter((_, index) => !refused.has(index));
  const isCertain = answer.issues.length === notRefused.length && isPlausible(notRefused, answer.issues);
  const issues = answer.issues.values();
  return sent.map((_, index) => {
    const error = refused.get(index);
    if (error) return { kind: 'refused', error: elementError(error) };
    const issue = isCertain ? issues.next().value : undefined;
    return issue ? { kind: 'created', issue } : { kind: 'unclear' };
  });
}

/** An element without a status of its own was refused for its content. */
function elementError({ status, elementErrors }: JiraBulkCreated['errors'][number]): ProviderError {
  const code = status ?? 400;
  return refusal(code, elementErrors ?? {}, { tookEffect: isOutcomeUnknown(code) ? 'unknown' : 'no' });
}

/**
 * Drafts of one project must have got ascending numbers under one key, and no project's draft another's key. The key
 * itself may differ from the one asked for: projects are renamed, and the old key goes on working.
 */
function isPlausible(sent: readonly SentDraft[], issues: readonly JiraIssueRef[]): boolean {
  const asked = new Set(sent.map(({ projectKey }) => projectKey));
  const last = new Map<string, JiraIssueRef>();
  return issues.every((issue, index) => {
    const project = sent[index]?.projectKey ?? '';
    const answered = projectOf(issue.key);
    if (answered !== project && asked.has(answered)) return false;
    const before = last.get(project);
    last.set(project, issue);
    return !before || (projectOf(before.key) === answered && isAscending(before.key, issue.key));
  });
}

function isAscending(one: string, other: string): boolean {
  return (numberOf(one) ?? 0) < (numberOf(other) ?? 0);
}
