import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { type Caller, Project } from '../../access/index.js';
import { ActivityLogService } from '../../activity/index.js';
import {
  type EffectiveConfiguration,
  formViolations,
  type TargetPlatform,
  type TicketParameters,
  type TicketParametersInput,
  toTicketParameters,
} from '../../pm-configs/index.js';
import { ProviderRegistry } from '../../providers/contract/index.js';
import { InvalidInputError, NotFoundError } from '../../shared/errors/index.js';
import { databaseNow } from '../../shared/persistence/index.js';
import { Integration, lockIntegrationsForShare } from '../../integrations/index.js';
import {
  RETRYABLE_STATES,
  TicketEngineService,
  TicketState,
  TicketWaiterService,
} from '../../tickets/index.js';
import { ConfigChoiceService } from '../config-choice.service.js';
import type { Release } from '../release.entity.js';
import { ReleaseTicket } from './release-ticket.entity.js';
import type { RetryReleaseTicketsInput } from '../releases.inputs.js';
import { mustBeOpen, ReleasesService } from '../releases.service.js';
import { TicketPlannerService } from './ticket-planner.service.js';

/** A ticket that is created again, and with what. */
interface TicketRetry {
  readonly ticket: ReleaseTicket;
  readonly configuration: EffectiveConfiguration;
}

/** Retries and readings of a release's tickets. */
@Injectable()
export class ReleaseTicketsService {
  constructor(
    private readonly em: EntityManager,
    private readonly activity: ActivityLogService,
    private readonly providers: ProviderRegistry,
    private readonly releases: ReleasesService,
    private readonly configChoice: ConfigChoiceService,
    private readonly planner: TicketPlannerService,
    private readonly engine: TicketEngineService,
    private readonly waiter: TicketWaiterService,
  ) {}

  /** Creates FAILED and MISSING tickets; active ones become due at once and are otherwise not changed. */
  async retry(caller: Caller, input: RetryReleaseTicketsInput): Promise<Release> {
    const wait = this.waiter.open();
    try {
      const release = await this.em.transactional(async (em) =>
        wait.subscribe(await this.retryTickets(em, caller, input)),
      );
      await wait.untilIdle();
      return release;
    } finally {
      wait.close();
    }
  }

  /** Reads the statuses, one call per tracker account; a failed call becomes the tickets' error. */
  async refresh(releaseId: string): Promise<Release> {
    const release = await this.releases.find(releaseId);
    if (!release) throw new NotFoundError('release');
    await this.engine.refresh(release);
    return release;
  }

  private async retryTickets(
    em: EntityManager,
    caller: Caller,
    input: RetryReleaseTicketsInput,
  ): Promise<Release> {
    const release = await this.releases.lock(em, input.releaseId, 'releaseId');
    mustBeOpen(release);
    const { chosen, named } = await this.chosenTickets(em, input);
    const configurations = await this.configurationsFor(em, release, chosen, input);
    // Integrations before operations, as workers do: two orders would deadlock.
    const integrations = await lockIntegrationsForShare(em, [
      ...configurations.map(({ configuration }) => configuration.integrationId),
      ...named.map(({ operation }) => operation.integrationId),
    ]);
    await this.engine.lock(em, release.id);
    const retries = configurations.filter(({ ticket }) => isRetried(ticket, input));
    const confirmedAbsent = named.filter(({ operation }) => operation.state === TicketState.UNCERTAIN);
    const project = await em.findOneOrFail(Project, { id: release.projectId });
    const now = await databaseNow(em);
    for (const retried of retries) {
      const { ticket, configuration } = retried;
      this.rewrite(release, project.name, retried, input, now);
      this.engine.retry(ticket.operation, integrations.get(configuration.integrationId)!, now);
    }
    for (const { operation } of confirmedAbsent) {
      this.engine.confirmAbsent(operation, integrations.get(operation.integrationId)!, now);
    }
    const resumed = [...retries.map(({ ticket }) => ticket), ...confirmedAbsent].map(
      ({ operation }) => operation,
    );
    const active = this.engine.makeDue(chosen.map(({ operation }) => operation));
    this.record(em, caller, release, retries, confirmedAbsent);
    await em.flush();
    await this.engine.wake(em, [...active, ...resumed]);
    return release;
  }

