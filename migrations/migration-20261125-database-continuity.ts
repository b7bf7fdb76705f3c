import { Migration } from '@mikro-orm/migrations';

/**
 * Since when this database is known to have lost nothing (ADR 11): one row. Unlogged on purpose: PostgreSQL empties the
 * table after a crash, and it reaches neither a standby nor a base backup, so that whatever takes over begins anew.
 */
export class Migration20261125DatabaseContinuity extends Migration {
  override up(): void {
    this.addSql(`create unlogged table database_continuity (
      is_only boolean primary key default true check (is_only),
      database_oid oid not null,
      server_started_at timestamptz not null,
      since timestamptz not null,
      beat_at timestamptz not null
    );`);
  }
}
