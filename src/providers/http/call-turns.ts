import { retryAfterIn } from './answers.js';
import { HttpFailure, type HttpClientOptions, type HttpResponse } from './provider-http.js';
import type { CallGate, HttpCallLog } from './undici-provider-http.options.js';

/** Of a call's time, what it may wait for its turn: one that comes later could only end as uncertain. */
const PATIENCE = 0.5;

const A_DAY_SECONDS = 86_400;

/**
 * The turns of one client's calls in the budget of its credential. The budget is a courtesy to the tracker: where it
 * cannot be asked, calls are made all the same.
 */
export class CallTurns {
  readonly #key: string;

  constructor(
    private readonly budget: CallGate,
    origin: string,
    private readonly options: HttpClientOptions,
    private readonly log?: HttpCallLog,
  ) {
    this.#key = budget.keyOf(origin, JSON.stringify(options.headers));
  }

  /** @throws HttpFailure `paused` where the turn would come too late. */
  async take(host: string, remainingMs: number): Promise<void> {
    const patienceMs = Math.max(0, remainingMs * PATIENCE);
    const waitMs = await this.#ask(() => this.budget.admit(this.#key, this.options.rate ?? null, patienceMs));
    if (waitMs) throw paused(host, waitMs);
  }

  /**
   * Had its turn, and was held up since: a pause may have been asked for meanwhile.
   * @throws HttpFailure `paused`.
   */
  async mustStillBeOpen(host: string): Promise<void> {
    const leftMs = await this.#ask(() => this.budget.remainingPauseMs(this.#key));
    if (leftMs) throw paused(host, leftMs);
  }

  async learn(response: HttpResponse): Promise<void> {
    const news = this.options.budgetNews?.(response) ?? {};
    const seconds = pauseSecondsOf(response, this.options.pauseHeaders);
    const pauseMs = news.pauseMs ?? (seconds === null ? undefined : seconds * 1_000);
    if (news.rate ?? pauseMs) await this.#ask(() => this.budget.applyUpdate(this.#key, { ...news, pauseMs }));
  }

  async #ask<T>(question: () => Promise<T>): Promise<T | null> {
    try {
      return await question();
    } catch (error) {
      const code = error instanceof Error ? error.name : 'error';
      this.log?.debug(
        { method: '-', origin: '-', path: '-', status: code, ms: 0 },
        'the call budget is away',
      );
      return null;
    }
  }
}

function paused(host: string, leftMs: number): HttpFailure {
  const seconds = Math.ceil(leftMs / 1_000);
  const words = `${host} was not asked: it wants no calls for ${seconds} s more.`;
  return new HttpFailure('paused', false, words, undefined, seconds);
}

/** Seconds that an answer asks us to pause; null where it does not. */
function pauseSecondsOf(
  answer: HttpResponse,
  pauseHeaders: readonly string[] = ['retry-after'],
): number | null {
  const names = answer.status === 429 ? pauseHeaders : answer.status === 503 ? ['retry-after'] : [];
  const seconds = retryAfterIn(answer, names);
  // A day or more is no pause but a refusal, such as that of an account which an administrator has blocked.
  return seconds !== null && seconds < A_DAY_SECONDS ? seconds : null;
}
