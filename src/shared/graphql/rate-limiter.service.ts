import { Inject, Injectable } from '@nestjs/common';
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import { SETTINGS, type Settings } from '../../config/index.js';
import { hashToken } from '../crypto/index.js';
import { RateLimitedError } from '../errors/index.js';

/** Requests per minute and token (or address, without one), counted in this process. */
@Injectable()
export class RateLimiterService {
  private readonly limiter: RateLimiterMemory;

  constructor(@Inject(SETTINGS) settings: Settings) {
    this.limiter = new RateLimiterMemory({ points: settings.limits.requestsPerMinute, duration: 60 });
  }

  /** @throws RateLimitedError with the seconds to wait. */
  async consume(client: string): Promise<void> {
    try {
      await this.limiter.consume(hashToken(client));
    } catch (refused) {
      if (!(refused instanceof RateLimiterRes)) throw refused;
      throw new RateLimitedError(Math.max(1, Math.ceil(refused.msBeforeNext / 1_000)));
    }
  }
}
