import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { type Caller, Project } from '../access/index.js';
import { ActivityLogService } from '../activity/index.js';
import type { ConfigurationSource } from '../pm-configs/index.js';
import { type Platform, targetOf } from '../release-configs/index.js';
import { Clock } from '../shared/clock/index.js';
import { assertNotEditedSince, InvalidInputError } from '../shared/errors/index.js';
import { NOT_YET_CREATED_STATES, TicketEngineService, TicketWaiterService } from '../tickets/index.js';
import { ConfigChoiceService } from './config-choice.service.js';
import type { Release } from './release.entity.js';
import { ReleaseTicket } from './tickets/release-ticket.entity.js';
import type { UpdateReleaseInput } from './releases.inputs.js';
import { mustBeOpen, ReleasesService } from './releases.service.js';
import { TicketPlannerService } from './tickets/ticket-planner.service.js';

/** Edits of an open release. */
@Injectable()
export class ReleaseEditsService {
  constructor(
    private readonly em: EntityManager,
    private readonly clock: Clock,
    private readonly activity: ActivityLogService,
    private readonly releases: ReleasesService,
    private readonly configChoice: ConfigChoiceService,
    private readonly planner: TicketPlannerService,
    private readonly engine: TicketEngineService,
    private readonly waiter: TicketWaiterService,
  ) {}

  /**
   * Renders tickets that are not created yet anew, leaves created ones as they are, plans those of added platforms, and
   * waits a while for what is being created.
   */
  async update(caller: Caller, input: UpdateReleaseInput): Promise<Release> {
    const wait = this.waiter.open();
    try {
      const release = await this.em.transactional(async (em) =>
        wait.subscribe(await this.change(em, caller, input)),
      );
      await wait.untilIdle();
      return release;
    } finally {
      wait.close();
    }
  }

  private async change(em: EntityManager, caller: Caller, input: UpdateReleaseInput): Promise<Release> {
    const release = await this.releases.lock(em, input.id);
    assertNotEditedSince(release, input.ifUpdatedAt);
    mustBeOpen(release);
    const source = input.platforms ? await this.configChoice.findCurrent(em, release) : null;
    const added = addedPlatforms(release, source, input);
    if (!release.edit(input, this.clock.now())) return release;
    // Planning locks integrations. They are locked before operations, as workers do: two orders would deadlock.
    const planned = await this.planner.plan(em, release, source, {
      platforms: added,
      pathOf: (platform) =>
        input.version === undefined ? `platforms.${input.platforms!.indexOf(platform)}` : 'version',
    });
    await this.rewriteTickets(em, release);
    this.activity.recordAction(em, caller, {
      projectId: release.projectId,
      releaseId: release.id,
      action: 'release.updated',
      predicate: `changed release ${release.version}${added.length > 0 ? `, now for ${added.join(', ')} as well` : ''}`,
      details: added.length > 0 ? { addedPlatforms: added } : null,
    });
    await em.flush();
    await this.engine.wake(em, planned);
    return release;
  }

  private async rewriteTickets(em: EntityManager, release: Release): Promise<void> {
    const operations = await this.engine.lock(em, release.id);
    if (!operations.some(({ state }) => NOT_YET_CREATED_STATES.includes(state))) return;
    const project = await em.findOneOrFail(Project, { id: release.projectId });
    const tickets = await em.find(ReleaseTicket, { releaseId: release.id }, { populate: ['operation'] });
    for (const ticket of tickets.filter(({ operation }) =>
      NOT_YET_CREATED_STATES.includes(operation.state),
    )) {
      const text = this.planner.render(ticket.parameters, release, ticket.platform, project.name);
      ticket.rewrite(text, this.clock.now());
    }
  }
}

/** @throws InvalidInputError where a platform is removed, or the config has nothing for an added one. */
function addedPlatforms(
  release: Release,
  source: ConfigurationSource | null,
  { platforms }: UpdateReleaseInput,
): readonly Platform[] {
  if (!platforms) return [];
  const removed = release.platforms.filter((platform) => !platforms.includes(platform));
  if (removed.length > 0) {
    throw InvalidInputError.of('platforms', `lacks ${removed.join(', ')}; platforms can only be added.`);
  }
  const added = platforms.filter((platform) => !release.platforms.includes(platform));
  const missing = added.filter(
    (platform) => release.hasConfig && !source?.configurationFor(targetOf(platform)),
  );
  if (missing.length > 0) {
    throw new InvalidInputError(
      missing.map((platform) => ({
        path: `platforms.${platforms.indexOf(platform)}`,
        message: `is ${platform}, for which the release’s config has nothing.`,
      })),
    );
  }
  return added;
}
