import { Migration } from '@mikro-orm/migrations';

/** Which token made a token, with which it ends. Unknown for those that are there already. */
export class Migration20261201TokenParents extends Migration {
  override up(): void {
    this.addSql('alter table api_tokens add column parent_id uuid null references api_tokens (id);');
    this.addSql('create index api_tokens_parent_index on api_tokens (parent_id);');
  }
}
