import type { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { type Caller, Project } from '../access/index.js';
import { ActivityLog } from '../activity/index.js';
import {
  type EffectiveConfiguration,
  formComplaints,
  type TargetPlatform,
  type TicketParameters,
  type TicketParametersInput,
  toTicketParameters,
} from '../pm-configs/index.js';
import { ProviderRegistry } from '../providers/contract/index.js';
import { InvalidInputError, NotFoundError } from '../shared/errors/index.js';
import { databaseNow } from '../shared/persistence/index.js';
import { holdReason, Integration, lockIntegrations } from '../integrations/index.js';
import {
  ownReason,
  type TicketOperation,
  TicketOperations,
  TicketState,
  TicketWaiter,
} from '../tickets/index.js';
import { recordDeed } from './release-record.js';
import type { Release } from './release.entity.js';
import { ReleaseTicket } from './release-ticket.entity.js';
import type { RetryReleaseTicketsInput } from './releases.inputs.js';
import { mustBeOpen, ReleasesService } from './releases.service.js';
import { TicketPlanner } from './ticket-planner.js';
import { TicketRefresher } from './ticket-refresher.js';

const RETRYABLE: readonly TicketState[] = [TicketState.FAILED, TicketState.MISSING];
const UNDER_WAY: readonly TicketState[] = [TicketState.PENDING, TicketState.CREATING, TicketState.UNCERTAIN];

/** Where a ticket is to be made again, and how. */
interface Remake {
  readonly ticket: ReleaseTicket;
  readonly configuration: EffectiveConfiguration;
}

/** What people ask of a release's tickets after it was created. */
@Injectable()
export class ReleaseTicketsService {
  constructor(
    private readonly activity: ActivityLog,
    private readonly providers: ProviderRegistry,
    private readonly releases: ReleasesService,
    private readonly planner: TicketPlanner,
    private readonly operations: TicketOperations,
    private readonly refresher: TicketRefresher,
    private readonly waiter: TicketWaiter,
  ) {}

  /** Takes up what failed or vanished; what is under way is looked at again at once, and left as it is. */
  retry(caller: Caller, input: RetryReleaseTicketsInput): Promise<Release> {
    return this.waiter.commitAndWait((em) => this.takeUp(em, caller, input));
  }

  /** Asks every tracker account once; what cannot be asked becomes the ticket's error. */
  async refresh(releaseId: string): Promise<Release> {
    const release = await this.releases.find(releaseId);
    if (!release) throw new NotFoundError('release');
    await this.refresher.refresh(release.projectId, release.id);
    return release;
  }

  private async takeUp(em: EntityManager, caller: Caller, input: RetryReleaseTicketsInput): Promise<Release> {
    const release = await this.releases.lock(em, input.releaseId, 'releaseId');
    mustBeOpen(release);
    const { chosen, named } = await this.chosenTickets(em, input);
    const configurations = await this.configurationsFor(em, release, chosen, input);
    // Integrations before operations, as workers do: two orders would deadlock.
    const integrations = await lockIntegrations(em, [
      ...configurations.map(({ configuration }) => configuration.integrationId),
      ...named.map(({ operation }) => operation.integrationId),
    ]);
    await this.operations.lock(em, release.id);
    const remakes = configurations.filter(({ ticket }) => isTakenUp(ticket, input));
    const denied = named.filter(({ operation }) => operation.state === TicketState.UNCERTAIN);
    const project = await em.findOneOrFail(Project, { id: release.projectId });
    const now = await databaseNow(em);
    for (const remake of remakes) this.remake(release, project.name, remake, input, now);
    for (const { operation } of denied) operation.deniedByPerson(now);
    const resumed = [...remakes.map(({ ticket }) => ticket), ...denied].map(({ operation }) => operation);
    for (const operation of resumed) parkWhereHeld(operation, integrations, now);
    const underWay = chosen
      .map(({ operation }) => operation)
      .filter(({ state }) => UNDER_WAY.includes(state));
    for (const operation of underWay) operation.hurry();
    this.record(em, caller, release, remakes, denied);
    await em.flush();
    await this.operations.wake(em, [...underWay, ...resumed]);
    return release;
  }

  private remake(
    release: Release,
    projectName: string,
    { ticket, configuration: { integrationId, parameters } }: Remake,
    input: RetryReleaseTicketsInput,
    now: Date,
  ): void {
    const path = input.parameters ? 'parameters.titleTemplate' : 'releaseId';
    ticket.remake(
      parameters,
      integrationId,
      this.planner.render(parameters, release, ticket.platform, projectName, path),
      now,
    );
    ticket.operation.retry(integrationId, now);
  }

  /** `chosen`: those to take up where that is possible; `named`: those of which a person says that they are not there. */
  private async chosenTickets(em: EntityManager, input: RetryReleaseTicketsInput) {
    const tickets = await em.find(ReleaseTicket, { releaseId: input.releaseId }, { populate: ['operation'] });
    const complaints = (['platforms', 'confirmNotCreated'] as const).flatMap((list) =>
      (input[list] ?? []).flatMap((platform, index) =>
        tickets.some((ticket) => ticket.platform === platform)
          ? []
          : [{ path: `${list}.${index}`, message: `is ${platform}, for which this release has no ticket.` }],
      ),
    );
    if (complaints.length > 0) throw new InvalidInputError(complaints);
    const { platforms, confirmNotCreated } = input;
    return {
      chosen: tickets.filter(({ platform }) => platforms?.includes(platform) ?? true),
      named: tickets.filter(({ platform }) => confirmNotCreated?.includes(platform) ?? false),
    };
  }

  /** The given parameters, or the config's of now; where there is no config any more, those that it had. */
  private async configurationsFor(
    em: EntityManager,
    release: Release,
    tickets: readonly ReleaseTicket[],
    { parameters }: RetryReleaseTicketsInput,
  ): Promise<Remake[]> {
    const remakes: Remake[] = [];
    for (const ticket of tickets) {
      const current = (await this.planner.configurationOf(em, release, ticket.platform)) ?? {
        integrationId: ticket.integrationId,
        parameters: ticket.parameters,
      };
      const given = parameters
        ? await this.decided(em, ticket.platform, current.integrationId, parameters)
        : current.parameters;
      remakes.push({ ticket, configuration: { ...current, parameters: given } });
    }
    return remakes;
  }

  /** @throws InvalidInputError on what this tracker would never take. */
  private async decided(
    em: EntityManager,
    platform: TargetPlatform,
    integrationId: string,
    input: TicketParametersInput,
  ): Promise<TicketParameters> {
    const integration = await em.findOneOrFail(Integration, { id: integrationId });
    const provider = this.providers.get(integration.providerType);
    const parameters = toTicketParameters(input, provider);
    const complaints = formComplaints({ parameters, platform }, provider, 'parameters');
    if (complaints.length > 0) throw new InvalidInputError(complaints);
    return parameters;
  }

  private record(
    em: EntityManager,
    caller: Caller,
    release: Release,
    remakes: readonly Remake[],
    denied: readonly ReleaseTicket[],
  ): void {
    const deeds = [
      [denied, 'release.tickets_denied', 'looked, and says that the tracker does not have the tickets'],
      [remakes.map(({ ticket }) => ticket), 'release.tickets_retried', 'asked again for the tickets'],
    ] as const;
    for (const [tickets, action, did] of deeds) {
      if (tickets.length === 0) continue;
      const platforms: TargetPlatform[] = tickets.map(({ platform }) => platform);
      recordDeed(this.activity, em, caller, release, {
        action,
        did: `${did} of release ${release.version}: ${platforms.join(', ')}`,
        details: { platforms },
      });
    }
  }
}

function parkWhereHeld(
  operation: TicketOperation,
  integrations: ReadonlyMap<string, Integration>,
  now: Date,
): void {
  const reason = holdReason(integrations.get(operation.integrationId)!);
  if (reason !== null) operation.park(ownReason(reason, true), now);
}

/** FAILED and MISSING ones; one that was given up only where its platform is named. */
function isTakenUp({ operation, platform }: ReleaseTicket, { platforms }: RetryReleaseTicketsInput): boolean {
  if (RETRYABLE.includes(operation.state)) return true;
  return operation.state === TicketState.SKIPPED && (platforms?.includes(platform) ?? false);
}
