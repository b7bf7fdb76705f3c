import { randomUUID } from 'node:crypto';
import { DEFAULT_TIMINGS } from '../../../src/config/index.js';
import type {
  ConnectionValues,
  OperationId,
  PmConnection,
  PmProvider,
  TicketDraft,
  TicketLookup,
} from '../../../src/providers/contract/index.js';
import { parseAllowedHosts, UndiciProviderHttp } from '../../../src/providers/http/index.js';
import type { AdapterFactory } from '../../../src/providers/providers.module.js';

/** Long enough for this machine, short enough to wait for where a call hangs. */
export const TIMEOUT_MS = 2_000;

export interface AdapterHarnessOptions<L> {
  readonly lab: L;
  readonly adapter: AdapterFactory;
  /** Where tickets are made. */
  readonly projectKey: string;
  /** What the connection needs beside the address and the lab's credentials. */
  readonly values?: ConnectionValues;
  /** What one call may take. Default: TIMEOUT_MS. */
  readonly timeoutMs?: number;
}

/** What every emulated tracker has. */
export interface HarnessLab {
  readonly baseUrl: string;
  readonly credentials: object;
  clockOffsetMs: number;
  stop(): Promise<void>;
}

/** An adapter over the real HTTP client, against a lab of its own, with a clock that can be set. */
export class AdapterHarness<L extends HarnessLab> {
  /** How far our clock is ahead of this machine's. */
  clockSkewMs = 0;
  /** What operations measure themselves on. It stands still, so that no busy machine uses up their time; tests set it. */
  elapsedMs = 0;
  readonly lab: L;
  readonly projectKey: string;
  readonly provider: PmProvider;
  private readonly http: UndiciProviderHttp;

  constructor(private readonly options: AdapterHarnessOptions<L>) {
    const { lab, adapter, projectKey, timeoutMs = TIMEOUT_MS } = options;
    this.lab = lab;
    this.projectKey = projectKey;
    this.http = new UndiciProviderHttp({
      ...{ timeoutMs, connectTimeoutMs: timeoutMs },
      allowedHosts: parseAllowedHosts('127.0.0.0/8'),
    });
    const clocks = { clock: () => this.now(), monotonicMs: () => this.elapsedMs };
    const timings = DEFAULT_TIMINGS;
    this.provider = adapter({ http: this.http, ...clocks, timeoutMs, timings });
  }

  /** What the lab accepts. */
  get values(): ConnectionValues {
    return { baseUrl: this.lab.baseUrl, ...this.lab.credentials, ...this.options.values };
  }

  /** Other values over the good ones. */
  connect(values: ConnectionValues = {}): PmConnection {
    return this.provider.connect({ values: { ...this.values, ...values }, scope: 'test' });
  }

  now(): Date {
    return new Date(Date.now() + this.clockSkewMs);
  }

  /** The tracker's clock and ours, together. */
  advance(ms: number): void {
    this.clockSkewMs += ms;
    this.lab.clockOffsetMs += ms;
  }

  draft(parts: Partial<TicketDraft> = {}): TicketDraft {
    return aDraft(this.projectKey, parts);
  }

  /** The look-up of a creation that was sent just now. */
  lookup(sent: OperationId | TicketDraft, parts: Partial<TicketLookup> = {}): TicketLookup {
    const firstSentAt = this.now();
    const sendDeadline = new Date(firstSentAt.getTime() + TIMEOUT_MS);
    const { projectKey } = this;
    const known =
      typeof sent === 'string'
        ? { operationId: sent, generation: 0, projectKey }
        : {
            operationId: sent.operationId,
            generation: sent.generation,
            projectKey: sent.projectKey,
            draft: sent,
          };
    return { ...known, misses: 0, generationSentAt: firstSentAt, firstSentAt, sendDeadline, ...parts };
  }

  async stop(): Promise<void> {
    await this.lab.stop();
    await this.http.close();
  }
}

/** A draft that says no more than it must. */
export function aDraft(projectKey: string, parts: Partial<TicketDraft> = {}): TicketDraft {
  return {
    operationId: randomUUID(),
    generation: 0,
    projectKey,
    issueType: null,
    title: 'Shop 1.2.0 (web)',
    description: '# Notes\n\n- one\n- two',
    labels: [],
    priority: null,
    assignee: null,
    parentKey: null,
    dueDate: null,
    customFields: null,
    ...parts,
  };
}
