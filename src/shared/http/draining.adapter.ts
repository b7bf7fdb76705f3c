import { FastifyAdapter } from '@nestjs/platform-fastify';
import type { ApiLimits } from '../../config/index.js';
import { ConnectionDrain } from './connection-drain.js';

/** A connection on which nothing happens for so long (ms) is given up; no answer takes that long. */
const CONNECTION_TIMEOUT_MS = 120_000;
/** Headers come at once; a body may be long. */
const HEADERS_TIMEOUT_MS = 10_000;
/** How often Node looks for requests that take too long, in milliseconds; its own 30 s are added to every limit. */
const CHECKING_INTERVAL_MS = 1_000;

interface Limits extends Pick<ApiLimits, 'requestTimeoutMs'> {
  /** How long answers under way may take once it closes. */
  readonly graceMs: number;
}

/** Fastify for a server that nobody holds up: requests have a time in which to come, and a stop waits for work alone. */
export class DrainingAdapter extends FastifyAdapter {
  private readonly connections: ConnectionDrain;
  private closing: Promise<void> | null = null;

  constructor(private readonly limits: Limits) {
    const { requestTimeoutMs } = limits;
    super({
      trustProxy: false,
      forceCloseConnections: 'idle',
      requestTimeout: requestTimeoutMs,
      connectionTimeout: CONNECTION_TIMEOUT_MS,
      http: {
        requestTimeout: requestTimeoutMs,
        headersTimeout: Math.min(HEADERS_TIMEOUT_MS, requestTimeoutMs),
        connectionsCheckingInterval: CHECKING_INTERVAL_MS,
      },
    });
    this.connections = new ConnectionDrain(this.getInstance());
  }

  /** Accepts nothing more from now on. */
  override close(): Promise<void> {
    this.closing ??= this.closeGracefully();
    return this.closing;
  }

  private async closeGracefully(): Promise<void> {
    await Promise.all([super.close(), this.connections.drain(this.limits.graceMs)]);
  }
}
