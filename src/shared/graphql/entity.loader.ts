import { type EntityClass, EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { findByIds } from '../persistence/index.js';
import type { LoaderCache } from './graphql-context.js';

/**
 * Entities for fields that lead to one, all of an operation's in one query per entity. Only for ids that stand in rows
 * which the caller may see: an entity without a tenancy filter, as an account, is not checked again here.
 */
@Injectable()
export class EntityLoader {
  constructor(private readonly em: EntityManager) {}

  /** A deleted one too, since the row still refers to it. @throws Error where it is not there. */
  async require<T extends { id: string }>(
    loaders: LoaderCache,
    entity: EntityClass<T>,
    id: string,
  ): Promise<T> {
    const found = await this.load(loaders, entity, id);
    if (!found) throw new Error(`${entity.name} ${id} is referred to, but is not there.`);
    return found;
  }

  /** Null without an id, and for a deleted one. */
  async findUndeleted<T extends { id: string; readonly isDeleted: boolean }>(
    loaders: LoaderCache,
    entity: EntityClass<T>,
    id: string | null,
  ): Promise<T | null> {
    const found = id === null ? null : await this.load(loaders, entity, id);
    return found?.isDeleted ? null : found;
  }

  /** In a fork: what the running operation changes and has not saved is no answer. */
  private load<T extends { id: string }>(
    loaders: LoaderCache,
    entity: EntityClass<T>,
    id: string,
  ): Promise<T | null> {
    return loaders.get(entity, (ids) => findByIds(this.em.fork(), entity, ids)).load(id);
  }
}
