import type { EntityManager } from '@mikro-orm/postgresql';
import { v4 as uuidv4 } from 'uuid';
import { addJobSql } from '../add-job-sql.js';
import type { PayloadOf } from '../job.js';
import type { LeasedQueueOptions } from './leased-queue.options.js';

/** Rows that one job works on. `owner` is the fence: whoever saves a result checks that the row still has it. */
export interface Lease {
  readonly owner: string;
  readonly ids: readonly string[];
}

interface Condition {
  readonly sql: string;
  readonly values: readonly (string | number)[];
}

/** Batches that one call of `enqueueDue` enqueues at most, and batches that one call of `expired` lists. */
const ENQUEUED_MAX = 1_000;
const EXPIRED_MAX = 200;
const MS = `interval '1 millisecond'`;

/**
 * Rows of a table as a queue of work. A claim takes the due rows of one batch under a lease on the database's clock; the
 * limits on leases hold over all processes together. Whoever ends a lease calls `enqueueDue`, so that the next begins.
 *
 * Every statement locks rows in the order of ids, as all other code does: two orders would deadlock.
 */
export class LeasedQueue<Key extends PayloadOf<Key>> {
  private readonly table: string;
  private readonly fields: readonly (keyof Key & string)[];
  private readonly isOpen: string;

  constructor(private readonly options: LeasedQueueOptions<Key>) {
    this.table = options.table;
    this.fields = Object.keys(options.columns) as (keyof Key & string)[];
    this.isOpen = `(${options.isOpen ?? 'true'})`;
  }

  /**
   * Enqueues the job of every batch that is due, usable and within the limits. In each limit's group the batch that has
   * waited longest comes first, and groups take turns.
   */
  async enqueueDue(em: EntityManager, filter: Partial<Key> = {}): Promise<void> {
    const { job, priority, columns, limits } = this.options;
    const batch = this.fields.map((field) => columns[field]).join(', ');
    const fitting = limits.map(({ by, max }, index) => {
      const group = by.map((field) => columns[field]);
      const isSameGroup = group.map((column) => ` and l.${column} = b.${column}`).join('');
      return `, fitting_${index + 1} as (
        select * from (
          select ${batch}, waiting_since, row_number() over (
            ${group.length > 0 ? `partition by ${group.join(', ')}` : ''} order by place, waiting_since, ${batch}
          ) as place
          from fitting_${index}
        ) b
        where b.place <= ${max} - (
          select count(distinct l.lease_owner) from ${this.table} l
          where l.lease_owner is not null and l.lease_until >= now()${isSameGroup})
      )`;
    });
    const where = this.matching(filter);
    await em.execute(
      `with fitting_0 as (
         select ${batch}, min(greatest(q.due_at, q.created_at)) as waiting_since, 1 as place
         from ${this.table} q where ${this.isDue} and ${where.sql} group by ${batch}
       ) ${fitting.join('')}, chosen as (
         select * from fitting_${limits.length} order by place, waiting_since limit ${ENQUEUED_MAX}
       )
       select ${addJobSql(job, columns, priority)}
       from (select * from chosen order by ${job.keyFields.map((field) => columns[field]).join(', ')} offset 0) ordered`,
      where.values,
    );
  }

  /**
   * Takes what is due of a batch for `leaseMs`; null: nothing is, or a limit is reached. Claims of one group are taken one
   * after another. Live leases are counted by a statement of its own after that lock is held: a statement that waits for
   * the lock counts what was there before it waited.
   */
  async claim(em: EntityManager, key: Key, leaseMs: number): Promise<Lease | null> {
    await em.execute('select pg_advisory_xact_lock(hashtextextended(?, 0))', [this.claimLockOf(key)]);
    if (!(await this.hasCapacity(em, key))) return null;
    const { rowsPerClaim, order = 'q.due_at, q.id', claimSets } = this.options;
    const where = this.matching(key);
    const due = `${this.isDue} and ${where.sql}`;
    const first = rowsPerClaim
      ? `and q.id in (select q.id from ${this.table} q where ${due} order by ${order} limit ${rowsPerClaim})`
      : '';
    const owner = uuidv4();
    const rows = await em.execute<{ id: string }[]>(
      `with due as (select q.id from ${this.table} q where ${due} ${first} order by q.id for no key update of q)
       update ${this.table} q
       set lease_owner = ?, lease_until = clock_timestamp() + ? * ${MS}${claimSets ? `, ${claimSets}` : ''}
       from due where q.id = due.id returning q.id`,
      [...where.values, ...(rowsPerClaim ? where.values : []), owner, leaseMs],
    );
    return rows.length > 0 ? { owner, ids: rows.map(({ id }) => id) } : null;
  }

  /** Ends a lease on the rows where it is still held; they are due again after `delayMs`. */
  async release(em: EntityManager, { owner, ids }: Lease, delayMs: number): Promise<void> {
    await this.update(
      em,
      { sql: 'q.id = any(?::uuid[]) and q.lease_owner = ?', values: [`{${ids.join(',')}}`, owner] },
      `lease_owner = null, lease_until = null, due_at = now() + ? * ${MS}`,
      [delayMs],
    );
  }

