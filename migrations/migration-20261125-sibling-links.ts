import { Migration } from '@mikro-orm/migrations';

/** Tickets of one release in several trackers carry links to each other: which are to be put, and which are there. */
export class Migration20261125SiblingLinks extends Migration {
  override up(): void {
    this.addSql(
      'alter table ticket_operations add column are_links_outdated boolean not null default false;',
    );
    this.addSql(`
      create index ticket_operations_links_index on ticket_operations (project_id, owner_id)
        where are_links_outdated;

      create table sibling_links (
        id uuid primary key,
        project_id uuid not null references projects (id),
        ticket_operation_id uuid not null,
        owner_id uuid not null,
        platform text not null,
        integration_id uuid not null,
        remote_id varchar(255) not null,
        url varchar(2000) not null,
        title varchar(255) not null,
        due_at timestamptz(3) null,
        leased_until timestamptz(3) null,
        is_sent boolean not null,
        attempts int not null,
        unexplained int not null,
        refusal jsonb null,
        created_at timestamptz(3) not null,
        constraint sibling_links_platform_check check (platform in ('WEB', 'PLAY_STORE', 'APP_STORE')),
        constraint sibling_links_place_unique unique (project_id, ticket_operation_id, platform),
        constraint sibling_links_integration_fk foreign key (project_id, integration_id)
          references project_management_integrations (project_id, id),
        constraint sibling_links_ticket_operation_fk foreign key (project_id, ticket_operation_id)
          references ticket_operations (project_id, id)
      );
      create index sibling_links_due_index on sibling_links (integration_id, due_at) where due_at is not null;
      create index sibling_links_owner_index on sibling_links (project_id, owner_id);
    `);
  }
}
