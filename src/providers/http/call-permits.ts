import { retryAfterSecondsIn } from './responses.js';
import { HttpFailure, type HttpClientOptions, type HttpResponse } from './provider-http.js';
import type { CallPermitBudget, HttpCallLog } from './undici-provider-http.options.js';

/** Of a call's time, what it may wait for its turn: one that comes later could only end as uncertain. */
const MAX_WAIT_SHARE = 0.5;

const DAY_SECONDS = 86_400;

/**
 * The turns of one client's calls in the budget of its credential. The budget is a courtesy to the tracker: where it
 * cannot be asked, calls are made all the same.
 */
export class CallPermits {
  readonly #key: string;

  constructor(
    private readonly budget: CallPermitBudget,
    origin: string,
    private readonly options: HttpClientOptions,
    private readonly log?: HttpCallLog,
  ) {
    this.#key = budget.keyOf(origin, JSON.stringify(options.headers));
  }

  /** @throws HttpFailure `paused` where the turn would come too late. */
  async acquire(host: string, remainingMs: number): Promise<void> {
    const maxWaitMs = Math.max(0, remainingMs * MAX_WAIT_SHARE);
    const waitMs = await this.#askBudget(() =>
      this.budget.admit(this.#key, this.options.rate ?? null, maxWaitMs),
    );
    if (waitMs) throw paused(host, waitMs);
  }

  /**
   * Had its turn, and was held up since: a pause may have been asked for meanwhile.
   * @throws HttpFailure `paused`.
   */
  async assertNotPaused(host: string): Promise<void> {
    const remainingMs = await this.#askBudget(() => this.budget.remainingPauseMs(this.#key));
    if (remainingMs) throw paused(host, remainingMs);
  }

  async recordResponse(response: HttpResponse): Promise<void> {
    const update = this.options.budgetUpdate?.(response) ?? {};
    const seconds = pauseSecondsOf(response, this.options.pauseHeaders);
    const pauseMs = update.pauseMs ?? (seconds === null ? undefined : seconds * 1_000);
    if (update.rate ?? pauseMs)
      await this.#askBudget(() => this.budget.applyUpdate(this.#key, { ...update, pauseMs }));
  }

  async #askBudget<T>(query: () => Promise<T>): Promise<T | null> {
    try {
      return await query();
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

function paused(host: string, remainingMs: number): HttpFailure {
  const seconds = Math.ceil(remainingMs / 1_000);
  const words = `${host} was not asked: it wants no calls for ${seconds} s more.`;
  return new HttpFailure('paused', false, words, undefined, seconds);
}

/** Seconds that an answer asks us to pause; null where it does not. */
function pauseSecondsOf(
  response: HttpResponse,
  pauseHeaders: readonly string[] = ['retry-after'],
): number | null {
  const names = response.status === 429 ? pauseHeaders : response.status === 503 ? ['retry-after'] : [];
  const seconds = retryAfterSecondsIn(response, names);
  // A day or more is no pause but a refusal, such as that of an account which an administrator has blocked.
  return seconds !== null && seconds < DAY_SECONDS ? seconds : null;
}
