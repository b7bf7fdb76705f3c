import { Migration } from '@mikro-orm/migrations';

/** What all processes together may ask of trackers. Unlogged: it is about seconds, and written at every call. */
export class Migration20261125CallBudgets extends Migration {
  override up(): void {
    this.addSql(`create unlogged table call_budgets (
      key text primary key,
      per_call_ms double precision not null,
      burst int not null,
      next_at timestamptz not null,
      paused_until timestamptz not null
    );`);
  }
}
