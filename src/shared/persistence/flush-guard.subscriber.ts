import { type EventSubscriber, type FlushEventArgs, helper } from '@mikro-orm/core';
import type { EntityManager } from '@mikro-orm/postgresql';
import { mayAccessProject } from './tenancy.js';

/**
 * Filters hold for reads and native updates, but neither for inserts into a foreign project nor for references that
 * were never loaded. This refuses both, before any SQL is sent.
 */
export class FlushGuardSubscriber implements EventSubscriber {
  onFlush({ em, uow }: FlushEventArgs): void {
    for (const { entity, type, meta } of uow.getChangeSets()) {
      if (type !== 'create' && !helper(entity as object).__initialized) {
        throw new Error(`Refused to write a ${meta.className} that was never loaded.`);
      }
      const projectId = (entity as { projectId?: unknown }).projectId;
      if (typeof projectId === 'string' && !mayAccessProject(em as EntityManager, projectId)) {
        throw new Error(`Refused to write a ${meta.className} of a project outside this request.`);
      }
    }
  }
}
