import type { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import type { UsedBy } from '../errors/index.js';

export type UsageTarget = 'integration' | 'pm-config';

/** Users of each thing, by the thing's id; things that nobody uses may be left out. */
export type UsageQuery = (
  em: EntityManager,
  ids: readonly string[],
) => Promise<ReadonlyMap<string, readonly UsedBy[]>>;

/**
 * Who uses what. A module above registers a query, so that one below can refuse to delete what is still in use without
 * knowing who could use it.
 */
@Injectable()
export class UsageRegistry {
  private readonly queries = new Map<UsageTarget, UsageQuery[]>();

  register(target: UsageTarget, query: UsageQuery): void {
    this.queries.set(target, [...(this.queries.get(target) ?? []), query]);
  }

  /**
   * Every user of each id, in the order in which modules registered; an empty list for what nobody uses.
   * @throws where a query answers about another id: to drop its users would let what is in use be erased.
   */
  async findUsers(
    em: EntityManager,
    target: UsageTarget,
    ids: readonly string[],
  ): Promise<ReadonlyMap<string, UsedBy[]>> {
    const users = new Map<string, UsedBy[]>(ids.map((id) => [id, []]));
    for (const query of this.queries.get(target) ?? []) {
      for (const [id, found] of await query(em, ids)) {
        const known = users.get(id);
        if (!known) throw new Error(`Asked for users of ${target} ${ids.join(', ')}, answered of ${id}.`);
        known.push(...found);
      }
    }
    return users;
  }
}
