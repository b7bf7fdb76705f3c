import type { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import type { Integration } from '../../integrations/index.js';
import { ChangeFeedService, DomainEventsService } from '../../shared/events/index.js';
import { type DraftContent, DraftSourceRegistry, type TicketPlace } from '../engine/draft-source.registry.js';
import { OperationOwner } from '../engine/new-ticket-operation.js';
import { TicketEngineService } from '../engine/ticket-engine.service.js';
import { type TicketChanged, ticketTopic } from '../engine/ticket-events.js';
import { TicketState } from '../engine/ticket-state.js';
import { ACTIVE_STATES } from '../engine/ticket-state.rules.js';
import { StoredDraft } from './stored-draft.entity.js';

/** Gives the engine the content of requested tickets, and deletes it once it cannot be needed any more. */
@Injectable()
export class TicketRequestsSubscriber {
  constructor(
    private readonly feed: ChangeFeedService,
    private readonly engine: TicketEngineService,
    sources: DraftSourceRegistry,
    events: DomainEventsService,
  ) {
    sources.register(OperationOwner.REQUEST, { contents: contentsOf, places: placesOf });
    events.on('ticket.changed', (em, change) => this.onTicketChanged(em, change));
    events.on('integration.unavailable', (em, { integration }) => this.cancelIfDisconnected(em, integration));
  }

  private async onTicketChanged(em: EntityManager, change: TicketChanged): Promise<void> {
    if (change.ownerKind !== OperationOwner.REQUEST || !isContentObsolete(change)) return;
    await deleteContents(em, [change.ticketOperationId]);
  }

  /** Nothing can be made or looked up there any more, and no person can cancel a request. */
  private async cancelIfDisconnected(em: EntityManager, { id, isDeleted }: Integration): Promise<void> {
    if (!isDeleted) return;
    const operations = await this.engine.cancelDisconnected(em, id, OperationOwner.REQUEST);
    const obsolete = operations.filter(isContentObsolete);
    await deleteContents(
      em,
      obsolete.map((operation) => operation.id),
    );
    await em.flush();
    for (const ownerId of new Set(operations.map((operation) => operation.ownerId))) {
      await this.feed.publish(em, ticketTopic(ownerId));
    }
  }
}

/** A cancelled ticket is looked up at most, which takes no content. */
function isContentObsolete({ state, isRequested }: Pick<TicketChanged, 'state' | 'isRequested'>): boolean {
  if (state === TicketState.UNCERTAIN) return !isRequested;
  return !ACTIVE_STATES.includes(state);
}

async function contentsOf(
  em: EntityManager,
  ticketOperationIds: readonly string[],
): Promise<ReadonlyMap<string, DraftContent>> {
  const drafts = await draftsOf(em, ticketOperationIds);
  return new Map(drafts.map(({ operation, content }) => [operation.id, content]));
}

async function placesOf(
  em: EntityManager,
  ticketOperationIds: readonly string[],
): Promise<ReadonlyMap<string, TicketPlace>> {
  const contents = await contentsOf(em, ticketOperationIds);
  return new Map(
    [...contents].map(([id, { projectKey }]) => [id, { projectKey, hasUnresolvedStatus: false }]),
  );
}

async function deleteContents(em: EntityManager, ticketOperationIds: readonly string[]): Promise<void> {
  em.remove(await draftsOf(em, ticketOperationIds));
}

function draftsOf(em: EntityManager, ticketOperationIds: readonly string[]): Promise<StoredDraft[]> {
  return em.find(StoredDraft, { operation: { $in: [...ticketOperationIds] } });
}
