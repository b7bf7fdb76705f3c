import type { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import {
  adviceFor,
  disabledReason,
  Integration,
  TrackerCallError,
  TrackerCallsService,
} from '../../integrations/index.js';
import { type TicketParameters, toTicketParameters } from '../../pm-configs/index.js';
import { ProviderError, ProviderRegistry, type TicketSnapshot } from '../../providers/contract/index.js';
import { ConflictError, InvalidInputError, NotFoundError } from '../../shared/errors/index.js';
import { findById } from '../../shared/persistence/index.js';
import { ConfigChoiceService } from '../config-choice.service.js';
import type { Release } from '../release.entity.js';
import type { ReleaseTicket } from './release-ticket.entity.js';
import type { LinkReleaseTicketInput } from './ticket-link.inputs.js';

/** Where a ticket that a person names lives, and what the tracker says about it. */
@Injectable()
export class LinkTargetService {
  constructor(
    private readonly calls: TrackerCallsService,
    private readonly providers: ProviderRegistry,
    private readonly configChoice: ConfigChoiceService,
  ) {}

  /**
   * The integration that is given, or else the one that the release's config or its ticket names.
   * @throws NotFoundError, InvalidInputError on `integrationId`; ConflictError where it may not be asked. One that is
   * paused may: whoever links what was lost a moment ago must not wait for that.
   */
  async integrationFor(
    em: EntityManager,
    release: Release,
    ticket: ReleaseTicket | null,
    { integrationId, platform }: LinkReleaseTicketInput,
  ): Promise<Integration> {
    const configured = (await this.configChoice.findCurrent(em, release))?.configurationFor(platform);
    const id = integrationId ?? configured?.integrationId ?? ticket?.integrationId;
    if (id == null) {
      throw InvalidInputError.of('integrationId', 'is needed: this release has no config that names one.');
    }
    const integration = await findById(em, Integration, id);
    const isUnknown = integration?.projectId !== release.projectId || integration.isDeleted;
    if (integrationId != null && isUnknown) throw new NotFoundError('integration', 'integrationId');
    const reason = disabledReason(integration!);
    if (reason !== null) throw new ConflictError(reason);
    return integration!;
  }

  /** @throws NotFoundError on `ticketKey`, TrackerCallError. */
  async fetchTicket(integration: Integration, ticketKey: string): Promise<TicketSnapshot> {
    const tickets = await this.calls
      .ask(integration, (connection) => connection.getTickets([ticketKey]))
      .catch((error: unknown) => {
        if (!(error instanceof ProviderError)) throw error;
        throw new TrackerCallError(integration.providerType, error, adviceFor(error));
      });
    const snapshot = tickets.get(ticketKey);
    if (snapshot) return snapshot;
    const { name } = this.providers.get(integration.providerType);
    throw new NotFoundError(`ticket in ${name}, or it is hidden from us`, 'ticketKey');
  }

  /** By what a linked ticket is judged: the config's parameters, those that it had, or the usual ones. */
  async parametersFor(
    em: EntityManager,
    release: Release,
    ticket: ReleaseTicket | null,
    { platform }: LinkReleaseTicketInput,
    integration: Integration,
    key: string,
  ): Promise<TicketParameters> {
    const configured = (await this.configChoice.findCurrent(em, release))?.configurationFor(platform);
    if (configured?.integrationId === integration.id) return configured.parameters;
    if (ticket?.integrationId === integration.id) return ticket.parameters;
    const given = { projectKey: projectKeyIn(key), createTicket: true, linkBuilds: false };
    return toTicketParameters(given, this.providers.get(integration.providerType));
  }
}

/** SHOP of SHOP-12; empty where keys do not name their project. */
function projectKeyIn(ticketKey: string): string {
  return /^(.+)-\d+$/.exec(ticketKey)?.[1] ?? '';
}
