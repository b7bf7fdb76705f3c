import type { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { type Caller, Project } from '../access/index.js';
import { ActivityLogService } from '../activity/index.js';
import { type Platform, targetOf } from '../release-configs/index.js';
import { Clock } from '../shared/clock/index.js';
import { assertNotEditedSince, type FieldError, InvalidInputError } from '../shared/errors/index.js';
import { NOT_YET_CREATED_STATES, TicketEngineService, TicketWaiterService } from '../tickets/index.js';
import type { Release } from './release.entity.js';
import { ReleaseTicket } from './tickets/release-ticket.entity.js';
import type { UpdateReleaseInput } from './releases.inputs.js';
import { mustBeOpen, ReleasesService } from './releases.service.js';
import { TicketPlannerService } from './tickets/ticket-planner.service.js';

/** What people change of a release that is open. */
@Injectable()
export class ReleaseEditsService {
  constructor(
    private readonly clock: Clock,
    private readonly activity: ActivityLogService,
    private readonly releases: ReleasesService,
    private readonly planner: TicketPlannerService,
    private readonly engine: TicketEngineService,
    private readonly waiter: TicketWaiterService,
  ) {}

  /**
   * Tickets that are not made yet are written anew, a created ticket keeps its title, new platforms get theirs. Waits for
   * what is being made.
   */
  update(caller: Caller, input: UpdateReleaseInput): Promise<Release> {
    return this.waiter.commitAndWait((em) => this.change(em, caller, input));
  }

  private async change(em: EntityManager, caller: Caller, input: UpdateReleaseInput): Promise<Release> {
    const release = await this.releases.lock(em, input.id);
    assertNotEditedSince(release, input.ifUpdatedAt);
    mustBeOpen(release);
    const added = await this.addedPlatforms(em, release, input);
    if (!release.edit(input, this.clock.now())) return release;
    // Integrations, which planning locks, before operations, as workers do: two orders would deadlock.
    const planned = await this.planner.plan(em, release, added, (platform) =>
      input.version === undefined ? `platforms.${input.platforms!.indexOf(platform)}` : 'version',
    );
    await this.rewriteTickets(em, release);
    this.activity.recordAction(em, caller, {
      projectId: release.projectId,
      releaseId: release.id,
      action: 'release.updated',
      predicate: `changed release ${release.version}${added.length > 0 ? `, now for ${added.join(', ')} as well` : ''}`,
      details: added.length > 0 ? { addedPlatforms: added } : null,
    });
    await em.flush();
    await this.planner.wake(
      em,
      planned.map(({ operation }) => operation),
    );
    return release;
  }

  /** @throws InvalidInputError where one is taken away, or the config has nothing for a new one. */
  private async addedPlatforms(
    em: EntityManager,
    release: Release,
    { platforms }: UpdateReleaseInput,
  ): Promise<readonly Platform[]> {
    if (!platforms) return [];
    const removed = release.platforms.filter((platform) => !platforms.includes(platform));
    if (removed.length > 0) {
      throw InvalidInputError.of('platforms', `lacks ${removed.join(', ')}; platforms can only be added.`);
    }
    const added = platforms.filter((platform) => !release.platforms.includes(platform));
    const missing: FieldError[] = [];
    for (const platform of release.hasConfig ? added : []) {
      if (await this.planner.configurationOf(em, release, targetOf(platform))) continue;
      const message = `is ${platform}, for which the release’s config has nothing.`;
      missing.push({ path: `platforms.${platforms.indexOf(platform)}`, message });
    }
    if (missing.length > 0) throw new InvalidInputError(missing);
    return added;
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
