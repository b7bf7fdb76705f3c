import { setImmediate as nextTurn, setTimeout as pause } from 'node:timers/promises';
import { Agent } from 'undici';
import { targetOf } from './address-guard.rules.js';
import { Deadline } from './deadline.js';
import { ACCEPT_ENCODING, decodeAnswer } from './decode-answer.js';
import { Exchange, type WireRequest } from './exchange.js';
import { CallTurns } from './call-turns.js';
import { checkedAddresses, guardedConnector, type GuardOptions } from './guarded-connector.js';
import { asSent, failure } from './http-failures.js';
import {
  HttpFailure,
  type HttpClientOptions,
  type HttpRequest,
  type HttpResponse,
  type ProviderHttp,
  type ProviderHttpClient,
} from './provider-http.js';
import { Redaction } from './redaction.js';
import { type RequestBody, requestBody } from './request-body.js';
import { type Base, parseBase, requestPath, requestQuery } from './request-url.js';
import { pauseBeforeNextTry } from './retry.rules.js';
import { SlotQueue } from './slot-queue.js';
import type { UndiciProviderHttpOptions } from './undici-provider-http.options.js';

/** Below the 5 s after which many servers close: a socket closed while we write leaves a call uncertain. */
const KEEP_ALIVE_MS = 4_000;
/** The most that a server's own keep-alive hint may stretch it to. */
const KEEP_ALIVE_MAX_MS = 30_000;
/**
 * The share of a call's time that waiting for a slot may take: a creation sent in its last milliseconds could only end
 * as uncertain, while one that was never sent is simply done later.
 */
const SLOT_PATIENCE = 0.8;
/** Whoever waited longer for a slot may have been overtaken by a pause. */
const HELD_UP_MS = 5;
const DEFAULT_MAX_BODY_BYTES = 5 * 1024 * 1024;
const DEFAULT_CONCURRENT = 4;

/** Whose calls they are. */
interface Caller {
  readonly scope: string;
  readonly own: HttpClientOptions['headers'];
  readonly turns: CallTurns | null;
}

interface Call {
  readonly wire: WireRequest;
  readonly scope: string;
  readonly isRepeatable: boolean;
  readonly turns: CallTurns | null;
}

/** The one way out to trackers: what an adapter asks goes through here, and nothing else opens a socket to them. */
export class UndiciProviderHttp implements ProviderHttp {
  readonly #agent: Agent;
  readonly #slots: SlotQueue;
  readonly #guard: GuardOptions;
  readonly #maxBodyBytes: number;
  #closing: Promise<void> | null = null;

