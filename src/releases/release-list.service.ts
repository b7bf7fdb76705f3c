import { EntityManager, type FilterQuery, QueryOrder, type QueryOrderMap } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { validate as isUuid } from 'uuid';
import { normaliseVersion } from '../pm-configs/index.js';
import { InvalidInputError } from '../shared/errors/index.js';
import {
  checkFirst,
  decodeCursor,
  isCalendarDay,
  type Keyset,
  type Page,
  parseInstant,
  toPage,
} from '../shared/graphql/index.js';
import { Release } from './release.entity.js';
import { ReleaseOrder } from './release.enums.js';
import type { ReleaseFilter } from './releases.inputs.js';

export interface ReleaseListQuery {
  readonly projectId: string;
  readonly filter?: ReleaseFilter | null | undefined;
  readonly orderBy: ReleaseOrder;
  /** 1 to 100. */
  readonly first: number;
  readonly after?: string | null | undefined;
}

export interface ReleasePage extends Page<Release> {
  /** Counted when it is read. */
  readonly totalCount: Promise<number>;
}

/** An order of the list: its sort, the keyset of a row, and the condition for the rows after a keyset. */
interface Order {
  readonly by: QueryOrderMap<Release>;
  readonly keysetOf: (release: Release) => Keyset;
  readonly after: (key: string | null, id: string) => FilterQuery<Release> | null;
}

const { ASC_NULLS_LAST, DESC_NULLS_LAST, ASC, DESC } = QueryOrder;

const ORDERS: Readonly<Record<ReleaseOrder, Order>> = {
  [ReleaseOrder.CREATED_AT_DESC]: {
    by: { createdAt: DESC, id: DESC },
    keysetOf: ({ createdAt, id }) => [ReleaseOrder.CREATED_AT_DESC, createdAt.toISOString(), id],
    after: (key, id) => {
      const at = parseInstant(key ?? '');
      return at && { $or: [{ createdAt: { $lt: at } }, { createdAt: at, id: { $lt: id } }] };
    },
  },
  [ReleaseOrder.PLANNED_DATE_ASC]: plannedOrder(ReleaseOrder.PLANNED_DATE_ASC, ASC_NULLS_LAST, '$gt'),
  [ReleaseOrder.PLANNED_DATE_DESC]: plannedOrder(ReleaseOrder.PLANNED_DATE_DESC, DESC_NULLS_LAST, '$lt'),
};

function plannedOrder(name: ReleaseOrder, direction: QueryOrder, beyond: '$gt' | '$lt'): Order {
  return {
    by: { plannedDate: direction, id: beyond === '$gt' ? ASC : DESC },
    keysetOf: ({ plannedDate, id }) => [name, plannedDate, id],
    after: (key, id) => {
      if (key === null) return { plannedDate: null, id: { [beyond]: id } };
      if (!isCalendarDay(key)) return null;
      return {
        $or: [
          { plannedDate: { [beyond]: key } },
          { plannedDate: key, id: { [beyond]: id } },
          { plannedDate: null },
        ],
      };
    },
  };
}

/** Lists of releases: filters, orders, keyset pages. */
@Injectable()
export class ReleaseListService {
  constructor(private readonly em: EntityManager) {}

  /** @throws InvalidInputError on `first`, `after` and `filter`. */
  async page({ projectId, filter, orderBy, first, after }: ReleaseListQuery): Promise<ReleasePage> {
    const limit = checkFirst(first) + 1;
    const where = { $and: [{ projectId }, ...conditions(filter ?? {})] } as FilterQuery<Release>;
    const order = ORDERS[orderBy];
    const beyond = after == null ? [] : [conditionAfter(order, orderBy, after)];
    const em = this.em.fork();
    const rows = await em.find(
      Release,
      { $and: [where, ...beyond] },
      {
        orderBy: order.by,
        limit,
      },
    );
    return {
      ...toPage(rows, first, after != null, order.keysetOf),
      get totalCount() {
        return em.count(Release, where);
      },
    };
  }
}

function conditionAfter(order: Order, name: ReleaseOrder, cursor: string): FilterQuery<Release> {
  const [ofOrder, key = null, id] = decodeCursor(cursor, 3);
  const condition = ofOrder === name && isUuid(id) ? order.after(key, id as string) : null;
  if (!condition)
    throw InvalidInputError.of('after', 'is a cursor of another list or order; begin again without it.');
  return condition;
}

function conditions(filter: ReleaseFilter): FilterQuery<Release>[] {
  const { status, platform, version, versionContains, plannedFrom, plannedTo } = filter;
  return [
    ...(status ? [{ status: { $in: status } }] : []),
    ...(platform ? [{ platforms: { $contains: [platform] } }] : []),
    ...(version ? [{ version: normaliseVersion(version) }] : []),
    ...(versionContains ? [{ version: { $ilike: containing(normaliseVersion(versionContains)) } }] : []),
    ...(plannedFrom ? [{ plannedDate: { $gte: plannedFrom } }] : []),
    ...(plannedTo ? [{ plannedDate: { $lte: plannedTo } }] : []),
  ] as FilterQuery<Release>[];
}

/** A LIKE pattern; wildcards in the text are escaped. */
function containing(text: string): string {
  return `%${text.replace(/[\\%_]/g, '\\$&')}%`;
}
