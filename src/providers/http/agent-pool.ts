import { createHash } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import { Agent } from 'undici';
import { type GuardOptions, guardedConnector } from './guarded-connector.js';
import type { TlsCredentials } from './tls-credentials.js';

/** Below the 5 s after which many servers close: a socket closed while we write leaves a call uncertain. */
const KEEP_ALIVE_MS = 4_000;
/** The most that a server's own keep-alive hint may stretch it to. */
const KEEP_ALIVE_MAX_MS = 30_000;
/** Connections with TLS credentials of their own that stay open; others are opened anew. */
const MAX_OWN_AGENTS = 100;

export type AgentPoolOptions = Omit<GuardOptions, 'tls'> & {
  readonly headersTimeoutMs: number;
  readonly bodyTimeoutMs: number;
};

/** The sockets: one agent for all, and one for each set of TLS credentials, which no other connection may use. */
export class AgentPool {
  readonly #usual: Agent;
  readonly #own = new LRUCache<string, Agent>({
    max: MAX_OWN_AGENTS,
    // Lets what runs come to its end.
    dispose: (agent) => void agent.close(),
  });

  constructor(private readonly options: AgentPoolOptions) {
    this.#usual = this.#newAgent();
  }

  agentFor(tls?: TlsCredentials): Agent {
    if (!tls) return this.#usual;
    const key = createHash('sha256')
      .update(JSON.stringify([tls.ca, tls.cert, tls.key]))
      .digest('base64');
    const known = this.#own.get(key);
    if (known) return known;
    const agent = this.#newAgent(tls);
    this.#own.set(key, agent);
    return agent;
  }

  /** Lets what runs come to its end (its deadline at the latest), then closes every socket. */
  async close(): Promise<void> {
    await Promise.all([this.#usual, ...this.#own.values()].map((agent) => agent.close()));
  }

  #newAgent(tls?: TlsCredentials): Agent {
    const { headersTimeoutMs, bodyTimeoutMs, ...guard } = this.options;
    return new Agent({
      connect: guardedConnector({ ...guard, ...(tls && { tls }) }),
      allowH2: false,
      pipelining: 1,
      keepAliveTimeout: KEEP_ALIVE_MS,
      keepAliveMaxTimeout: KEEP_ALIVE_MAX_MS,
      headersTimeout: headersTimeoutMs,
      bodyTimeout: bodyTimeoutMs,
    });
  }
}
