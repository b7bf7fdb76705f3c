import { Migration } from '@mikro-orm/migrations';

/** Which creations were uncertain, so that a second ticket that shows only later is found; and who was told of what. */
export class Migration20261125TwinWatches extends Migration {
  override up(): void {
    this.addSql(`alter table ticket_operations add column told_of jsonb not null default '[]';`);
    this.addSql(`update ticket_operations set told_of = jsonb_build_array(integration_id || '/' || remote_id)
      where remote_id is not null;`);
    this.addSql('alter table ticket_operations alter column told_of drop default;');
    this.addSql(`
      create table twin_watches (
        id uuid primary key,
        project_id uuid not null references projects (id),
        integration_id uuid not null,
        ticket_operation_id uuid not null,
        operation_id uuid not null,
        project_key varchar(255) not null,
        sent_at timestamptz(3) not null,
        uncertain_at timestamptz(3) not null,
        due_at timestamptz(3) not null,
        looking_until timestamptz(3) null,
        created_at timestamptz(3) not null,
        constraint twin_watches_place_unique unique (project_id, operation_id, integration_id, project_key),
        constraint twin_watches_integration_fk foreign key (project_id, integration_id)
          references project_management_integrations (project_id, id),
        constraint twin_watches_ticket_operation_fk foreign key (project_id, ticket_operation_id)
          references ticket_operations (project_id, id)
      );
      create index twin_watches_due_index on twin_watches (integration_id, due_at);
    `);
  }
}
