import { type EntityManager, LockMode } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { ActivityLogService, SYSTEM_ACTOR } from '../../activity/index.js';
import type { Integration } from '../../integrations/index.js';
import { PLATFORM_NAMES } from '../../pm-configs/index.js';
import type { TicketDraft } from '../../providers/contract/index.js';
import { ChangeFeedService, DomainEvents } from '../../shared/events/index.js';
import { databaseNow } from '../../shared/persistence/index.js';
import { DraftSourceRegistry } from '../engine/draft-source.registry.js';
import { StoredDraft } from './stored-draft.entity.js';
import { internalReason } from '../engine/ticket-error.object.js';
import { type TicketChanged, ticketTopic } from '../engine/ticket-events.js';
import { OperationOwner } from '../engine/new-ticket-operation.js';
import { TicketOperation } from '../engine/ticket-operation.entity.js';
import { TicketEngineService } from '../engine/ticket-engine.service.js';
import { TicketState } from '../engine/ticket-state.js';
import { ACTIVE_STATES } from '../engine/ticket-state.rules.js';
import { activityEntriesOf } from '../engine/ticket-activity.rules.js';

const LOOKUP_IMPOSSIBLE = internalReason(
  'It may exist: its tracker was disconnected before that was certain. Look for it there.',
  false,
);

/** What requested tickets say for as long as they may have to be made, and a record of what became of them. */
@Injectable()
export class TicketRequestActivitySubscriber {
  constructor(
    private readonly activity: ActivityLogService,
    private readonly feed: ChangeFeedService,
    private readonly engine: TicketEngineService,
    sources: DraftSourceRegistry,
    events: DomainEvents,
  ) {
    sources.register(OperationOwner.REQUEST, (em, operations) => this.drafts(em, operations));
    events.on('ticket.changed', (em, change) => this.onTicketChanged(em, change));
    events.on('integration.unavailable', (em, { integration }) => this.cancelIfDisconnected(em, integration));
  }

  private async drafts(
    em: EntityManager,
    operations: readonly TicketOperation[],
  ): Promise<ReadonlyMap<string, TicketDraft>> {
    const storedDrafts = await em.find(StoredDraft, { operation: { $in: operations.map(({ id }) => id) } });
    const draftOf = new Map(storedDrafts.map((draft) => [draft.operation, draft]));
    return new Map(
      operations.flatMap((operation) => {
        const draft = draftOf.get(operation);
        return draft ? [[operation.id, draft.toDraft(operation)] as const] : [];
      }),
    );
  }

  private async onTicketChanged(em: EntityManager, change: TicketChanged): Promise<void> {
    const { operation } = change;
    if (operation.ownerKind !== OperationOwner.REQUEST) return;
    for (const entry of activityEntriesOf(change)) {
      this.activity.record(em, { projectId: operation.projectId, actor: SYSTEM_ACTOR, ...entry });
    }
    if (isDraftObsolete(operation)) await deleteDrafts(em, [operation]);
  }

  /** Nothing can be made or looked for there any more, and a bare request has nobody who would cancel it. */
  private async cancelIfDisconnected(em: EntityManager, { id, isDeleted }: Integration): Promise<void> {
    if (!isDeleted) return;
    const operations = await em.find(
      TicketOperation,
      { integrationId: id, ownerKind: OperationOwner.REQUEST, state: { $in: [...ACTIVE_STATES] } },
      { lockMode: LockMode.PESSIMISTIC_WRITE, orderBy: { id: 'asc' }, refresh: true },
    );
    const now = await databaseNow(em);
    this.engine.cancel(operations, now, LOOKUP_IMPOSSIBLE);
    for (const operation of operations) {
      if (operation.state === TicketState.SKIPPED) this.recordCancelled(em, operation);
    }
    await deleteDrafts(em, operations.filter(isDraftObsolete));
    await em.flush();
    for (const ownerId of new Set(operations.map((operation) => operation.ownerId))) {
      await this.feed.publish(em, ticketTopic(ownerId));
    }
  }

  private recordCancelled(em: EntityManager, { projectId, platform }: TicketOperation): void {
    this.activity.record(em, {
      projectId,
      actor: SYSTEM_ACTOR,
      action: 'ticket.given_up',
      summary: `The ticket for ${PLATFORM_NAMES[platform]} is not made: its tracker was disconnected.`,
      details: { platform },
    });
  }
}

/** Whether what it was to say is needed no more; an unwanted one is at most looked for. */
function isDraftObsolete({ state, isRequested }: TicketOperation): boolean {
  if (state === TicketState.UNCERTAIN) return !isRequested;
  return !ACTIVE_STATES.includes(state);
}

async function deleteDrafts(em: EntityManager, operations: readonly TicketOperation[]): Promise<void> {
  const ids = operations.map(({ id }) => id);
  em.remove(await em.find(StoredDraft, { operation: { $in: ids } }));
}
