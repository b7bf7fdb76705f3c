import type { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { Project } from '../../access/index.js';
import { Integration } from '../../integrations/index.js';
import {
  requireUsablePmConfig,
  type EffectiveConfiguration,
  formViolations,
  PmConfig,
  type TargetPlatform,
  toTicketParameters,
} from '../../pm-configs/index.js';
import { ProviderRegistry } from '../../providers/contract/index.js';
import { type FieldError, InvalidInputError, NotFoundError } from '../../shared/errors/index.js';
import { findById, findByIds } from '../../shared/persistence/index.js';
import type { DraftContent } from '../engine/draft-source.registry.js';
import { contentOf } from './requested-ticket.rules.js';
import type { CreateTicketsInput, NewTicketInput } from './tickets.inputs.js';

/** One requested ticket: where it is made, and what it says. */
export interface RequestedTicket {
  readonly platform: TargetPlatform;
  readonly integrationId: string;
  readonly content: DraftContent;
}

/** Where a platform's ticket is made; `parameters` null: the input has them. */
interface TicketDestination {
  readonly integrationId: string;
  readonly parameters: EffectiveConfiguration['parameters'] | null;
}

/** Reads a request for tickets: from a config, or from an integration and parameters. */
@Injectable()
export class TicketRequestReaderService {
  constructor(private readonly providers: ProviderRegistry) {}

  /** The project of the request, also where config or integration are deleted. @throws NotFoundError. */
  async projectOf(
    em: EntityManager,
    { pmConfigId, integrationId }: Pick<CreateTicketsInput, 'pmConfigId' | 'integrationId'>,
  ): Promise<string> {
    const target =
      pmConfigId != null
        ? await findById(em, PmConfig, pmConfigId)
        : await findById(em, Integration, integrationId!);
    if (!target) throw pmConfigId != null ? noConfig() : noIntegration();
    return target.projectId;
  }

  /** @throws InvalidInputError, NotFoundError, each naming its field. */
  async resolve(em: EntityManager, projectId: string, input: CreateTicketsInput): Promise<RequestedTicket[]> {
    const destinations =
      input.pmConfigId != null
        ? await destinationsOfConfig(em, projectId, input.pmConfigId, input.tickets)
        : await destinationsOfIntegration(em, input.integrationId!, input.tickets);
    const integrations = await findByIds(
      em,
      Integration,
      destinations.map(({ integrationId }) => integrationId),
    );
    const project = await em.findOneOrFail(Project, { id: projectId });
    const violations: FieldError[] = [];
    const requested = input.tickets.map((ticket, index) => {
      const { integrationId, parameters: configured } = destinations[index]!;
      const provider = this.providers.get(integrations.get(integrationId)!.providerType);
      const parameters = ticket.parameters ? toTicketParameters(ticket.parameters, provider) : configured!;
      const { platform } = ticket;
      if (ticket.parameters)
        violations.push(...formViolations({ parameters, platform }, provider, `tickets.${index}.parameters`));
      return { platform, integrationId, content: contentOf(ticket, parameters, project.name, integrationId) };
    });
    if (violations.length > 0) throw new InvalidInputError(violations);
    return requested;
  }
}

async function destinationsOfConfig(
  em: EntityManager,
  projectId: string,
  pmConfigId: string,
  tickets: readonly NewTicketInput[],
): Promise<TicketDestination[]> {
  const needed = tickets.map(({ platform }, index) => ({
    target: platform,
    name: platform,
    path: `tickets.${index}.platform`,
  }));
  const config = await requireUsablePmConfig(em, projectId, pmConfigId, 'pmConfigId', needed);
  return tickets.map(({ platform }) => config.configurationFor(platform)!);
}

async function destinationsOfIntegration(
  em: EntityManager,
  integrationId: string,
  tickets: readonly NewTicketInput[],
): Promise<TicketDestination[]> {
  const integration = await findById(em, Integration, integrationId);
  if (!integration || integration.isDeleted) throw noIntegration();
  const missing = tickets.flatMap(({ parameters }, index) => {
    const message = 'are needed with integrationId: they say where the ticket is made.';
    return parameters ? [] : [{ path: `tickets.${index}.parameters`, message }];
  });
  if (missing.length > 0) throw new InvalidInputError(missing);
  return tickets.map(() => ({ integrationId, parameters: null }));
}

export function noIntegration(): NotFoundError {
  return new NotFoundError('integration', 'integrationId');
}

function noConfig(): NotFoundError {
  return new NotFoundError('pm config', 'pmConfigId');
}
