/** What can go wrong on demand. "Commit" is the moment the tracker's state changes. */
export type Fault =
  /**
   * Before the commit: the call waits, then takes effect even if its caller has given up (a late commit).
   * After it: the effect is there at once, the answer late.
   */
  | { readonly kind: 'latency'; readonly ms: number; readonly when?: 'before-commit' | 'after-commit' }
  /** As latency, but for as long as a test likes: order instead of milliseconds. */
  | {
      readonly kind: 'hold';
      readonly until: Promise<unknown>;
      readonly when?: 'before-commit' | 'after-commit';
    }
  /** Without retryAfterSeconds the header is missing, as from some gateways; then only the reset time may be there. */
  | {
      readonly kind: 'rate-limit';
      readonly retryAfterSeconds?: number;
      readonly resetInSeconds?: number;
      /** Which of the tracker's limiters struck, in its own word. */
      readonly limiter?: string;
    }
  | {
      readonly kind: 'server-error';
      readonly status?: number;
      readonly body?: 'json' | 'html';
      readonly retryAfterSeconds?: number;
      readonly when?: 'before-commit' | 'after-commit';
    }
  /** This very answer instead of the tracker's own. Nothing is committed. */
  | { readonly kind: 'answer'; readonly status: number; readonly body: string }
  | { readonly kind: 'drop-before-commit' }
  /** The lost answer: the change is committed, and the caller gets no answer. */
  | { readonly kind: 'drop-after-commit' }
  /** A bulk call commits this many elements, then the connection is lost. */
  | { readonly kind: 'drop-mid-commit'; readonly elements: number }
  | { readonly kind: 'hang-before-commit' }
  | { readonly kind: 'hang-after-commit' }
  /** Committed, status as usual, the JSON cut in the middle. */
  | { readonly kind: 'bad-json' }
  /** 200 with a page where JSON was due; nothing committed. */
  | { readonly kind: 'html-page' }
  | { readonly kind: 'redirect'; readonly location?: string; readonly status?: number }
  /** This one call is treated as if its token had been revoked. */
  | { readonly kind: 'token-revoked' };

export type FaultKind = Fault['kind'];
export type RateLimit = Extract<Fault, { readonly kind: 'rate-limit' }>;

/** Faults that change when a call is answered, not what. */
export function isDelay({ kind }: Fault): boolean {
  return kind === 'latency' || kind === 'hold';
}
