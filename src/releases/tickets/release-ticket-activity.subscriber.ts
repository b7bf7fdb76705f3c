import type { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { ActivityLogService, SYSTEM_ACTOR } from '../../activity/index.js';
import type { TicketDraft } from '../../providers/contract/index.js';
import { DomainEvents } from '../../shared/events/index.js';
import {
  DraftSourceRegistry,
  OperationOwner,
  activityEntriesOf,
  crossLinkRefusedEntryOf,
  type TicketChanged,
  type TicketActivityEntry,
  type TicketOperation,
  type TicketsRead,
} from '../../tickets/index.js';
import { Release } from '../release.entity.js';
import { ReleaseTicket } from './release-ticket.entity.js';

/** What the tickets module needs of releases: what goes into a ticket, and a record of what became of it. */
@Injectable()
export class ReleaseTicketActivitySubscriber {
  constructor(
    private readonly activity: ActivityLogService,
    sources: DraftSourceRegistry,
    events: DomainEvents,
  ) {
    sources.register(OperationOwner.RELEASE, (em, operations) => this.drafts(em, operations));
    events.on('ticket.changed', (em, change) => this.onTicketChanged(em, change));
    events.on('tickets.read', (em, read) => this.storeReadings(em, read));
    events.on('ticket.cross-link-refused', (em, refused) =>
      this.record(em, refused.operation, crossLinkRefusedEntryOf(refused)),
    );
  }

  private async drafts(
    em: EntityManager,
    operations: readonly TicketOperation[],
  ): Promise<ReadonlyMap<string, TicketDraft>> {
    const operationIds = operations.map(({ id }) => id);
    const tickets = await em.find(
      ReleaseTicket,
      { operation: { $in: operationIds } },
      { populate: ['operation'] },
    );
    const releaseIds = [...new Set(tickets.map(({ releaseId }) => releaseId))];
    const releases = await em.find(Release, { id: { $in: releaseIds } });
    const dateOf = new Map(releases.map(({ id, plannedDate }) => [id, plannedDate]));
    return new Map(
      tickets.map((ticket) => [ticket.operation.id, toDraft(ticket, dateOf.get(ticket.releaseId) ?? null)]),
    );
  }

  private async onTicketChanged(em: EntityManager, change: TicketChanged): Promise<void> {
    const { id: operation, ownerKind } = change.operation;
    if (ownerKind !== OperationOwner.RELEASE) return;
    if (change.isReplaced) (await em.findOne(ReleaseTicket, { operation }))?.clearStatus();
    for (const entry of activityEntriesOf(change)) this.record(em, change.operation, entry);
  }

  private async storeReadings(em: EntityManager, { readings, readAt }: TicketsRead): Promise<void> {
    const ofReleases = readings.filter(({ ownerKind }) => ownerKind === OperationOwner.RELEASE);
    const resultOf = new Map(ofReleases.map(({ ticketOperationId, result }) => [ticketOperationId, result]));
    const tickets = await em.find(ReleaseTicket, { operation: { $in: [...resultOf.keys()] } });
    for (const ticket of tickets) {
      const result = resultOf.get(ticket.operation.id)!;
      if ('error' in result) ticket.recordCheckError(result.error, readAt);
      else ticket.recordStatus(result.snapshot, readAt);
    }
  }

  private record(
    em: EntityManager,
    { projectId, ownerId }: TicketOperation,
    entry: TicketActivityEntry,
  ): void {
    this.activity.record(em, { projectId, releaseId: ownerId, actor: SYSTEM_ACTOR, ...entry });
  }
}

function toDraft(ticket: ReleaseTicket, dueDate: string | null): TicketDraft {
  const { parameters, title, description, labels, operation } = ticket;
  return {
    operationId: operation.operationId,
    generation: operation.generation,
    projectKey: parameters.projectKey,
    issueType: parameters.issueType,
    title,
    description,
    labels,
    priority: parameters.priority,
    assignee: parameters.assignee,
    parentKey: parameters.parentKey,
    dueDate,
    customFields: parameters.customFields,
  };
}
