import type { ProviderHttp } from '../http/index.js';

/** What the adapter is given once, for all connections. */
export interface LinearProviderOptions {
  readonly http: ProviderHttp;
  readonly clock: () => Date;
  /** PROVIDER_TIMEOUT_MS: what one call, and the reads of one operation together, may take. */
  readonly timeoutMs: number;
  readonly timings: { readonly discoveryCacheMs: number; readonly lookupSpacingMs: number };
}
