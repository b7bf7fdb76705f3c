import type { ProviderHttp } from '../http/index.js';
import type { LookupTimings } from './jira.lookup.rules.js';

/** What the adapter is given once, for all connections. */
export interface JiraProviderOptions {
  readonly http: ProviderHttp;
  readonly clock: () => Date;
  /** Milliseconds on a clock that nobody sets: what an operation took is measured on it. */
  readonly monotonicMs: () => number;
  /** PROVIDER_TIMEOUT_MS: what one call, and the reads of one operation together, may take. */
  readonly timeoutMs: number;
  /** Where the tokens are taken that a site refuses. Default: Atlassian's gateway, for sites at Atlassian's own addresses alone. */
  readonly gateway?: string;
  readonly timings: LookupTimings & { readonly discoveryCacheMs: number };
}
