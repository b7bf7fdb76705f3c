import type { LabResponse } from '../http/messages.js';
import { withHeaders } from '../http/messages.js';

/** Caches answers to mutations by `Idempotency-Key`: a mutation with a known key is not executed again. */
export class IdempotencyCache {
  /** How long an answer is cached. */
  lifeMs = 30 * 60_000;
  /** Whether refusals are cached as well: it is not known whether monday.com does it. */
  cachesErrors = true;
  private readonly entries = new Map<string, { readonly at: number; readonly answer: LabResponse }>();

  /** @param now the account's clock. */
  replayOr(key: string, now: number, execute: () => LabResponse): LabResponse {
    const known = this.entries.get(key);
    if (known && now - known.at < this.lifeMs) {
      return withHeaders(known.answer, { 'idempotency-replayed': 'true' });
    }
    const answer = execute();
    if (this.cachesErrors || !answer.body.includes('"errors"')) this.entries.set(key, { at: now, answer });
    return answer;
  }
}
