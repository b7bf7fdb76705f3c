import { Migration } from '@mikro-orm/migrations';

/** What a member is called in a project, by whoever let them in; null: as the account. */
export class Migration20261201MemberNames extends Migration {
  override up(): void {
    this.addSql('alter table memberships add column name varchar(100) null;');
  }
}
