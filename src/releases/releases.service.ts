import { EntityManager, LockMode, UniqueConstraintViolationException } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import type { Caller } from '../access/index.js';
import { ActivityLogService } from '../activity/index.js';
import { Clock } from '../shared/clock/index.js';
import { ConflictError, NotFoundError } from '../shared/errors/index.js';
import { idempotencyKeyReusedError } from '../shared/idempotency/index.js';
import { findById } from '../shared/persistence/index.js';
import { TicketEngineService, type TicketWait, TicketWaiterService } from '../tickets/index.js';
import { ConfigChoiceService } from './config-choice.service.js';
import { Release } from './release.entity.js';
import { transitionViolation } from './release.rules.js';
import type { ChangeReleaseStatusInput, ReleaseRequest } from './releases.inputs.js';
import { TicketPlannerService } from './tickets/ticket-planner.service.js';

@Injectable()
export class ReleasesService {
  constructor(
    private readonly em: EntityManager,
    private readonly clock: Clock,
    private readonly activity: ActivityLogService,
    private readonly configChoice: ConfigChoiceService,
    private readonly planner: TicketPlannerService,
    private readonly engine: TicketEngineService,
    private readonly waiter: TicketWaiterService,
  ) {}

  find(id: string): Promise<Release | null> {
    return findById(this.em, Release, id);
  }

  /** Writes release, tickets and wake-ups in one transaction, then waits at most `waitForTicketsMs` for the tickets. */
  async create(caller: Caller, input: ReleaseRequest): Promise<Release> {
    const wait = this.waiter.open();
    try {
      const known = await this.findKnown(input);
      const release = wait.subscribe(known ?? (await this.createOrFind(caller, input, wait)));
      await wait.untilIdle(input.waitForTicketsMs);
      return release;
    } finally {
      wait.close();
    }
  }

  async changeStatus(caller: Caller, { id, status }: ChangeReleaseStatusInput): Promise<Release> {
    return this.em.transactional(async (em) => {
      const release = await this.lock(em, id);
      const violation = transitionViolation(release.status, status);
      if (violation) throw new ConflictError(violation);
      const from = release.status;
      const now = this.clock.now();
      release.setStatus(status, now);
      if (!release.isOpen) {
        this.engine.cancel(await this.engine.lock(em, id), now);
      }
      this.activity.recordAction(em, caller, {
        projectId: release.projectId,
        releaseId: release.id,
        action: 'release.status_changed',
        predicate: `moved release ${release.version} from ${from} to ${status}`,
        details: { from, to: status },
      });
      return release;
    });
  }

  /** Reads it anew FOR UPDATE. */
  async lock(em: EntityManager, id: string, path = 'id'): Promise<Release> {
    const release = await findById(em, Release, id, LockMode.PESSIMISTIC_WRITE);
    if (!release) throw new NotFoundError('release', path);
    return release;
  }

  private async createOrFind(caller: Caller, input: ReleaseRequest, wait: TicketWait): Promise<Release> {
    try {
      return await this.em.transactional(async (em) => wait.subscribe(await this.write(em, caller, input)));
    } catch (error) {
      // Two requests with one key at the same time: the second one finds the release of the first.
      const first = error instanceof UniqueConstraintViolationException && (await this.findKnown(input));
      if (!first) throw error;
      return first;
    }
  }

  /** The release of an earlier request with this key. @throws ConflictError where that request had another input. */
  private async findKnown({
    projectId,
    idempotencyKey,
    requestHash,
  }: ReleaseRequest): Promise<Release | null> {
    if (!idempotencyKey) return null;
    const known = await this.em.findOne(Release, { projectId, idempotencyKey });
    if (known && known.requestHash !== requestHash) throw idempotencyKeyReusedError();
    return known;
  }

  private async write(em: EntityManager, caller: Caller, input: ReleaseRequest): Promise<Release> {
    const { stored, source, locked } = await this.configChoice.choose(em, input);
    const release = new Release({
      ...input,
      description: input.description || null,
      plannedDate: input.plannedDate ?? null,
      idempotencyKey: input.idempotencyKey ?? null,
      createdById: caller.account.id,
      ...stored,
    });
    em.persist(release);
    const operations = await this.planner.plan(em, release, source, { locked });
    this.activity.recordAction(em, caller, {
      projectId: release.projectId,
      releaseId: release.id,
      action: 'release.created',
      predicate: `created release ${release.version}`,
      details: { version: release.version, platforms: release.platforms },
    });
    await em.flush();
    await this.engine.wake(em, operations);
    return release;
  }
}

export function mustBeOpen(release: Release): void {
  if (release.isOpen) return;
  throw new ConflictError(`The release is ${release.status} and cannot be changed any more.`);
}
