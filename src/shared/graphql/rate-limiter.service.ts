import { Inject, Injectable } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import { SETTINGS, type Settings } from '../../config/index.js';
import { hashToken } from '../crypto/index.js';
import { RateLimitedError, UnauthenticatedError } from '../errors/index.js';

const MAX_GOOD_TOKENS = 10_000;

/** Who sends credentials, and from where. */
export interface SignInAttempt {
  /** Null: none that could be one. */
  readonly token: string | null;
  readonly address: string;
}

/** Operations per minute and token (or address, without one), counted in this process. */
@Injectable()
export class RateLimiterService {
  private readonly limiter: RateLimiterMemory;
  /** Hashes of tokens that were good when they were last seen. */
  private readonly goodTokens = new LRUCache<string, true>({ max: MAX_GOOD_TOKENS });

  constructor(@Inject(SETTINGS) settings: Settings) {
    this.limiter = new RateLimiterMemory({ points: settings.limits.requestsPerMinute, duration: 60 });
  }

  /** @throws RateLimitedError with the seconds to wait. */
  async consume(client: string, points = 1): Promise<void> {
    try {
      await this.limiter.consume(hashToken(client), points);
    } catch (refused) {
      if (!(refused instanceof RateLimiterRes)) throw refused;
      throw rateLimitedError(refused);
    }
  }

  /**
   * Whoever tries tokens is counted by address, since each token would have a minute of its own, and asks the database
   * no more once that is used up. A token that was good before is not held up by others at its address.
   */
  async limitSignIn<T>({ token, address }: SignInAttempt, signIn: () => Promise<T>): Promise<T> {
    const key = hashToken(token ?? '');
    if (token !== null && !this.goodTokens.has(key)) await this.assertPointsLeft(address);
    try {
      const caller = await signIn();
      if (token !== null) this.goodTokens.set(key, true);
      return caller;
    } catch (error) {
      if (!(error instanceof UnauthenticatedError)) throw error;
      this.goodTokens.delete(key);
      await this.consume(address);
      throw error;
    }
  }

  private async assertPointsLeft(address: string): Promise<void> {
    const state = await this.limiter.get(hashToken(address));
    if (state && state.consumedPoints >= this.limiter.points) throw rateLimitedError(state);
  }
}

function rateLimitedError({ msBeforeNext }: RateLimiterRes): RateLimitedError {
  return new RateLimitedError(Math.max(1, Math.ceil(msBeforeNext / 1_000)));
}
