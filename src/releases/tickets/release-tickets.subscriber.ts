import type { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { defaultLabelsOf, hasUnresolvedStatus, issueTypeIdOf } from '../../pm-configs/index.js';
import { DomainEventsService } from '../../shared/events/index.js';
import {
  type DraftContent,
  DraftSourceRegistry,
  OperationOwner,
  type TicketChanged,
  type TicketPlace,
  type TicketReading,
  type TicketsRead,
} from '../../tickets/index.js';
import { Release } from '../release.entity.js';
import { ReleaseTicket } from './release-ticket.entity.js';

/** Gives the engine the content of releases' tickets, and stores how they stand in the tracker. */
@Injectable()
export class ReleaseTicketsSubscriber {
  constructor(sources: DraftSourceRegistry, events: DomainEventsService) {
    sources.register(OperationOwner.RELEASE, { contents: contentsOf, places: placesOf });
    events.on('ticket.changed', onTicketChanged);
    events.on('tickets.read', storeReadings);
  }
}

async function contentsOf(
  em: EntityManager,
  ticketOperationIds: readonly string[],
): Promise<ReadonlyMap<string, DraftContent>> {
  const tickets = await ticketsOf(em, ticketOperationIds);
  const releaseIds = [...new Set(tickets.map(({ releaseId }) => releaseId))];
  const releases = await em.find(Release, { id: { $in: releaseIds } });
  const releaseOf = new Map(releases.map((release) => [release.id, release]));
  return new Map(
    tickets.map((ticket) => [ticket.operation.id, contentOf(ticket, releaseOf.get(ticket.releaseId)!)]),
  );
}

async function placesOf(
  em: EntityManager,
  ticketOperationIds: readonly string[],
): Promise<ReadonlyMap<string, TicketPlace>> {
  const tickets = await ticketsOf(em, ticketOperationIds);
  return new Map(
    tickets.map(({ operation, parameters, integrationId }) => [
      operation.id,
      {
        projectKey: parameters.projectKey,
        hasUnresolvedStatus: hasUnresolvedStatus(parameters, integrationId),
      },
    ]),
  );
}

async function onTicketChanged(em: EntityManager, change: TicketChanged): Promise<void> {
  if (change.ownerKind !== OperationOwner.RELEASE || !change.isReplaced) return;
  for (const ticket of await ticketsOf(em, [change.ticketOperationId])) ticket.clearStatus();
}

async function storeReadings(em: EntityManager, { readings, readAt, schemas }: TicketsRead): Promise<void> {
  const resultOf = new Map<string, TicketReading['result']>();
  for (const { ownerKind, ticketOperationId, result } of readings) {
    if (ownerKind === OperationOwner.RELEASE) resultOf.set(ticketOperationId, result);
  }
  for (const ticket of await ticketsOf(em, [...resultOf.keys()])) {
    const result = resultOf.get(ticket.operation.id)!;
    if ('error' in result) ticket.recordCheckError(result.error, readAt);
    else {
      const schema = schemas.get(ticket.parameters.projectKey);
      if (schema) ticket.resolveNames(schema);
      ticket.recordStatus(result.snapshot, readAt);
    }
  }
}

function ticketsOf(em: EntityManager, ticketOperationIds: readonly string[]): Promise<ReleaseTicket[]> {
  return em.find(ReleaseTicket, { operation: { $in: [...ticketOperationIds] } });
}

function contentOf(
  { parameters, integrationId, title, description, labels, customFields }: ReleaseTicket,
  { version, plannedDate: dueDate }: Release,
): DraftContent {
  return {
    projectKey: parameters.projectKey,
    issueType: parameters.issueType,
    issueTypeId: issueTypeIdOf(parameters, integrationId),
    title,
    description,
    labels,
    optionalLabels: defaultLabelsOf(parameters, version),
    priority: parameters.priority,
    assignee: parameters.assignee,
    parentKey: parameters.parentKey,
    dueDate,
    customFields,
  };
}
