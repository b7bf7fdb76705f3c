import type { EntityManager } from '@mikro-orm/postgresql';
import { Inject, Injectable } from '@nestjs/common';
import { Project } from '../../access/index.js';
import { SETTINGS, type Settings } from '../../config/index.js';
import { type Integration, lockIntegrationsForShare } from '../../integrations/index.js';
import {
  titleViolation,
  type ConfigurationSource,
  type EffectiveConfiguration,
  type RenderedText,
  renderTicket,
  type TargetPlatform,
  type TicketParameters,
} from '../../pm-configs/index.js';
import { type Platform, targetOf } from '../../release-configs/index.js';
import { InvalidInputError } from '../../shared/errors/index.js';
import { databaseNow } from '../../shared/persistence/index.js';
import { OperationOwner, type TicketOperation, TicketEngineService } from '../../tickets/index.js';
import type { Release } from '../release.entity.js';
import { ReleaseTicket } from './release-ticket.entity.js';

interface PlannedTicket {
  readonly platform: TargetPlatform;
  readonly configuration: EffectiveConfiguration;
  readonly integration: Integration;
  readonly text: RenderedText;
  readonly now: Date;
}

interface PlanOptions {
  /** Absent: all of the release's. */
  readonly platforms?: readonly Platform[];
  /** An integration that the transaction has locked already. */
  readonly locked?: Integration | undefined;
  /** The member of the input that a violation by the title is reported on. */
  readonly pathOf?: (platform: Platform) => string;
}

/** Renders the tickets of a release and writes them with their operations, inside the caller's transaction. */
@Injectable()
export class TicketPlannerService {
  constructor(
    @Inject(SETTINGS) private readonly settings: Settings,
    private readonly engine: TicketEngineService,
  ) {}

  /**
   * One ticket for each platform whose configuration has `createTicket`.
   * @param source the release's config; null: no tickets.
   * @throws InvalidInputError where a rendered title is too long or empty.
   */
  async plan(
    em: EntityManager,
    release: Release,
    source: ConfigurationSource | null,
    { platforms = release.platforms, locked, pathOf = () => 'version' }: PlanOptions,
  ): Promise<readonly TicketOperation[]> {
    const planned = platforms.flatMap((platform) => {
      const configuration = source?.configurationFor(targetOf(platform));
      return configuration?.parameters.createTicket ? [{ platform, configuration }] : [];
    });
    if (planned.length === 0) return [];
    const integrations = await lockRemaining(
      em,
      planned.map(({ configuration }) => configuration.integrationId),
      locked,
    );
    const project = await em.findOneOrFail(Project, { id: release.projectId });
    const now = await databaseNow(em);
    return planned.map(({ platform, configuration }) => {
      const target = targetOf(platform);
      const text = this.render(configuration.parameters, release, target, project.name, pathOf(platform));
      const integration = integrations.get(configuration.integrationId)!;
      return this.write(em, release, { platform: target, configuration, integration, text, now }).operation;
    });
  }

  /** A ticket whatever `createTicket` says. `integration` must be locked by this transaction. */
  async planOne(
    em: EntityManager,
    release: Release,
    platform: TargetPlatform,
    configuration: EffectiveConfiguration,
    integration: Integration,
  ): Promise<ReleaseTicket> {
    const project = await em.findOneOrFail(Project, { id: release.projectId });
    const text = this.render(configuration.parameters, release, platform, project.name, 'platform');
    const now = await databaseNow(em);
    return this.write(em, release, { platform, configuration, integration, text, now });
  }

  private write(
    em: EntityManager,
    { id: releaseId, projectId }: Release,
    { platform, configuration: { integrationId, parameters }, integration, text, now }: PlannedTicket,
  ): ReleaseTicket {
    const operation = this.engine.plan(
      em,
      { projectId, integrationId, ownerKind: OperationOwner.RELEASE, ownerId: releaseId, platform },
      integration,
      now,
    );
    const ticket = new ReleaseTicket({ projectId, releaseId, platform, parameters, text, operation });
    em.persist(ticket);
    return ticket;
  }

  /** @throws InvalidInputError on `path`. */
  render(
    parameters: TicketParameters,
    release: Release,
    platform: TargetPlatform,
    projectName: string,
    path = 'version',
  ): RenderedText {
    const text = renderTicket(parameters, {
      version: release.version,
      platform,
      plannedDate: release.plannedDate,
      projectName,
      releaseUrl: `${this.settings.publicUrl}/releases/${release.id}`,
    });
    const violation = titleViolation(text.title);
    if (violation) throw InvalidInputError.of(path, violation);
    return text;
  }
}

async function lockRemaining(
  em: EntityManager,
  ids: readonly string[],
  locked: Integration | undefined,
): Promise<ReadonlyMap<string, Integration>> {
  const others = await lockIntegrationsForShare(
    em,
    ids.filter((id) => id !== locked?.id),
  );
  return locked ? new Map([...others, [locked.id, locked]]) : others;
}
