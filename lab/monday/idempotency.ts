import type { LabResponse } from '../http/messages.js';
import { withHeaders } from '../http/messages.js';

/** Answers to mutations by `Idempotency-Key`: what came under a key before is not executed again for a while. */
export class IdempotencyCache {
  /** How long an answer is remembered. */
  lifeMs = 30 * 60_000;
  /** Whether refusals are remembered as well; nobody outside knows. */
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
