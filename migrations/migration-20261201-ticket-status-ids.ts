import { Migration } from '@mikro-orm/migrations';

/** The tracker's id of a release ticket's status: names are translated, and change. */
export class Migration20261201TicketStatusIds extends Migration {
  override up(): void {
    this.addSql('alter table release_tickets add column status_id varchar(255) null;');
  }
}
