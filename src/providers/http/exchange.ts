import type { Dispatcher } from 'undici';
import { exchangeFailure, failure } from './http-failures.js';
import type { HttpFailure } from './provider-http.js';

/** One request, ready for the wire. */
export interface WireRequest {
  readonly origin: string;
  /** For messages. */
  readonly host: string;
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | null;
}

/** One answer as it came, its body still encoded. */
export interface WireResponse {
  readonly status: number;
  /** Lower-case names; repeated ones joined. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

/**
 * One try of one request. `sent` becomes true right before the first byte is written (undici calls onRequestStart
 * with the socket at hand), never earlier: what failed before certainly did not arrive.
 */
export class Exchange implements Dispatcher.DispatchHandler {
  readonly response: Promise<WireResponse>;
  #resolve!: (response: WireResponse) => void;
  #reject!: (failure: HttpFailure) => void;
  #controller: Dispatcher.DispatchController | null = null;
  #isDone = false;
  #status = 0;
  #headers: Record<string, string> = {};
  readonly #chunks: Buffer[] = [];
  #size = 0;

  constructor(
    private readonly request: WireRequest,
    private readonly maxBodyBytes: number,
  ) {
    this.response = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
  }

  get sent(): boolean {
    return this.#controller !== null;
  }

  /** Gives up: nothing more is written or read, and the socket is closed. */
  fail(reason: HttpFailure): void {
    if (this.#isDone) return;
    this.#isDone = true;
    this.#reject(reason);
    this.#controller?.abort(reason);
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    // Given up while it waited for its connection: it must not be written any more.
    if (this.#isDone) controller.abort(new Error('given up'));
    else this.#controller = controller;
  }

  onResponseStart(
    _controller: Dispatcher.DispatchController,
    status: number,
    headers: Record<string, string | string[] | undefined>,
  ): void {
    if (status < 200) return;
    this.#status = status;
    for (const [name, value] of Object.entries(headers)) {
      if (value !== undefined)
        this.#headers[name.toLowerCase()] = Array.isArray(value) ? value.join(', ') : value;
    }
  }

  onResponseData(_controller: Dispatcher.DispatchController, chunk: Buffer): void {
    this.#size += chunk.length;
    if (this.#size > this.maxBodyBytes) return this.fail(tooLarge(this.request.host, this.maxBodyBytes));
    this.#chunks.push(chunk);
  }

  onResponseEnd(): void {
    if (this.#isDone) return;
    this.#isDone = true;
    this.#resolve({ status: this.#status, headers: this.#headers, body: Buffer.concat(this.#chunks) });
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error): void {
    this.fail(exchangeFailure(error, this.request.host, this.sent));
  }
}

export function tooLarge(host: string, maxBodyBytes: number): HttpFailure {
  return failure('too-large', true, host, `sent an answer of more than ${maxBodyBytes} bytes`);
}
