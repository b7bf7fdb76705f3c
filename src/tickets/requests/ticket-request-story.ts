import { type EntityManager, LockMode } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { ActivityLog, SYSTEM_ACTOR } from '../../activity/index.js';
import type { Integration } from '../../integrations/index.js';
import { PLATFORM_NAMES } from '../../pm-configs/index.js';
import type { TicketDraft } from '../../providers/contract/index.js';
import { ChangeFeed, DomainEvents } from '../../shared/events/index.js';
import { databaseNow } from '../../shared/persistence/index.js';
import { DraftSources } from '../draft-sources.js';
import { KeptDraft } from './kept-draft.entity.js';
import { ownReason } from '../ticket-error.js';
import { type TicketChanged, ticketTopic } from '../ticket-events.js';
import { OperationOwner } from '../new-ticket-operation.js';
import { TicketOperation } from '../ticket-operation.entity.js';
import { TicketState } from '../ticket-state.js';
import { storyOf } from '../ticket-story.rules.js';

const UNDER_WAY: readonly TicketState[] = [TicketState.PENDING, TicketState.CREATING, TicketState.UNCERTAIN];
const NOBODY_CAN_LOOK = ownReason(
  'It may exist: its tracker was disconnected before that was certain. Look for it there.',
  false,
);

/** What requested tickets say for as long as they may have to be made, and a record of what became of them. */
@Injectable()
export class TicketRequestStory {
  constructor(
    private readonly activity: ActivityLog,
    private readonly feed: ChangeFeed,
    sources: DraftSources,
    events: DomainEvents,
  ) {
    sources.register(OperationOwner.REQUEST, (em, operations) => this.drafts(em, operations));
    events.on('ticket.changed', (em, change) => this.changed(em, change));
    events.on('integration.held', (em, { integration }) => this.giveUpIfGone(em, integration));
  }

  private async drafts(
    em: EntityManager,
    operations: readonly TicketOperation[],
  ): Promise<ReadonlyMap<string, TicketDraft>> {
    const kept = await em.find(KeptDraft, { operation: { $in: operations.map(({ id }) => id) } });
    const draftOf = new Map(kept.map((draft) => [draft.operation, draft]));
    return new Map(
      operations.flatMap((operation) => {
        const draft = draftOf.get(operation);
        return draft ? [[operation.id, draft.toDraft(operation)] as const] : [];
      }),
    );
  }

  private async changed(em: EntityManager, change: TicketChanged): Promise<void> {
    const { operation } = change;
    if (operation.ownerKind !== OperationOwner.REQUEST) return;
    for (const chapter of storyOf(change)) {
      this.activity.record(em, { projectId: operation.projectId, actor: SYSTEM_ACTOR, ...chapter });
    }
    if (isSettled(operation)) await erase(em, [operation]);
  }

  /** Nothing can be made or looked for there any more, and a bare request has nobody who would cancel it. */
  private async giveUpIfGone(em: EntityManager, { id, isDeleted }: Integration): Promise<void> {
    if (!isDeleted) return;
    const operations = await em.find(
      TicketOperation,
      { integrationId: id, ownerKind: OperationOwner.REQUEST, state: { $in: [...UNDER_WAY] } },
      { lockMode: LockMode.PESSIMISTIC_WRITE, orderBy: { id: 'asc' }, refresh: true },
    );
    const now = await databaseNow(em);
    for (const operation of operations) {
      operation.unwanted(now);
      if (operation.state === TicketState.UNCERTAIN) operation.park(NOBODY_CAN_LOOK, now);
      if (operation.state === TicketState.SKIPPED) this.recordGivenUp(em, operation);
    }
    await erase(em, operations.filter(isSettled));
    await em.flush();
    for (const ownerId of new Set(operations.map((operation) => operation.ownerId))) {
      await this.feed.publish(em, ticketTopic(ownerId));
    }
  }

  private recordGivenUp(em: EntityManager, { projectId, platform }: TicketOperation): void {
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
function isSettled({ state, isWanted }: TicketOperation): boolean {
  if (state === TicketState.UNCERTAIN) return !isWanted;
  return !UNDER_WAY.includes(state);
}

async function erase(em: EntityManager, operations: readonly TicketOperation[]): Promise<void> {
  const ids = operations.map(({ id }) => id);
  em.remove(await em.find(KeptDraft, { operation: { $in: ids } }));
}
