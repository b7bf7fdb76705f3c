import { setImmediate as nextTurn, setTimeout as pause } from 'node:timers/promises';
import type { Agent } from 'undici';
import { AgentPool } from './agent-pool.js';
import { targetOf } from './address-guard.rules.js';
import { Deadline } from './deadline.js';
import { ACCEPT_ENCODING, decodeResponse } from './decode-response.js';
import { Exchange, type WireRequest } from './exchange.js';
import { CallPermits } from './call-permits.js';
import { resolveAllowedAddresses, type GuardOptions } from './guarded-connector.js';
import { asMaybeSent, failure } from './http-failures.js';
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
import { type BaseUrl, parseBaseUrl, requestPath, requestQuery } from './request-url.js';
import { retryDelayMs } from './retry.rules.js';
import { SlotQueue } from './slot-queue.js';
import type { TlsCredentials } from './tls-credentials.js';
import type { UndiciProviderHttpOptions } from './undici-provider-http.options.js';

/**
 * The share of a call's time that waiting for a slot may take: a creation sent in its last milliseconds could only end
 * as uncertain, while one that was never sent is simply done later.
 */
const SLOT_WAIT_SHARE = 0.8;
/** Whoever waited longer for a slot may have been overtaken by a pause. */
const PAUSE_RECHECK_AFTER_MS = 5;
const DEFAULT_MAX_BODY_BYTES = 5 * 1024 * 1024;
const DEFAULT_CONCURRENT = 4;

/** Whose calls they are. */
interface ClientContext {
  readonly scope: string;
  readonly clientHeaders: HttpClientOptions['headers'];
  readonly permits: CallPermits | null;
  readonly tls: TlsCredentials | undefined;
}

interface Call extends ClientContext {
  readonly wire: WireRequest;
  readonly isRepeatable: boolean;
}

/** The one way out to trackers: what an adapter asks goes through here, and nothing else opens a socket to them. */
export class UndiciProviderHttp implements ProviderHttp {
  readonly #agents: AgentPool;
  readonly #slots: SlotQueue;
  readonly #guard: GuardOptions;
  readonly #maxBodyBytes: number;
  #closing: Promise<void> | null = null;

