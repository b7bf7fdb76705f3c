import type { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';

/** Event names and what each carries. A module that emits one adds it here by declaration merging. */
// eslint-disable-next-line @typescript-eslint/no-empty-object-type
export interface DomainEventMap {}

type Handler<E> = (em: EntityManager, event: E) => Promise<void> | void;

/**
 * How a lower module tells those above it, without knowing them. Handlers run in the emitter's transaction, one after
 * another: what they write is saved or lost together with what caused it.
 */
@Injectable()
export class DomainEventsService {
  private readonly handlers = new Map<string, Handler<never>[]>();

  on<N extends keyof DomainEventMap>(name: N, handler: Handler<DomainEventMap[N]>): void {
    this.handlers.set(name, [...(this.handlers.get(name) ?? []), handler]);
  }

  async emit<N extends keyof DomainEventMap>(
    em: EntityManager,
    name: N,
    event: DomainEventMap[N],
  ): Promise<void> {
    for (const handler of this.handlers.get(name) ?? [])
      await (handler as Handler<DomainEventMap[N]>)(em, event);
  }
}
