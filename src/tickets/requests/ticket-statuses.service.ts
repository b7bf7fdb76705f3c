import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { Integration, TrackerCallError, TrackerCallsService } from '../../integrations/index.js';
import {
  ProviderError,
  ProviderFailure,
  TicketStatusCategory,
  type TicketSnapshot,
} from '../../providers/contract/index.js';
import { ConflictError } from '../../shared/errors/index.js';
import { findById } from '../../shared/persistence/index.js';
import { isCompleted } from '../engine/ticket-completion.rules.js';
import type { TicketError } from '../engine/ticket-error.object.js';
import { noIntegration } from './ticket-request-reader.service.js';
import type { TicketStatus } from './ticket.objects.js';
import type { TicketStatusesInput } from './tickets.inputs.js';

const NOT_FOUND: TicketError = {
  failure: ProviderFailure.NOT_FOUND,
  message: 'The tracker has no such ticket, or hides it from us.',
  retryable: false,
  fields: [],
};

/** Reads the statuses of any tickets from their tracker; nothing is stored. */
@Injectable()
export class TicketStatusesService {
  constructor(
    private readonly em: EntityManager,
    private readonly calls: TrackerCallsService,
  ) {}

  /** One for each key, in their order. @throws TrackerCallError, ConflictError where it is switched off, NotFoundError. */
  async read({ integrationId, ticketKeys, completedStatus }: TicketStatusesInput): Promise<TicketStatus[]> {
    const integration = await findById(this.em, Integration, integrationId);
    if (!integration || integration.isDeleted) throw noIntegration();
    const snapshots = await this.fetch(integration, ticketKeys);
    return ticketKeys.map((key) => toStatus(key, snapshots.get(key), completedStatus ?? []));
  }

  private async fetch(
    integration: Integration,
    keys: readonly string[],
  ): Promise<ReadonlyMap<string, TicketSnapshot>> {
    const reason = integration.disabledReason;
    if (reason !== null && !integration.isEnabled) throw new ConflictError(reason);
    try {
      // Refused credentials are not tried again: some trackers lock an account for that.
      if (reason !== null) throw new ProviderError(ProviderFailure.UNAUTHENTICATED, reason);
      return await this.calls.ask(integration, (connection) => connection.getTickets([...new Set(keys)]));
    } catch (error) {
      throw error instanceof ProviderError ? new TrackerCallError(integration.providerType, error) : error;
    }
  }
}

function toStatus(
  ticketKey: string,
  snapshot: TicketSnapshot | undefined,
  completedStatus: readonly string[],
): TicketStatus {
  if (!snapshot) {
    const category = TicketStatusCategory.UNKNOWN;
    return { ticketKey, url: null, status: null, category, isCompleted: false, error: NOT_FOUND };
  }
  const { url, status, category } = snapshot;
  const completed = completedStatus.map((name) => ({ name, id: null }));
  return {
    ticketKey,
    url,
    status,
    category,
    isCompleted: isCompleted(snapshot, completed),
    error: null,
  };
}
