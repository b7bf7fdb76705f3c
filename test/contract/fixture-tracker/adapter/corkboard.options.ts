import type { ProviderHttp } from '../../../../src/providers/http/index.js';

/** What the adapter is given once, for all connections. */
export interface CorkboardProviderOptions {
  readonly http: ProviderHttp;
  /** Milliseconds on a clock that nobody sets: what an operation took is measured on it. */
  readonly monotonicMs: () => number;
  /** PROVIDER_TIMEOUT_MS: what one call, and the calls of one operation together, may take. */
  readonly timeoutMs: number;
}
