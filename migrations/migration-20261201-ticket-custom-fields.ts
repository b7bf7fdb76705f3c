import { Migration } from '@mikro-orm/migrations';

/** The custom fields of a release ticket as they are rendered; its parameters keep the templates. */
export class Migration20261201TicketCustomFields extends Migration {
  override up(): void {
    this.addSql('alter table release_tickets add column custom_fields jsonb null;');
  }
}
