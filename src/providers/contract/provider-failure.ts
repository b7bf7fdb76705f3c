/**
 * Everything that can go wrong with a tracker, as one closed set. What a failure does to the integration, the job and
 * the person is decided once, in `integrations/failure-policy.rules.ts`.
 */
export enum ProviderFailure {
  /** The credentials were refused. */
  UNAUTHENTICATED = 'UNAUTHENTICATED',
  /** The credentials are good, but this is not allowed to them. */
  FORBIDDEN = 'FORBIDDEN',
  /** There is no such project, ticket, user …, or it is hidden from us. */
  NOT_FOUND = 'NOT_FOUND',
  /** The tracker said no to the content; `fields` says where it can. */
  REJECTED = 'REJECTED',
  /** Too many calls; not again before `retryAfterSeconds`. */
  RATE_LIMITED = 'RATE_LIMITED',
  /** Not reachable, timed out, or 5xx. */
  UNAVAILABLE = 'UNAVAILABLE',
  /** An answer that no rule explains, such as an HTML page where JSON was due. */
  UNEXPECTED = 'UNEXPECTED',
}

/** Whether trying the same later can help without anybody changing anything. */
export function isRetryable(failure: ProviderFailure): boolean {
  return failure === ProviderFailure.RATE_LIMITED || failure === ProviderFailure.UNAVAILABLE;
}
