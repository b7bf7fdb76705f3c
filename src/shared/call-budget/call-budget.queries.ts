import type { EntityManager } from '@mikro-orm/postgresql';
import type { StoredRate } from './call-rate.rules.js';

/**
 * One call's turn: the generic cell rate algorithm, on one row per budget and the database's clock. `next_at` is when the
 * calls so far would all have had their turn, had they come one by one; a burst may run ahead of it.
 * @returns milliseconds until the turn. More than `patienceMs`: it was not taken. Null: the budget is not known yet.
 */
export async function takePermit(
  em: EntityManager,
  key: string,
  reserve: number,
  maxWaitMs: number,
): Promise<number | null> {
  const [row] = await em.execute<{ wait_ms: string }[]>(
    `with budget as (
       select key, greatest(next_at, clock_timestamp()) as base,
         greatest(0, extract(epoch from greatest(
           next_at - greatest(burst - ?, 0) * per_call_ms * interval '1 millisecond',
           paused_until) - clock_timestamp()) * 1000) as wait_ms
       from call_budgets where key = ? for update
     )
     update call_budgets b
     set next_at = case when budget.wait_ms <= ?
       then budget.base + b.per_call_ms * interval '1 millisecond' else b.next_at end
     from budget where b.key = budget.key
     returning budget.wait_ms`,
    [reserve, key, maxWaitMs],
  );
  return row ? Number(row.wait_ms) : null;
}

export async function createBudget(em: EntityManager, key: string, rate: StoredRate): Promise<void> {
  await em.execute(
    `insert into call_budgets (key, per_call_ms, burst, next_at, paused_until)
     values (?, ?, ?, '-infinity', '-infinity') on conflict (key) do nothing`,
    [key, rate.perCallMs, rate.burst],
  );
}

export async function setRate(em: EntityManager, key: string, rate: StoredRate): Promise<void> {
  await em.execute('update call_budgets set per_call_ms = ?, burst = ? where key = ?', [
    rate.perCallMs,
    rate.burst,
    key,
  ]);
}

/** Milliseconds until the other side may be asked again; 0: it may. */
export async function remainingPauseMs(em: EntityManager, key: string): Promise<number> {
  const [row] = await em.execute<{ left_ms: string }[]>(
    `select extract(epoch from paused_until - clock_timestamp()) * 1000 as left_ms
     from call_budgets where key = ? and paused_until > clock_timestamp()`,
    [key],
  );
  return row ? Number(row.left_ms) : 0;
}

/** The longest pause wins. */
export async function pauseBudget(em: EntityManager, key: string, pauseMs: number): Promise<void> {
  await em.execute(
    `update call_budgets
     set paused_until = greatest(paused_until, clock_timestamp() + ? * interval '1 millisecond') where key = ?`,
    [pauseMs, key],
  );
}

/** Those that nobody has used for a day. */
export async function deleteUnusedBudgets(em: EntityManager): Promise<void> {
  await em.execute(
    `delete from call_budgets where greatest(next_at, paused_until) < now() - interval '1 day'`,
  );
}