  /** Work on any of these would fail as the last one did, for the `attempts`th time: all wait for `byMs` at least. */
  async postpone(em: EntityManager, filter: Partial<Key>, byMs: number, attempts: number): Promise<void> {
    const { sql, values } = this.matching(filter);
    await this.update(
      em,
      { sql: `q.due_at is not null and ${sql}`, values },
      `due_at = greatest(q.due_at, now() + ? * ${MS}), attempts = greatest(q.attempts, ?)`,
      [byMs, attempts],
    );
  }

  /**
   * Writes on rows that wait why they do. `reason`: an object with a `message`; a row that has the same message keeps its
   * own reason, which may say more. @returns the batches of the rows that were changed, some perhaps more than once.
   */
  async pause(em: EntityManager, filter: Partial<Key>, reason: object): Promise<readonly Key[]> {
    const { column, isShown } = this.waitingReason;
    const { sql, values } = this.matching(filter);
    const json = JSON.stringify(reason);
    return this.update(
      em,
      {
        sql: `(${isShown}) and q.${column}->>'message' is distinct from ?::jsonb->>'message' and ${sql}`,
        values: [json, ...values],
      },
      `${column} = ?::jsonb, updated_at = now()`,
      [json],
    );
  }

  /** What they waited for is over: they are due now, and say no reason any more. Leased rows stay as they are. */
  async resume(em: EntityManager, filter: Partial<Key>): Promise<void> {
    const { column, isShown } = this.waitingReason;
    const { sql, values } = this.matching(filter);
    await this.update(
      em,
      {
        sql: `q.lease_owner is null and ${this.isOpen} and ${sql}
          and (q.due_at > now() or ((${isShown}) and q.${column} is not null))`,
        values,
      },
      `${column} = case when ${isShown} then null else q.${column} end, due_at = 'epoch', updated_at = now()`,
      [],
    );
  }

  /** Deletes rows that nobody needs any more. */
  async drop(em: EntityManager, filter: Partial<Key>): Promise<void> {
    const { sql, values } = this.matching(filter);
    await em.execute(
      `with dropped as (select q.id from ${this.table} q where ${sql} order by q.id for update of q)
       delete from ${this.table} q using dropped where q.id = dropped.id`,
      values,
    );
  }

  /** Batches with a lease that ran out and must be ended by their owner before anybody claims the row again. */
  async expired(em: EntityManager): Promise<readonly Key[]> {
    return em.execute<Key[]>(
      `select distinct ${this.keyOfRow} from ${this.table} q where ${this.isExpired}
       order by ${this.fields.map((field) => `"${field}"`).join(', ')} limit ${EXPIRED_MAX}`,
    );
  }

  /** Locks such rows of one batch, but those that somebody else is ending. @returns row ids. */
  async lockExpired(em: EntityManager, key: Key): Promise<readonly string[]> {
    const { sql, values } = this.matching(key);
    const rows = await em.execute<{ id: string }[]>(
      `select q.id from ${this.table} q where ${this.isExpired} and ${sql}
       order by q.id for no key update of q skip locked`,
      values,
    );
    return rows.map(({ id }) => id);
  }

  private async hasCapacity(em: EntityManager, key: Key): Promise<boolean> {
    for (const { by, max } of this.options.limits) {
      const { sql, values } = this.matching(pick(key, by));
      const [row] = await em.execute<{ live: string }[]>(
        `select count(distinct q.lease_owner) as live from ${this.table} q
         where q.lease_owner is not null and q.lease_until >= clock_timestamp() and ${sql}`,
        values,
      );
      if (Number(row!.live) >= max) return false;
    }
    return true;
  }

  /** Of the fields that all limits have in common: claims that share no limit do not wait for one another. */
  private claimLockOf(key: Key): string {
    const { limits, job } = this.options;
    const shared = this.fields.filter((field) => limits.every(({ by }) => by.includes(field)));
    return [job.keyPrefix, ...shared.map((field) => key[field])].join(':');
  }

  private get isDue(): string {
    return `q.due_at <= now() and (q.lease_until is null or q.lease_until < now())
      and ${this.isOpen} and (${this.options.isUsable ?? 'true'})`;
  }

  private get isExpired(): string {
    return `(${this.options.isExpiring ?? 'false'}) and q.lease_until < now()`;
  }

  private get waitingReason() {
    const { waitingReason } = this.options;
    if (!waitingReason) throw new Error(`Rows of ${this.table} have no reason for waiting.`);
    return waitingReason;
  }

  private get keyOfRow(): string {
    return this.fields.map((field) => `q.${this.options.columns[field]} as "${field}"`).join(', ');
  }

  private async update(
    em: EntityManager,
    where: Condition,
    sets: string,
    values: readonly (string | number)[],
  ): Promise<readonly Key[]> {
    return em.execute<Key[]>(
      `with chosen as (select q.id from ${this.table} q where ${where.sql} order by q.id for no key update of q)
       update ${this.table} q set ${sets} from chosen where q.id = chosen.id
       returning ${this.keyOfRow}`,
      [...where.values, ...values],
    );
  }

  private matching(filter: Partial<Key>): Condition {
    const fields = this.fields.filter((field) => filter[field] !== undefined);
    return {
      sql: ['true', ...fields.map((field) => `q.${this.options.columns[field]} = ?`)].join(' and '),
      values: fields.map((field) => filter[field] as string | number),
    };
  }
}

function pick<Key>(key: Key, fields: readonly (keyof Key & string)[]): Partial<Key> {
  return Object.fromEntries(fields.map((field) => [field, key[field]])) as Partial<Key>;
}
