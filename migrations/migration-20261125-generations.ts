import { Migration } from '@mikro-orm/migrations';

/** How often a tracker has refused an operation, for the idempotency keys of trackers that have them. */
export class Migration20261125Generations extends Migration {
  override up(): void {
    this.addSql(`alter table ticket_operations
      add column generation int not null default 0,
      add column generation_sent_at timestamptz(3) null;`);
    this.addSql('update ticket_operations set generation_sent_at = first_sent_at;');
    this.addSql('alter table ticket_operations alter column generation drop default;');
  }
}
