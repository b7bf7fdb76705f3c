import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import type { Caller } from '../../access/index.js';
import { ActivityLogService } from '../../activity/index.js';
import { type Integration, lockIntegrationsForShare } from '../../integrations/index.js';
import { PLATFORM_NAMES, type TargetPlatform } from '../../pm-configs/index.js';
import type { TicketSnapshot } from '../../providers/contract/index.js';
import { targetOf } from '../../release-configs/index.js';
import { ConflictError, InvalidInputError, NotFoundError } from '../../shared/errors/index.js';
import { ChangeFeedService } from '../../shared/events/index.js';
import { databaseNow, findById } from '../../shared/persistence/index.js';
import { allowsMove, TicketEngineService, TicketState, ticketTopic } from '../../tickets/index.js';
import { LinkTargetService } from './link-target.service.js';
import { Release } from '../release.entity.js';
import { ReleaseTicket } from './release-ticket.entity.js';
import { releasesLinkedTo } from '../releases.queries.js';
import { mustBeOpen, ReleasesService } from '../releases.service.js';
import type { LinkReleaseTicketInput, UnlinkReleaseTicketInput } from './ticket-link.inputs.js';
import { TicketPlannerService } from './ticket-planner.service.js';

/** A request to link a ticket, with the tracker's answer and the ticket that was linked at the time of the request. */
interface TicketLink {
  readonly input: LinkReleaseTicketInput;
  readonly integration: Integration;
  readonly snapshot: TicketSnapshot;
  readonly linkedBefore: string | null;
}

/** Links existing tickets to a release, and unlinks tickets. */
@Injectable()
export class TicketLinksService {
  constructor(
    private readonly em: EntityManager,
    private readonly activity: ActivityLogService,
    private readonly releases: ReleasesService,
    private readonly target: LinkTargetService,
    private readonly planner: TicketPlannerService,
    private readonly engine: TicketEngineService,
    private readonly feed: ChangeFeedService,
  ) {}

  /** Asks the tracker before the transaction, without locks; the transaction checks what changed meanwhile. */
  async link(caller: Caller, input: LinkReleaseTicketInput): Promise<Release> {
    const { integration, projectKey, linkedBefore } = await this.prepare(this.em.fork(), input);
    const snapshot = await this.target.fetchTicket(integration, input.ticketKey, projectKey);
    const link = { input, integration, snapshot, linkedBefore };
    return this.em.transactional((em) => this.applyLink(em, caller, link));
  }

  unlink(caller: Caller, { releaseId, platform }: UnlinkReleaseTicketInput): Promise<Release> {
    return this.em.transactional(async (em) => {
      const release = await this.releases.lock(em, releaseId, 'releaseId');
      mustBeOpen(release);
      await this.engine.lock(em, releaseId);
      const ticket = await ticketOf(em, releaseId, platform);
      if (!ticket) throw InvalidInputError.of('platform', `is ${platform}, which has no ticket here.`);
      const { key, url, state } = ticket.operation;
      if (!allowsMove('unlink', state)) throw notUnlinkable(state);
      const what = key === null ? 'cancelled the ticket' : `unlinked ${key} as the ticket`;
      this.activity.recordAction(em, caller, {
        projectId: release.projectId,
        releaseId: release.id,
        action: 'release.ticket_unlinked',
        predicate: `${what} for ${PLATFORM_NAMES[platform]} of release ${release.version}`,
        details: { platform, key, url, state },
      });
      const now = await databaseNow(em);
      this.engine.unlink(ticket.operation, now);
      ticket.unlink(now);
      await em.flush();
      await this.feed.publish(em, ticketTopic(releaseId));
      return release;
    });
  }

  /** Everything that can be refused without asking the tracker. */
  private async prepare(em: EntityManager, input: LinkReleaseTicketInput) {
    const release = await findById(em, Release, input.releaseId);
    if (!release) throw new NotFoundError('release', 'releaseId');
    mustBeOpen(release);
    if (!release.platforms.map(targetOf).includes(input.platform)) {
      throw InvalidInputError.of('platform', `is ${input.platform}, which this release is not for.`);
    }
    const ticket = await ticketOf(em, release.id, input.platform);
    mustNotBeCreating(ticket);
    const integration = await this.target.integrationFor(em, release, ticket, input);
    const { projectKey } = await this.target.parametersFor(
      em,
      release,
      ticket,
      input,
      integration,
      input.ticketKey,
    );
    return { integration, projectKey, linkedBefore: ticket?.operation.remoteId ?? null };
  }