  constructor(private readonly options: UndiciProviderHttpOptions) {
    const { allowedHosts, connectTimeoutMs, resolve, ca } = options;
    this.#guard = { allowedHosts, connectTimeoutMs, ...(resolve && { resolve }), ...(ca && { ca }) };
    this.#maxBodyBytes = options.maxBodyBytes ?? DEFAULT_MAX_BODY_BYTES;
    this.#slots = new SlotQueue(options.maxConcurrentPerScope ?? DEFAULT_CONCURRENT);
    this.#agent = new Agent({
      connect: guardedConnector(this.#guard),
      allowH2: false,
      pipelining: 1,
      keepAliveTimeout: KEEP_ALIVE_MS,
      keepAliveMaxTimeout: KEEP_ALIVE_MAX_MS,
      headersTimeout: options.headersTimeoutMs ?? options.timeoutMs,
      bodyTimeout: options.bodyTimeoutMs ?? options.timeoutMs,
    });
  }

  client(options: HttpClientOptions): ProviderHttpClient {
    const { baseUrl, scope, headers } = options;
    const base = parseBase(baseUrl);
    const redaction = new Redaction(headers);
    const { budget, logger } = this.options;
    const turns = budget ? new CallTurns(budget, base.origin, options, logger) : null;
    return {
      request: async (request) => {
        const answer = await this.#request(base, { scope, own: headers, turns }, request);
        const { headers: answered, body } = answer;
        return { ...answer, headers: redaction.cleanAll(answered), body: redaction.clean(body) };
      },
    };
  }

  /**
   * Resolves an address that somebody typed, without connecting: the failure that a call would meet (`blocked-address`,
   * `dns`), or null. Each later connection is checked again.
   */
  async addressFailure(baseUrl: string): Promise<HttpFailure | null> {
    const { host } = parseBase(baseUrl);
    const deadline = new Deadline(this.options.connectTimeoutMs);
    const checked = checkedAddresses(targetOf(new URL(baseUrl)), host, this.#guard).then(() => null);
    try {
      return await Promise.race([
        checked,
        ends(deadline, () => failure('dns', false, host, 'does not resolve in time')),
      ]);
    } catch (error) {
      if (error instanceof HttpFailure) return error;
      throw error;
    } finally {
      deadline.clear();
    }
  }

  /** Lets what runs come to its end (its deadline at the latest), then closes every socket. */
  close(): Promise<void> {
    this.#closing ??= this.#agent.close();
    return this.#closing;
  }

  async #request(base: Base, { scope, own, turns }: Caller, request: HttpRequest) {
    const path = requestPath(base, request);
    const body = requestBody(request);
    const wire: WireRequest = {
      origin: base.origin,
      host: base.host,
      method: request.method,
      path: path + requestQuery(request),
      headers: headersOf(own, request, body),
      body: body?.text ?? null,
    };
    const startedAt = performance.now();
    const log = (status: number | string) => {
      const ms = Math.round(performance.now() - startedAt);
      this.options.logger?.debug(
        { method: wire.method, origin: wire.origin, path, status, ms },
        'tracker call',
      );
    };
    const deadline = new Deadline(this.options.timeoutMs);
    try {
      // Before the slot: whoever waits for a turn holds nobody else up.
      await turns?.take(wire.host, deadline.remainingMs);
      const response = await this.#inSlot(
        { wire, scope, isRepeatable: request.isRepeatable, turns },
        deadline,
      );
      log(response.status);
      return response;
    } catch (error) {
      log(error instanceof HttpFailure ? error.kind : 'error');
      throw error;
    } finally {
      deadline.clear();
    }
  }

  async #inSlot(call: Call, deadline: Deadline): Promise<HttpResponse> {
    const { wire, scope, turns } = call;
    const patience = new Deadline(deadline.timeoutMs * SLOT_PATIENCE);
    const askedAt = performance.now();
    const release = await this.#slots.acquire(`${wire.origin} ${scope}`, patience.signal);
    patience.clear();
    if (!release) {
      throw failure(
        'busy',
        false,
        wire.host,
        'was not asked: earlier calls of this integration still wait for it',
      );
    }
    try {
      if (performance.now() - askedAt > HELD_UP_MS) await turns?.mustStillBeOpen(wire.host);
      return await this.#tryUntilItStands(call, deadline);
    } finally {
      release();
    }
  }

  async #tryUntilItStands(call: Call, deadline: Deadline): Promise<HttpResponse> {
    const { wire, isRepeatable, turns } = call;
    let wasSent = false;
    for (let number = 1; ; number += 1) {
      const outcome = await this.#tryOnce(wire, deadline).catch((error: unknown) => {
        if (error instanceof HttpFailure) return error;
        throw error;
      });
      if (!(outcome instanceof HttpFailure)) await turns?.learn(outcome);
      const { remainingMs } = deadline;
      const chance = Math.random();
      const pauseMs = pauseBeforeNextTry({ number, outcome, isRepeatable, remainingMs, chance }, new Date());
      if (pauseMs === null && outcome instanceof HttpFailure) throw wasSent ? asSent(outcome) : outcome;
      if (pauseMs === null) return outcome as HttpResponse;
      wasSent ||= !(outcome instanceof HttpFailure) || outcome.sent;
      await pause(pauseMs);
      await turns?.take(wire.host, deadline.remainingMs);
    }
  }

  async #tryOnce(wire: WireRequest, deadline: Deadline): Promise<HttpResponse> {
    const exchange = new Exchange(wire, this.#maxBodyBytes);
    const giveUp = () => {
      const words = exchange.sent ? 'did not answer in' : 'could not be reached in';
      const seconds = deadline.timeoutMs / 1_000;
      exchange.fail(failure('timeout', exchange.sent, wire.host, `${words} ${seconds} s`));
    };
    deadline.signal.addEventListener('abort', giveUp, { once: true });
    if (deadline.signal.aborted) giveUp();
    else this.#agent.dispatch(wire, exchange);
    try {
      const answer = await exchange.answer;
      // undici offers the socket again one turn later: without this, the next call would open a connection of its own.
      await nextTurn();
      return await decodeAnswer(answer, wire, this.#maxBodyBytes);
    } finally {
      deadline.signal.removeEventListener('abort', giveUp);
    }
  }
}

function headersOf(
  own: HttpClientOptions['headers'],
  request: HttpRequest,
  body: RequestBody | null,
): Record<string, string> {
  const headers: Record<string, string> = { accept: 'application/json', 'user-agent': 'delivr' };
  if (body) headers['content-type'] = body.contentType;
  for (const [name, value] of [...Object.entries(own), ...Object.entries(request.headers ?? {})]) {
    headers[name.toLowerCase()] = value;
  }
  return { ...headers, 'accept-encoding': ACCEPT_ENCODING };
}

function ends<T>(deadline: Deadline, result: () => T): Promise<T> {
  return new Promise((resolve) =>
    deadline.signal.addEventListener('abort', () => resolve(result()), { once: true }),
  );
}
