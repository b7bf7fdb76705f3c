import type { CallBudgetService } from '../../shared/call-budget/index.js';
import type { AllowedHosts } from './allowed-hosts.js';
import type { Resolve } from './guarded-connector.js';

/** The part of the budget that calls need. */
export type CallPermitBudget = Pick<
  CallBudgetService,
  'keyOf' | 'admit' | 'remainingPauseMs' | 'applyUpdate'
>;

/** One line per call, at debug level; never a query, a header or a body. */
export interface HttpCallLog {
  debug(fields: HttpCallFields, message: string): void;
}

export interface HttpCallFields {
  readonly method: string;
  readonly origin: string;
  readonly path: string;
  /** Of the answer, or the kind of failure. */
  readonly status: number | string;
  readonly ms: number;
}

export interface UndiciProviderHttpOptions {
  /** Milliseconds for a whole call (`PROVIDER_TIMEOUT_MS`): the wait for a slot, every try, the body. */
  readonly timeoutMs: number;
  /** Milliseconds to resolve, connect and finish TLS. */
  readonly connectTimeoutMs: number;
  readonly allowedHosts: AllowedHosts;
  /** Milliseconds to the headers of one try, and between two pieces of a body. Default: as `timeoutMs`. */
  readonly headersTimeoutMs?: number;
  readonly bodyTimeoutMs?: number;
  /** Of one answer, unpacked. Default: 5 MiB. */
  readonly maxBodyBytes?: number;
  /** Calls at a time of one scope to one origin. Default: 4. */
  readonly maxConcurrentPerScope?: number;
  readonly logger?: HttpCallLog;
  /** What all processes together may ask with one credential. Default: no limit. */
  readonly budget?: CallPermitBudget;
  /** Default: the machine's resolver. */
  readonly resolve?: Resolve;
}
