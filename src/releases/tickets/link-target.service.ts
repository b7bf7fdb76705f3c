import type { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { adviceFor, Integration, TrackerCallError, TrackerCallsService } from '../../integrations/index.js';
import { type TicketParameters, toTicketParameters } from '../../pm-configs/index.js';
import { ProviderError, ProviderRegistry, type TicketSnapshot } from '../../providers/contract/index.js';
import { ConflictError, InvalidInputError, NotFoundError } from '../../shared/errors/index.js';
import { findById } from '../../shared/persistence/index.js';
import { ConfigChoiceService } from '../config-choice.service.js';
import type { Release } from '../release.entity.js';
import type { ReleaseTicket } from './release-ticket.entity.js';
import type { LinkReleaseTicketInput } from './ticket-link.inputs.js';

/** The integration, the tracker's answer and the parameters of a ticket that a person links. */
@Injectable()
export class LinkTargetService {
  constructor(
    private readonly calls: TrackerCallsService,
    private readonly providers: ProviderRegistry,
    private readonly configChoice: ConfigChoiceService,
  ) {}

  /**
   * The given integration, else that of the release's config, else that of the platform's ticket.
   * @throws NotFoundError, InvalidInputError on `integrationId`; ConflictError where it is disabled. A paused one is
   * called all the same: a person does not wait for a pause to end.
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
    const reason = integration!.disabledReason;
    if (reason !== null) throw new ConflictError(reason);
    return integration!;
  }

  /** @throws NotFoundError on `ticketKey`, TrackerCallError. */
  async fetchTicket(
    integration: Integration,
    ticketKey: string,
    projectKey: string,
  ): Promise<TicketSnapshot> {
    const tickets = await this.calls
      .ask(integration, (connection) =>
        connection.getTickets([ticketKey], new Map([[ticketKey, projectKey]])),
      )
      .catch((error: unknown) => {
        if (!(error instanceof ProviderError)) throw error;
        throw new TrackerCallError(integration.providerType, error, adviceFor(error));
      });
    const snapshot = tickets.get(ticketKey);
    if (snapshot) return snapshot;
    const { name } = this.providers.get(integration.providerType);
    throw new NotFoundError(`ticket in ${name}, or it is hidden from us`, 'ticketKey');
  }

  /** The parameters that decide when a linked ticket is completed: the config's, else the ticket's own, else defaults. */
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

/** SHOP of SHOP-12; empty where keys do not contain their project. */
function projectKeyIn(ticketKey: string): string {
  return /^(.+)-\d+$/.exec(ticketKey)?.[1] ?? '';
}
