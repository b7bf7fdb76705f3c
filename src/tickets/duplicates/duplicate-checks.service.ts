import type { EntityManager } from '@mikro-orm/postgresql';
import { Inject, Injectable } from '@nestjs/common';
import { SETTINGS, type Settings } from '../../config/index.js';
import { DomainEventsService } from '../../shared/events/index.js';
import type { TicketOperation } from '../engine/ticket-operation.entity.js';
import { nextCheckAt } from './duplicate-check-times.rules.js';
import { DuplicateCheck } from './duplicate-check.entity.js';
import { DUPLICATE_CHECKS_QUEUE } from './duplicate-checks.queue.js';

/** Schedules searches for second tickets of what was uncertain, for as long as one may turn up. */
@Injectable()
export class DuplicateChecksService {
  private readonly delaysMs: readonly number[];

  constructor(@Inject(SETTINGS) { timings }: Settings, events: DomainEventsService) {
    this.delaysMs = [
      timings.firstDuplicateCheckMs,
      timings.secondDuplicateCheckMs,
      timings.lastDuplicateCheckMs,
    ];
    events.on('integration.unavailable', async (em, { integration: { id, projectId, isDeleted } }) => {
      // Nothing can be searched for there any more.
      if (isDeleted) await DUPLICATE_CHECKS_QUEUE.drop(em, { projectId, integrationId: id });
    });
  }

  /** `operation`, locked by the caller's transaction, has just become uncertain. `projectKey`: where it was sent. */
  async schedule(
    em: EntityManager,
    operation: TicketOperation,
    projectKey: string,
    now: Date,
  ): Promise<void> {
    const dueAt = nextCheckAt(now, this.delaysMs, now)!;
    const { integrationId, operationId } = operation;
    const known = await em.findOne(DuplicateCheck, { integrationId, operationId, projectKey });
    if (known) known.restart(now, dueAt);
    else em.persist(new DuplicateCheck(operation, projectKey, now, dueAt));
  }

  /** It was searched for. */
  finish(em: EntityManager, check: DuplicateCheck, now: Date): void {
    const dueAt = nextCheckAt(check.uncertainAt, this.delaysMs, now);
    if (dueAt) check.reschedule(dueAt);
    else em.remove(check);
  }
}
