import type { ProviderHttp } from '../http/index.js';
import type { LookupTimings } from './clickup.lookup.rules.js';

/** What the adapter is given once, for all connections. */
export interface ClickUpProviderOptions {
  readonly http: ProviderHttp;
  readonly clock: () => Date;
  /** Milliseconds on a clock that nobody sets: what an operation took is measured on it. */
  readonly monotonicMs: () => number;
  /** PROVIDER_TIMEOUT_MS: what one call, and the reads of one operation together, may take. */
  readonly timeoutMs: number;
  readonly timings: LookupTimings & { readonly discoveryCacheMs: number };
}
