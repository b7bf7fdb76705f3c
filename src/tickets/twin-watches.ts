import type { EntityManager } from '@mikro-orm/postgresql';
import { Inject, Injectable } from '@nestjs/common';
import { SETTINGS, type Settings } from '../config/index.js';
import { DomainEvents } from '../shared/events/index.js';
import type { TicketOperation } from './ticket-operation.entity.js';
import { nextLookAt } from './twin-looks.rules.js';
import { TwinWatch } from './twin-watch.entity.js';

/** Keeps in mind what was uncertain, for as long as a second ticket of it may turn up. */
@Injectable()
export class TwinWatches {
  private readonly delaysMs: readonly number[];

  constructor(@Inject(SETTINGS) { timings }: Settings, events: DomainEvents) {
    this.delaysMs = [timings.firstTwinLookMs, timings.secondTwinLookMs, timings.lastTwinLookMs];
    events.on('integration.held', async (em, { integration: { id, isDeleted } }) => {
      // Nothing can be looked for there any more.
      if (isDeleted) await em.nativeDelete(TwinWatch, { integrationId: id });
    });
  }

  /** `operation`, locked by the caller's transaction, has just become uncertain. `projectKey`: where it was sent. */
  async begin(em: EntityManager, operation: TicketOperation, projectKey: string, now: Date): Promise<void> {
    const dueAt = nextLookAt(now, this.delaysMs, now)!;
    const { integrationId, operationId } = operation;
    const known = await em.findOne(TwinWatch, { integrationId, operationId, projectKey });
    if (known) known.renew(now, dueAt);
    else em.persist(new TwinWatch(operation, projectKey, now, dueAt));
  }

  /** It was looked for. */
  looked(em: EntityManager, watch: TwinWatch, now: Date): void {
    const dueAt = nextLookAt(watch.uncertainAt, this.delaysMs, now);
    if (dueAt) watch.rest(dueAt);
    else em.remove(watch);
  }
}