  constructor(private readonly options: UndiciProviderHttpOptions) {
    const { allowedHosts, connectTimeoutMs, resolve } = options;
    this.#guard = { allowedHosts, connectTimeoutMs, ...(resolve && { resolve }) };
    this.#maxBodyBytes = options.maxBodyBytes ?? DEFAULT_MAX_BODY_BYTES;
    this.#slots = new SlotQueue(options.maxConcurrentPerScope ?? DEFAULT_CONCURRENT);
    this.#agents = new AgentPool({
      ...this.#guard,
      headersTimeoutMs: options.headersTimeoutMs ?? options.timeoutMs,
      bodyTimeoutMs: options.bodyTimeoutMs ?? options.timeoutMs,
    });
  }

  client(options: HttpClientOptions): ProviderHttpClient {
    const { baseUrl, scope, headers } = options;
    const base = parseBaseUrl(baseUrl);
    const redaction = new Redaction(headers);
    const { budget, logger } = this.options;
    const permits = budget ? new CallPermits(budget, base.origin, options, logger) : null;
    const context = { scope, clientHeaders: headers, permits, tls: options.tls };
    return {
      request: async (request) => {
        const response = await this.#request(base, context, request);
        const { headers: answered, body } = response;
        return { ...response, headers: redaction.redactHeaders(answered), body: redaction.redact(body) };
      },
    };
  }

  /**
   * Resolves an address that somebody typed, without connecting: the failure that a call would meet (`blocked-address`,
   * `dns`), or null. Each later connection is checked again.
   */
  async addressFailure(baseUrl: string): Promise<HttpFailure | null> {
    const { host } = parseBaseUrl(baseUrl);
    const deadline = new Deadline(this.options.connectTimeoutMs);
    const checked = resolveAllowedAddresses(targetOf(new URL(baseUrl)), host, this.#guard).then(() => null);
    try {
      return await Promise.race([
        checked,
        resolveAtDeadline(deadline, () => failure('dns', false, host, 'does not resolve in time')),
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
    this.#closing ??= this.#agents.close();
    return this.#closing;
  }

  async #request(base: BaseUrl, context: ClientContext, request: HttpRequest) {
    const { clientHeaders, permits } = context;
    const path = requestPath(base, request);
    const body = requestBody(request);
    const wire: WireRequest = {
      origin: base.origin,
      host: base.host,
      method: request.method,
      path: path + requestQuery(request),
      headers: headersOf(clientHeaders, request, body),
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
      await permits?.acquire(wire.host, deadline.remainingMs);
      const response = await this.#requestInSlot(
        { ...context, wire, isRepeatable: request.isRepeatable },
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

  async #requestInSlot(call: Call, deadline: Deadline): Promise<HttpResponse> {
    const { wire, scope, permits } = call;
    const slotDeadline = new Deadline(deadline.timeoutMs * SLOT_WAIT_SHARE);
    const queuedAt = performance.now();
    const release = await this.#slots.acquire(`${wire.origin} ${scope}`, slotDeadline.signal);
    slotDeadline.clear();
    if (!release) {
      throw failure(
        'busy',
        false,
        wire.host,
        'was not asked: earlier calls of this integration still wait for it',
      );
    }
    try {
      if (performance.now() - queuedAt > PAUSE_RECHECK_AFTER_MS) await permits?.assertNotPaused(wire.host);
      return await this.#requestWithRetries(call, deadline);
    } finally {
      release();
    }
  }

  async #requestWithRetries(call: Call, deadline: Deadline): Promise<HttpResponse> {
    const { wire, isRepeatable, permits, tls } = call;
    let wasSent = false;
    for (let number = 1; ; number += 1) {
      const outcome = await this.#attempt(wire, this.#agents.agentFor(tls), deadline).catch(
        (error: unknown) => {
          if (error instanceof HttpFailure) return error;
          throw error;
        },
      );
      if (!(outcome instanceof HttpFailure)) await permits?.recordResponse(outcome);
      const { remainingMs } = deadline;
      const jitter = Math.random();
      const pauseMs = retryDelayMs({ number, outcome, isRepeatable, remainingMs, jitter }, new Date());
      if (pauseMs === null && outcome instanceof HttpFailure) throw wasSent ? asMaybeSent(outcome) : outcome;
      if (pauseMs === null) return outcome as HttpResponse;
      wasSent ||= !(outcome instanceof HttpFailure) || outcome.sent;
      await pause(pauseMs);
      await permits?.acquire(wire.host, deadline.remainingMs);
    }
  }

  async #attempt(wire: WireRequest, agent: Agent, deadline: Deadline): Promise<HttpResponse> {
    const exchange = new Exchange(wire, this.#maxBodyBytes);
    const giveUp = () => {
      const words = exchange.sent ? 'did not answer in' : 'could not be reached in';
      const seconds = deadline.timeoutMs / 1_000;
      exchange.fail(failure('timeout', exchange.sent, wire.host, `${words} ${seconds} s`));
    };
    deadline.signal.addEventListener('abort', giveUp, { once: true });
    if (deadline.signal.aborted) giveUp();
    else agent.dispatch(wire, exchange);
    try {
      const response = await exchange.response;
      // undici offers the socket again one turn later: without this, the next call would open a connection of its own.
      await nextTurn();
      return await decodeResponse(response, wire, this.#maxBodyBytes);
    } finally {
      deadline.signal.removeEventListener('abort', giveUp);
    }
  }
}

function headersOf(
  clientHeaders: HttpClientOptions['headers'],
  request: HttpRequest,
  body: RequestBody | null,
): Record<string, string> {
  const headers: Record<string, string> = { accept: 'application/json', 'user-agent': 'delivr' };
  if (body) headers['content-type'] = body.contentType;
  for (const [name, value] of [...Object.entries(clientHeaders), ...Object.entries(request.headers ?? {})]) {
    headers[name.toLowerCase()] = value;
  }
  return { ...headers, 'accept-encoding': ACCEPT_ENCODING };
}

function resolveAtDeadline<T>(deadline: Deadline, result: () => T): Promise<T> {
  return new Promise((resolve) =>
    deadline.signal.addEventListener('abort', () => resolve(result()), { once: true }),
  );
}
