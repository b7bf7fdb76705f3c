import { Migration } from '@mikro-orm/migrations';

/** Tickets without a release: who asked for them, by which key, and what they say for as long as that is needed. */
export class Migration20261125TicketRequests extends Migration {
  override up(): void {
    this.addSql(`
      create table ticket_requests (
        id uuid primary key,
        project_id uuid not null references projects (id),
        idempotency_key varchar(255) not null,
        request_hash char(64) not null,
        created_by_id uuid not null references accounts (id),
        created_at timestamptz(3) not null,
        constraint ticket_requests_project_unique unique (project_id, id),
        constraint ticket_requests_idempotency_unique unique (project_id, idempotency_key)
      );

      create table ticket_drafts (
        id uuid primary key,
        project_id uuid not null references projects (id),
        operation_id uuid not null,
        content jsonb not null,
        created_at timestamptz(3) not null,
        constraint ticket_drafts_operation_id_unique unique (operation_id),
        constraint ticket_drafts_operation_fk foreign key (project_id, operation_id)
          references ticket_operations (project_id, id)
      );

      alter table ticket_operations
        drop constraint ticket_operations_owner_kind_check,
        add constraint ticket_operations_owner_kind_check check (owner_kind in ('RELEASE', 'REQUEST'));
    `);
  }
}