  private async applyLink(em: EntityManager, caller: Caller, link: TicketLink): Promise<Release> {
    const { input, snapshot } = link;
    const release = await this.releases.lock(em, input.releaseId, 'releaseId');
    mustBeOpen(release);
    // Integrations before operations, as workers do: two orders would deadlock.
    const locked = await lockIntegrationsForShare(em, [link.integration.id]);
    const integration = mustBeUnchanged(locked.get(link.integration.id), link);
    await this.engine.lock(em, release.id);
    const ticket = await ticketOf(em, release.id, input.platform);
    mustNotBeCreating(ticket);
    mustLinkNoOther(ticket, link);
    const now = await databaseNow(em);
    if (ticket && isLinked(ticket, link)) {
      await this.engine.takeSnapshot(em, ticket.operation, snapshot, now);
    } else {
      await this.write(em, caller, release, ticket, { ...link, integration });
    }
    await em.flush();
    await this.feed.publish(em, ticketTopic(release.id));
    return release;
  }

  private async write(
    em: EntityManager,
    caller: Caller,
    release: Release,
    known: ReleaseTicket | null,
    link: TicketLink,
  ): Promise<void> {
    const { input, integration, snapshot } = link;
    await this.record(em, caller, release, known, link);
    const parameters = await this.target.parametersFor(em, release, known, input, integration, snapshot.key);
    const configuration = { integrationId: integration.id, parameters };
    const ticket =
      known ?? (await this.planner.planOne(em, release, input.platform, configuration, integration));
    const now = await databaseNow(em);
    this.engine.link(ticket.operation, snapshot, integration.id, now);
    ticket.link(snapshot, configuration, now);
  }

  private async record(
    em: EntityManager,
    caller: Caller,
    release: Release,
    known: ReleaseTicket | null,
    { input: { platform }, integration, snapshot: { remoteId, key, url } }: TicketLink,
  ): Promise<void> {
    const others = await releasesLinkedTo(em, integration.id, remoteId);
    const replaced = known?.operation.key ?? null;
    const instead = replaced === null || replaced === key ? '' : `, instead of ${replaced}`;
    const names = others.map((other) => `${other.version} (${PLATFORM_NAMES[other.platform]})`).join(', ');
    const shared = others.length > 0 ? `; it is also the ticket of ${names}` : '';
    this.activity.recordAction(em, caller, {
      projectId: release.projectId,
      releaseId: release.id,
      action: 'release.ticket_linked',
      predicate: `linked ${key} as the ticket for ${PLATFORM_NAMES[platform]} of release ${release.version}${instead}${shared}`,
      details: { platform, key, url, integrationId: integration.id, replaced, alsoTicketOf: others },
    });
  }
}

function ticketOf(
  em: EntityManager,
  releaseId: string,
  platform: TargetPlatform,
): Promise<ReleaseTicket | null> {
  return em.findOne(ReleaseTicket, { releaseId, platform }, { populate: ['operation'] });
}

function isLinked({ operation }: ReleaseTicket, { integration, snapshot }: TicketLink): boolean {
  const { state, remoteId, integrationId } = operation;
  return state === TicketState.CREATED && remoteId === snapshot.remoteId && integrationId === integration.id;
}

function mustNotBeCreating(ticket: ReleaseTicket | null): void {
  if (ticket?.operation.state !== TicketState.CREATING) return;
  throw new ConflictError('Its ticket is being made right now. Try again in a moment.');
}

/** A ticket that somebody linked or a worker created while the tracker was asked is not replaced without notice. */
function mustLinkNoOther(ticket: ReleaseTicket | null, { snapshot, linkedBefore }: TicketLink): void {
  const { remoteId = null, key } = ticket?.operation ?? {};
  if (remoteId === null || remoteId === linkedBefore || remoteId === snapshot.remoteId) return;
  throw new ConflictError(
    `${key} became its ticket meanwhile. Load the release again; link once more to follow the other one instead.`,
  );
}

/** The integration still has the credentials with which the tracker was asked. */
function mustBeUnchanged(locked: Integration | undefined, { integration }: TicketLink): Integration {
  if (locked && !locked.isDeleted && locked.credentialVersion === integration.credentialVersion)
    return locked;
  throw new ConflictError('The integration was changed meanwhile. Try again.');
}

function notUnlinkable(state: TicketState): ConflictError {
  return new ConflictError(
    state === TicketState.SKIPPED
      ? 'Its ticket is SKIPPED already.'
      : `Its ticket is ${state}: wait until it is known what became of it, or link the one that is right.`,
  );
}
