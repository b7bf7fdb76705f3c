import type { Answer } from '../http/messages.js';
import { withHeaders } from '../http/messages.js';

/** Answers to mutations by `Idempotency-Key`: what came under a key before is not executed again for a while. */
export class IdempotencyCache {
  /** How long an answer is remembered. */
  lifeMs = 30 * 60_000;
  /** Whether refusals are remembered as well; nobody outside knows. */
  remembersRefusals = true;
  private readonly entries = new Map<string, { readonly at: number; readonly answer: Answer }>();

  /** @param now the account's clock. */
  replayOr(key: string, now: number, execute: () => Answer): Answer {
    const known = this.entries.get(key);
    if (known && now - known.at < this.lifeMs) {
      return withHeaders(known.answer, { 'idempotency-replayed': 'true' });
    }
    const answer = execute();
    if (this.remembersRefusals || !answer.body.includes('"errors"'))
      this.entries.set(key, { at: now, answer });
    return answer;
  }
}
