import { json, withHeaders, type LabResponse } from '../http/messages.js';

export interface RateLimitOptions {
  /** The most calls that an account can save up. */
  readonly capacity: number;
  /** How many it is given anew in each interval. */
  readonly fillRate: number;
  readonly intervalSeconds: number;
}

/** The Retry-After of a blocked account: for ever. */
export const BLOCKED_SECONDS = '9223372036854775807';

/** A bucket of tokens for each account, as Data Center limits calls once an administrator turns that on. */
export class RateLimiter {
  private readonly buckets = new Map<string, { tokens: number; filledAt: number }>();
  private readonly blocked = new Set<string>();

  constructor(private readonly options: RateLimitOptions) {}

  /** As if an administrator allowed this account no calls at all. */
  block(accountId: string): void {
    this.blocked.add(accountId);
  }

  /** @param now this machine's clock. */
  limited(accountId: string, now: number, handle: () => LabResponse): LabResponse {
    const { capacity, fillRate, intervalSeconds } = this.options;
    const bucket = this.buckets.get(accountId) ?? { tokens: capacity, filledAt: now };
    this.buckets.set(accountId, bucket);
    const intervals = Math.floor((now - bucket.filledAt) / (intervalSeconds * 1_000));
    bucket.tokens = Math.min(capacity, bucket.tokens + intervals * fillRate);
    bucket.filledAt += intervals * intervalSeconds * 1_000;
    if (this.blocked.has(accountId)) return tooMany(this.options, BLOCKED_SECONDS);
    if (bucket.tokens < 1) return tooMany(this.options, String(intervalSeconds));
    bucket.tokens -= 1;
    return withHeaders(handle(), limitHeaders(this.options, bucket.tokens, '0'));
  }
}

export const USUAL_LIMITS: RateLimitOptions = { capacity: 70, fillRate: 5, intervalSeconds: 1 };

export function tooMany(options: RateLimitOptions, retryAfter: string | null): LabResponse {
  const { 'retry-after': after, ...others } = limitHeaders(options, 0, retryAfter ?? '');
  const headers = retryAfter === null ? others : { ...others, 'retry-after': String(after) };
  return json(429, { message: 'Rate limit exceeded.' }, headers);
}

function limitHeaders(options: RateLimitOptions, remaining: number, retryAfter: string) {
  return {
    'x-ratelimit-limit': String(options.capacity),
    'x-ratelimit-remaining': String(remaining),
    'x-ratelimit-interval-seconds': String(options.intervalSeconds),
    'x-ratelimit-fillrate': String(options.fillRate),
    'retry-after': retryAfter,
  };
}
