/** Finds out who asks. Implemented by `access/`; shared plumbing knows only this much. */
export abstract class CallerAuthenticator {
  /** The token in an `Authorization` header, however that is written; null where there is none. */
  abstract tokenIn(authorization: string | undefined): string | null;

  /**
   * Null: nobody (no credentials given). Also limits the running request's EntityManager to the caller's projects.
   * @throws UnauthenticatedError where credentials are given and refused.
   */
  abstract authenticate(authorization: string | undefined): Promise<object | null>;
}
