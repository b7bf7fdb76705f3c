import type { TlsCredentials } from './tls-credentials.js';
import type { BudgetUpdate, CallRate } from '../../shared/call-budget/index.js';

/** What an adapter may ask of the one outbound HTTP client. */

export interface HttpRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** Relative to the client's base URL, without leading slash; its segments already encoded. */
  readonly path: string;
  /** A list stands as one parameter per element. */
  readonly query?: Readonly<Record<string, string | number | readonly string[] | undefined>>;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as JSON. */
  readonly json?: unknown;
  /** Sent as a form of text fields (multipart/form-data) instead. */
  readonly form?: Readonly<Record<string, string>>;
  /** Whether sending it twice does no harm: only then may the client repeat it after a dropped connection or a 503. */
  readonly isRepeatable: boolean;
}

export interface HttpResponse {
  readonly status: number;
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** The tracker's own clock (its Date header), where it sent one. */
  readonly date: Date | null;
}

/**
 * Why there is no answer. `unreadable`: there was one, but it is no HTTP, or packed in a way that cannot be unpacked.
 * `unsendable`: the request itself cannot be written (a header with forbidden characters), or the client is closed.
 * `paused`: not asked, since the tracker wants no call of these credentials yet; `retryAfterSeconds` says when it may.
 */
export type HttpFailureKind =
  | 'blocked-address'
  | 'dns'
  | 'refused'
  | 'connect-timeout'
  | 'tls'
  | 'timeout'
  | 'reset'
  | 'redirect'
  | 'too-large'
  | 'unreadable'
  | 'unsendable'
  | 'busy'
  | 'paused';

/**
 * No answer, or none that may be read. `sent`: whether the request may have reached the tracker. The message is for a
 * person; neither it nor the cause (name and code alone) holds a secret.
 */
export class HttpFailure extends Error {
  override readonly name = 'HttpFailure';

  constructor(
    readonly kind: HttpFailureKind,
    readonly sent: boolean,
    message: string,
    cause?: unknown,
    /** Of a pause. */
    readonly retryAfterSeconds: number | null = null,
  ) {
    super(message, cause === undefined ? undefined : { cause });
  }
}

export interface HttpClientOptions {
  /** Absolute; a path in it is kept (context paths). */
  readonly baseUrl: string;
  /** Calls of one scope share one semaphore per origin. */
  readonly scope: string;
  /** Sent with every request; values of `authorization` and the like never reach a log or an error. */
  readonly headers: Readonly<Record<string, string>>;
  /** Answer headers that say how long to pause after a 429, the first that is there counts. Default: `retry-after`. */
  readonly pauseHeaders?: readonly string[];
  /** Absent: the usual authorities are trusted, and no certificate is shown. */
  readonly tls?: TlsCredentials | undefined;
  /** What the tracker takes from one credential, as it publishes it; absent: nothing is known before it says so. */
  readonly rate?: CallRate | undefined;
  /** What an answer tells about that; absent: the pause of a 429 or 503 alone. */
  readonly budgetUpdate?: (response: HttpResponse) => BudgetUpdate;
}

export interface ProviderHttpClient {
  /** @throws HttpFailure where there is no readable answer; any status is an answer. */
  request(request: HttpRequest): Promise<HttpResponse>;
}

export interface ProviderHttp {
  /** Pure: opens no socket. */
  client(options: HttpClientOptions): ProviderHttpClient;
}
