import type { EntityManager } from '@mikro-orm/postgresql';
import { Inject, Injectable } from '@nestjs/common';
import { Project } from '../../access/index.js';
import { SETTINGS, type Settings } from '../../config/index.js';
import { type Integration, lockIntegrationsForShare } from '../../integrations/index.js';
import {
  titleViolation,
  type EffectiveConfiguration,
  PmConfig,
  type RenderedText,
  renderTicket,
  type TargetPlatform,
  type TicketParameters,
} from '../../pm-configs/index.js';
import { type Platform, targetOf, toParameters } from '../../release-configs/index.js';
import { InvalidInputError } from '../../shared/errors/index.js';
import { databaseNow, findById } from '../../shared/persistence/index.js';
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

/** Decides which tickets a release gets and what they say, and writes them down. Works inside the caller's transaction. */
@Injectable()
export class TicketPlannerService {
  constructor(
    @Inject(SETTINGS) private readonly settings: Settings,
    private readonly engine: TicketEngineService,
  ) {}

  /** What a release's config says of a platform now; null: no config, or nothing in it for that platform. */
  async configurationOf(
    em: EntityManager,
    release: Release,
    platform: TargetPlatform,
  ): Promise<EffectiveConfiguration | null> {
    const { inlineConfiguration: inline } = release;
    if (inline) return { integrationId: inline.integrationId, parameters: toParameters(inline) };
    const config = release.pmConfigId ? await findById(em, PmConfig, release.pmConfigId) : null;
    return config && !config.isDeleted ? config.configurationFor(platform) : null;
  }

  /**
   * The tickets of those of these platforms that want one.
   * @param pathOf where a title that would be too long is complained about.
   * @throws InvalidInputError
   */
  async plan(
    em: EntityManager,
    release: Release,
    platforms: readonly Platform[] = release.platforms,
    pathOf: (platform: Platform) => string = () => 'version',
  ): Promise<readonly ReleaseTicket[]> {
    const planned: { platform: Platform; configuration: EffectiveConfiguration }[] = [];
    for (const platform of platforms) {
      const configuration = await this.configurationOf(em, release, targetOf(platform));
      if (configuration?.parameters.createTicket) planned.push({ platform, configuration });
    }
    const integrations = await lockIntegrationsForShare(
      em,
      planned.map(({ configuration }) => configuration.integrationId),
    );
    const project = await em.findOneOrFail(Project, { id: release.projectId });
    const now = await databaseNow(em);
    return planned.map(({ platform, configuration }) => {
      const target = targetOf(platform);
      const text = this.render(configuration.parameters, release, target, project.name, pathOf(platform));
      const integration = integrations.get(configuration.integrationId)!;
      return this.write(em, release, { platform: target, configuration, integration, text, now });
    });
  }

  /** One ticket more, whatever the config says. `integration` must be locked by this transaction. */
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

  /** Wakes the worker for what was planned; after the flush. */
  wake(em: EntityManager, operations: readonly TicketOperation[]): Promise<void> {
    return this.engine.wake(em, operations);
  }
}
