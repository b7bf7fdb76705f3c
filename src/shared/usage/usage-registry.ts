import type { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import type { UsedBy } from '../errors/index.js';

export type UsedThing = 'integration' | 'pm-config';

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
  private readonly queries = new Map<UsedThing, UsageQuery[]>();

  register(thing: UsedThing, query: UsageQuery): void {
    this.queries.set(thing, [...(this.queries.get(thing) ?? []), query]);
  }

  /**
   * Every user of each id, in the order in which modules registered; an empty list for what nobody uses.
   * @throws where a query answers about another id: to drop its users would let what is in use be erased.
   */
  async of(
    em: EntityManager,
    thing: UsedThing,
    ids: readonly string[],
  ): Promise<ReadonlyMap<string, UsedBy[]>> {
    const users = new Map<string, UsedBy[]>(ids.map((id) => [id, []]));
    for (const query of this.queries.get(thing) ?? []) {
      for (const [id, more] of await query(em, ids)) {
        const known = users.get(id);
        if (!known) throw new Error(`Asked for users of ${thing} ${ids.join(', ')}, answered of ${id}.`);
        known.push(...more);
      }
    }
    return users;
  }
}
