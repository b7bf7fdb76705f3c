import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { setTimeout as sleep } from 'node:timers/promises';
import { SecretBox } from '../crypto/index.js';
import { isInBackground } from '../jobs/index.js';
import {
  deleteUnusedBudgets,
  createBudget,
  pauseBudget,
  remainingPauseMs,
  setRate,
  takePermit,
} from './call-budget.queries.js';
import {
  type BudgetUpdate,
  type CallRate,
  type StoredRate,
  toStoredRate,
  NO_LIMIT,
  reservedBurst,
} from './call-rate.rules.js';

/** Work in the background that has just come takes its turn no longer beforehand, so that people need not queue behind it. */
const BACKGROUND_MAX_AHEAD_MS = 500;

/** Rates that this process has seen; the row in the database is what counts. */
const MAX_CACHED_RATES = 10_000;

/**
 * What all processes together may ask of somebody outside with one credential. A call takes its turn in the database and
 * waits for it in its process; people go before work in the background; while the other side wants a pause, nobody asks.
 */
@Injectable()
export class CallBudgetService {
  private readonly cachedRates = new Map<string, StoredRate>();

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
   * @param publishedRate what is known of the limit before any answer said so; null: nothing.
   * @returns 0 when the turn has come; otherwise the milliseconds after which it is worth asking again.
   */
  async admit(key: string, publishedRate: CallRate | null, maxWaitMs: number): Promise<number> {
    const rate =
      this.cachedRates.get(key) ??
      this.cacheRate(key, publishedRate ? toStoredRate(publishedRate) : NO_LIMIT);
    const begun = performance.now();
    for (let waitedMs = 0; ; waitedMs = performance.now() - begun) {
      const leftMs = Math.max(0, maxWaitMs - waitedMs);
      // Whoever has waited for long may reach as far ahead, or a stream of people would leave it nothing for ever.
      const aheadMs = isInBackground()
        ? Math.min(leftMs, Math.max(BACKGROUND_MAX_AHEAD_MS, waitedMs))
        : leftMs;
      const waitMs = await this.takePermit(key, rate, aheadMs);
      if (waitMs <= aheadMs) {
        if (waitMs > 0) await sleep(waitMs);
        return 0;
      }
      if (waitMs > leftMs) return waitMs;
      await sleep(waitMs - BACKGROUND_MAX_AHEAD_MS * Math.random());
    }
  }

  /** @returns milliseconds until the turn; more than `aheadMs`: it was not taken. */
  private async takePermit(key: string, rate: StoredRate, aheadMs: number): Promise<number> {
    const reserve = reservedBurst(rate, isInBackground());
    const waitMs = await takePermit(this.fork(), key, reserve, aheadMs);
    if (waitMs !== null) return waitMs;
    await deleteUnusedBudgets(this.fork());
    await createBudget(this.fork(), key, rate);
    return (await takePermit(this.fork(), key, reserve, aheadMs)) ?? 0;
  }

  /** For whoever had its turn and was held up since. @returns milliseconds of a pause that is not over. */
  remainingPauseMs(key: string): Promise<number> {
    return remainingPauseMs(this.fork(), key);
  }

  /** What an answer said. A rate that is known already costs nothing. */
  async applyUpdate(key: string, { rate, pauseMs }: BudgetUpdate): Promise<void> {
    if (rate) {
      const stored = toStoredRate(rate);
      const known = this.cachedRates.get(key);
      if (known?.perCallMs !== stored.perCallMs || known.burst !== stored.burst) {
        await setRate(this.fork(), key, stored);
        this.cacheRate(key, stored);
      }
    }
    if (pauseMs !== undefined && pauseMs > 0) await pauseBudget(this.fork(), key, pauseMs);
  }

  private cacheRate(key: string, rate: StoredRate): StoredRate {
    this.cachedRates.set(key, rate);
    if (this.cachedRates.size > MAX_CACHED_RATES)
      this.cachedRates.delete(this.cachedRates.keys().next().value!);
    return rate;
  }

  /** Never a caller's transaction: a turn is taken whatever becomes of that. */
  private fork(): EntityManager {
    return this.em.fork({ useContext: false });
  }
}