  private rewrite(
    release: Release,
    projectName: string,
    { ticket, configuration: { integrationId, parameters } }: TicketRetry,
    input: RetryReleaseTicketsInput,
    now: Date,
  ): void {
    const path = input.parameters ? 'parameters.titleTemplate' : 'releaseId';
    ticket.retryWith(
      parameters,
      integrationId,
      this.planner.render(parameters, release, ticket.platform, projectName, path),
      now,
    );
  }

  /** `chosen`: those of the named platforms; `named`: those that a person confirms absent. */
  private async chosenTickets(em: EntityManager, input: RetryReleaseTicketsInput) {
    const tickets = await em.find(ReleaseTicket, { releaseId: input.releaseId }, { populate: ['operation'] });
    const violations = (['platforms', 'confirmNotCreated'] as const).flatMap((list) =>
      (input[list] ?? []).flatMap((platform, index) =>
        tickets.some((ticket) => ticket.platform === platform)
          ? []
          : [{ path: `${list}.${index}`, message: `is ${platform}, for which this release has no ticket.` }],
      ),
    );
    if (violations.length > 0) throw new InvalidInputError(violations);
    const { platforms, confirmNotCreated } = input;
    return {
      chosen: tickets.filter(({ platform }) => platforms?.includes(platform) ?? true),
      named: tickets.filter(({ platform }) => confirmNotCreated?.includes(platform) ?? false),
    };
  }

  /** The given parameters, else the config's current ones, else those that the ticket has. */
  private async configurationsFor(
    em: EntityManager,
    release: Release,
    tickets: readonly ReleaseTicket[],
    { parameters }: RetryReleaseTicketsInput,
  ): Promise<TicketRetry[]> {
    const source = await this.configChoice.findCurrent(em, release);
    const retries: TicketRetry[] = [];
    for (const ticket of tickets) {
      const current = source?.configurationFor(ticket.platform) ?? {
        integrationId: ticket.integrationId,
        parameters: ticket.parameters,
      };
      const given = parameters
        ? await this.checkedParameters(em, ticket.platform, current.integrationId, parameters)
        : current.parameters;
      retries.push({ ticket, configuration: { ...current, parameters: given } });
    }
    return retries;
  }

  /** @throws InvalidInputError on what this tracker never accepts. */
  private async checkedParameters(
    em: EntityManager,
    platform: TargetPlatform,
    integrationId: string,
    input: TicketParametersInput,
  ): Promise<TicketParameters> {
    const integration = await em.findOneOrFail(Integration, { id: integrationId });
    const provider = this.providers.get(integration.providerType);
    const parameters = toTicketParameters(input, provider);
    const violations = formViolations({ parameters, platform }, provider, 'parameters');
    if (violations.length > 0) throw new InvalidInputError(violations);
    return parameters;
  }

  private record(
    em: EntityManager,
    caller: Caller,
    release: Release,
    retries: readonly TicketRetry[],
    confirmedAbsent: readonly ReleaseTicket[],
  ): void {
    const entries = [
      [confirmedAbsent, 'release.tickets_denied', 'confirmed that the tracker does not have the tickets'],
      [retries.map(({ ticket }) => ticket), 'release.tickets_retried', 'asked again for the tickets'],
    ] as const;
    for (const [tickets, action, predicate] of entries) {
      if (tickets.length === 0) continue;
      const platforms: TargetPlatform[] = tickets.map(({ platform }) => platform);
      this.activity.recordAction(em, caller, {
        projectId: release.projectId,
        releaseId: release.id,
        action,
        predicate: `${predicate} of release ${release.version}: ${platforms.join(', ')}`,
        details: { platforms },
      });
    }
  }
}

/** FAILED and MISSING tickets; a SKIPPED one only if its platform is named. */
function isRetried({ operation, platform }: ReleaseTicket, { platforms }: RetryReleaseTicketsInput): boolean {
  if (RETRYABLE_STATES.includes(operation.state)) return true;
  return operation.state === TicketState.SKIPPED && (platforms?.includes(platform) ?? false);
}
