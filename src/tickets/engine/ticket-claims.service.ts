import { EntityManager } from '@mikro-orm/postgresql';
import { Inject, Injectable } from '@nestjs/common';
import { TIMEOUTS_PER_CREATION, SETTINGS, type Settings, type Timings } from '../../config/index.js';
import { Clock } from '../../shared/clock/index.js';
import { databaseNow, findById, inProject } from '../../shared/persistence/index.js';
import { Integration } from '../../integrations/index.js';
import type { TicketDraft } from '../../providers/contract/index.js';
import { byTargetPlatform } from '../../pm-configs/index.js';
import { DraftSourceRegistry } from './draft-source.registry.js';
import { idsToLookUpFirst, lockUsableIntegration, markSent } from './ticket-claims.queries.js';
import type { TicketBatchKey } from './ticket-jobs.js';
import { TICKET_OPERATIONS_QUEUE } from './ticket-operations.queue.js';
import { TicketOperation } from './ticket-operation.entity.js';
import { TicketState } from './ticket-state.js';

/** What one job took: rows under its lease, and what is to be done with each. */
export interface Claim {
  readonly key: TicketBatchKey;
  readonly leaseOwner: string;
  readonly integration: Integration;
  /** May exist: to be looked for. */
  readonly toLookUp: readonly TicketOperation[];
  /** Never sent, or certain a while ago: to be looked for once more before they are made. */
  readonly toConfirm: readonly TicketOperation[];
  /** Certainly not there: to be made. */
  readonly toCreate: readonly TicketOperation[];
  /** By row id; a row without one cannot be made any more. */
  readonly drafts: ReadonlyMap<string, TicketDraft>;
  /** How far this process's clock is ahead of the database's. */
  readonly clockSkewMs: number;
}

/** Takes rows for one job and lets go of them: the only place where leases begin. */
@Injectable()
export class TicketClaimsService {
  private readonly timings: Timings;
  private readonly callMs: number;
  private readonly leaseMs: number;
  private readonly graceMs: number;

  constructor(
    @Inject(SETTINGS) settings: Settings,
    private readonly em: EntityManager,
    private readonly sources: DraftSourceRegistry,
    private readonly clock: Clock,
  ) {
    this.timings = settings.timings;
    this.callMs = settings.providerTimeoutMs * TIMEOUTS_PER_CREATION;
    this.graceMs = settings.timings.leaseGraceMs;
    this.leaseMs = this.callMs + this.graceMs;
  }

  /** Null: nothing is due, the integration may not be used, or enough of it is being worked on already. */
  claim(key: TicketBatchKey): Promise<Claim | null> {
    // Whatever fails on the way, nothing was taken.
    return inProject(this.em, key.projectId, (em) => em.transactional((tx) => this.take(tx, key)));
  }

  private async take(em: EntityManager, key: TicketBatchKey): Promise<Claim | null> {
    if (!(await lockUsableIntegration(em, key))) return null;
    const lease = await TICKET_OPERATIONS_QUEUE.claim(em, key, this.leaseMs);
    if (!lease) return null;
    const ids = [...lease.ids];
    const integration = await findById(em, Integration, key.integrationId);
    const operations = (await em.find(TicketOperation, { id: { $in: ids } })).sort(byTargetPlatform);
    const stale = await idsToLookUpFirst(em, ids, this.timings);
    const creating = operations.filter(({ state }) => state === TicketState.CREATING);
    return {
      key,
      leaseOwner: lease.owner,
      integration: integration!,
      toLookUp: operations.filter(({ state }) => state === TicketState.UNCERTAIN),
      toConfirm: creating.filter(({ id }) => stale.has(id)),
      toCreate: creating.filter(({ id }) => !stale.has(id)),
      drafts: await this.sources.drafts(em, operations),
      clockSkewMs: this.clock.now().getTime() - (await databaseNow(em)).getTime(),
    };
  }

  /** Right before sending: which of them are still ours to send, and wanted. Nothing may be waited for after it. */
  async markSent(
    { key, leaseOwner }: Claim,
    operations: readonly TicketOperation[],
  ): Promise<readonly TicketOperation[]> {
    if (operations.length === 0) return [];
    const ids = operations.map(({ id }) => id);
    const startedAt = performance.now();
    const sendable = await inProject(this.em, key.projectId, (em) =>
      markSent(em, ids, leaseOwner, this.callMs, this.leaseMs),
    );
    // The lease covers a call that begins now, not one of a process that was held up for long.
    if (performance.now() - startedAt > this.graceMs) return [];
    return operations.filter(({ id }) => sendable.includes(id));
  }
}
