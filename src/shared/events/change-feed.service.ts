import type { EntityManager } from '@mikro-orm/postgresql';
import { Inject, Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';
import { SETTINGS, type Settings } from '../../config/index.js';
import { AppLogger } from '../logging/index.js';
import { DATABASE, type Database } from '../persistence/database.js';

const CHANNEL = 'delivr_changes';
const RECONNECT_MS = 500;
/** What a server that is there needs to end a connection. */
const CLOSE_TIMEOUT_MS = 1_000;
/** Shown in pg_stat_activity, so that a person can tell what this connection is for. */
const APPLICATION_NAME = 'delivr changes';

type WakeCallback = () => void;

/**
 * Says, in every process, that something changed: a topic such as `release:<id>`, never content (a NOTIFY holds 8,000
 * bytes). One LISTEN connection per process; whoever waits also looks again by itself, so a lost event costs half a
 * second and nothing else.
 */
@Injectable()
export class ChangeFeedService implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly subscribers = new Map<string, Set<WakeCallback>>();
  private client: Client | null = null;
  private isClosing = false;
  private isDestroyed = false;
  private ping: NodeJS.Timeout | null = null;

  constructor(
    @Inject(SETTINGS) private readonly settings: Settings,
    @Inject(DATABASE) private readonly database: Database,
    private readonly logger: AppLogger,
  ) {}

  /** Does not fail: everything works without events, only later. */
  async onApplicationBootstrap(): Promise<void> {
    await this.listen().catch((error: unknown) => {
      this.logger.warn('Cannot listen for changes yet; trying again.', { error });
      void this.listenAgain();
    });
    this.ping = setInterval(() => void this.checkConnection(), this.settings.timings.listenPingMs).unref();
  }

  /** Sent when the transaction of `em` commits; nothing is sent when it does not. */
  async publish(em: EntityManager, topic: string): Promise<void> {
    await em.execute('select pg_notify(?, ?)', [CHANNEL, topic]);
  }

  /** Changes of a topic from now on. Call it before the commit that starts the work, and close what it returns. */
  subscribe(topic: string): Subscription {
    const topics = this.subscribers.get(topic) ?? new Set<WakeCallback>();
    this.subscribers.set(topic, topics);
    const subscription = new Subscription(this.settings.timings.waiterRecheckMs, (wake) => {
      topics.add(wake);
      return () => {
        topics.delete(wake);
        if (topics.size === 0) this.subscribers.delete(topic);
      };
    });
    return subscription;
  }

  /** The process is stopping: whoever waits answers with what is there. */
  endWaits(): void {
    this.isClosing = true;
    this.wakeAll();
  }

  get isShuttingDown(): boolean {
    return this.isClosing;
  }

  async onModuleDestroy(): Promise<void> {
    this.endWaits();
    this.isDestroyed = true;
    if (this.ping) clearInterval(this.ping);
    const client = this.client;
    if (!client) return;
    await Promise.race([
      client.end().catch(() => undefined),
      sleep(CLOSE_TIMEOUT_MS, undefined, { ref: false }),
    ]);
    destroySocket(client);
  }

  private async listen(): Promise<void> {
    const client = new Client({
      connectionString: this.database.directUrl,
      application_name: APPLICATION_NAME,
      keepAlive: true,
      // A server that takes connections and says nothing would otherwise keep us waiting for good.
      connectionTimeoutMillis: this.settings.timings.listenPingMs,
      query_timeout: this.settings.timings.listenPingMs,
    });
    client.on('error', () => undefined);
    client.on('notification', ({ payload }) => this.wake(payload ?? ''));
    client.on('end', () => void this.reconnect(client));
    try {
      await client.connect();
      await client.query(`listen ${CHANNEL}`);
    } catch (error) {
      destroySocket(client);
      throw error;
    }
    if (this.isDestroyed) return destroySocket(client);
    this.client = client;
    this.wakeAll();
  }

  private async reconnect(lost: Client): Promise<void> {
    if (this.client !== lost) return;
    this.client = null;
    await this.listenAgain();
  }

  private async listenAgain(): Promise<void> {
    while (!this.isDestroyed && !this.client) {
      await sleep(RECONNECT_MS, undefined, { ref: false });
      await this.listen().catch((error: unknown) =>
        this.logger.debug('Cannot listen for changes yet.', { error }),
      );
    }
  }

  /** A connection that died silently looks alive until something is asked over it. */
  private async checkConnection(): Promise<void> {
    const client = this.client;
    if (!client) return;
    await client.query('select 1').catch(() => destroySocket(client));
  }

  private wake(topic: string): void {
    for (const wake of this.subscribers.get(topic) ?? []) wake();
  }

  private wakeAll(): void {
    for (const topic of this.subscribers.keys()) this.wake(topic);
  }
}

/** Says goodbye to nobody: the other side may not be there any more. */
function destroySocket(client: Client): void {
  (client as unknown as { connection: { stream: { destroy(): void } } }).connection.stream.destroy();
}

/** One waiter's place. Changes that come between `subscribe` and `waitFor` are not missed. */
export class Subscription {
  private hasChanged = false;
  private wakeUp: WakeCallback = () => undefined;
  private readonly unsubscribe: () => void;

  constructor(
    private readonly recheckMs: number,
    subscribe: (wake: WakeCallback) => () => void,
  ) {
    this.unsubscribe = subscribe(() => {
      this.hasChanged = true;
      this.wakeUp();
    });
  }

  /**
   * Asks `query` at once, whenever the topic changes, and at least every `waiterRecheckMs`, until it gives something; then
   * closes. Holds no database connection while it waits. @returns the first non-null answer; null when the time is over.
   */
  async waitFor<T>(
    query: () => Promise<T | null>,
    timeoutMs: number,
    isShuttingDown: () => boolean,
  ): Promise<T | null> {
    const deadline = Date.now() + timeoutMs;
    try {
      for (;;) {
        this.hasChanged = false;
        const result = await query();
        const left = deadline - Date.now();
        if (result !== null || left <= 0 || isShuttingDown()) return result;
        await this.changeOrTimeout(Math.min(left, this.recheckMs));
      }
    } finally {
      this.close();
    }
  }

  close(): void {
    this.unsubscribe();
  }

  private changeOrTimeout(ms: number): Promise<void> {
    if (this.hasChanged) return Promise.resolve();
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, ms);
      this.wakeUp = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}
