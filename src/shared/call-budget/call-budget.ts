import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { setTimeout as sleep } from 'node:timers/promises';
import { SecretBox } from '../crypto/index.js';
import { isInBackground } from '../jobs/index.js';
import {
  forgetUnused,
  openBudget,
  pauseBudget,
  pauseLeft,
  setRate,
  takeTurn,
} from './call-budget.queries.js';
import {
  type BudgetNews,
  type CallRate,
  type KeptRate,
  keptRate,
  NO_LIMIT,
  reserveOf,
} from './call-rate.rules.js';

/** Work in the background that has just come takes its turn no longer beforehand, so that people need not queue behind it. */
const BACKGROUND_AHEAD_MS = 500;

/** Rates that this process has seen; the row in the database is what counts. */
const KEPT = 10_000;

/**
 * What all processes together may ask of somebody outside with one credential. A call takes its turn in the database and
 * waits for it in its process; people go before work in the background; while the other side wants a pause, nobody asks.
 */
@Injectable()
export class CallBudget {
  private readonly known = new Map<string, KeptRate>();

  constructor(
    private readonly em: EntityManager,
    private readonly box: SecretBox,
  ) {}

  /** A name for a credential's budget that says nothing about the credential. The same in every process. */
  keyOf(origin: string, credential: string): string {
    return this.box.fingerprint(`${origin}\n${credential}`);
  }

  /**
   * Waits for a call's turn.
   * @param published what is known of the limit before any answer said so; null: nothing.
   * @returns 0 when the turn has come; otherwise the milliseconds after which it is worth asking again.
   */
  async admit(key: string, published: CallRate | null, patienceMs: number): Promise<number> {
    const rate = this.known.get(key) ?? this.remember(key, published ? keptRate(published) : NO_LIMIT);
    const begun = performance.now();
    for (let waitedMs = 0; ; waitedMs = performance.now() - begun) {
      const leftMs = Math.max(0, patienceMs - waitedMs);
      // Whoever has waited for long may reach as far ahead, or a stream of people would leave it nothing for ever.
      const aheadMs = isInBackground() ? Math.min(leftMs, Math.max(BACKGROUND_AHEAD_MS, waitedMs)) : leftMs;
      const waitMs = await this.takeTurn(key, rate, aheadMs);
      if (waitMs <= aheadMs) {
        if (waitMs > 0) await sleep(waitMs);
        return 0;
      }
      if (waitMs > leftMs) return waitMs;
      await sleep(waitMs - BACKGROUND_AHEAD_MS * Math.random());
    }
  }

  /** @returns milliseconds until the turn; more than `aheadMs`: it was not taken. */
  private async takeTurn(key: string, rate: KeptRate, aheadMs: number): Promise<number> {
    const reserve = reserveOf(rate, isInBackground());
    const waitMs = await takeTurn(this.fork(), key, reserve, aheadMs);
    if (waitMs !== null) return waitMs;
    await forgetUnused(this.fork());
    await openBudget(this.fork(), key, rate);
    return (await takeTurn(this.fork(), key, reserve, aheadMs)) ?? 0;
  }

  /** For whoever had its turn and was held up since. @returns milliseconds of a pause that is not over. */
  pauseLeft(key: string): Promise<number> {
    return pauseLeft(this.fork(), key);
  }

  /** What an answer said. A rate that is known already costs nothing. */
  async learn(key: string, { rate, pauseMs }: BudgetNews): Promise<void> {
    if (rate) {
      const kept = keptRate(rate);
      const known = this.known.get(key);
      if (known?.perCallMs !== kept.perCallMs || known.burst !== kept.burst) {
        await setRate(this.fork(), key, kept);
        this.remember(key, kept);
      }
    }
    if (pauseMs !== undefined && pauseMs > 0) await pauseBudget(this.fork(), key, pauseMs);
  }

  private remember(key: string, rate: KeptRate): KeptRate {
    this.known.set(key, rate);
    if (this.known.size > KEPT) this.known.delete(this.known.keys().next().value!);
    return rate;
  }

  /** Never a caller's transaction: a turn is taken whatever becomes of that. */
  private fork(): EntityManager {
    return this.em.fork({ useContext: false });
  }
}
