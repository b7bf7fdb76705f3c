import { Migration } from '@mikro-orm/migrations';

/** When a look for a ticket last counted as a miss, so that asking often neither counts nor delays. */
export class Migration20261123LastMiss extends Migration {
  override up(): void {
    this.addSql('alter table ticket_operations add column last_miss_at timestamptz(3) null;');
  }
}
