import { Migration } from '@mikro-orm/migrations';

/**
 * Every table. A reference between rows of one project is composite (project_id, id), so that no row can refer to another
 * project's. Never edit this file: a change to the tables is a new migration (docs/adr/0012).
 */
export class Migration20261201Initial extends Migration {
  override up(): void {
    this.addSql(`
      create table accounts (
        id uuid primary key,
        name varchar(100) not null,
        email varchar(320) null,
        created_at timestamptz(3) not null,
        updated_at timestamptz(3) not null,
        constraint accounts_email_unique unique (email)
      );

      create table projects (
        id uuid primary key,
        name varchar(100) not null,
        created_at timestamptz(3) not null,
        updated_at timestamptz(3) not null
      );

      create table memberships (
        id uuid primary key,
        project_id uuid not null references projects (id),
        account_id uuid not null references accounts (id),
        role text not null,
        created_at timestamptz(3) not null,
        constraint memberships_role_check check (role in ('OWNER', 'EDITOR', 'VIEWER')),
        constraint memberships_project_account_unique unique (project_id, account_id)
      );
      create index memberships_account_index on memberships (account_id);

      create table api_tokens (
        id uuid primary key,
        name varchar(100) not null,
        token_hash char(64) not null,
        project_id uuid null references projects (id),
        role text null,
        account_id uuid not null references accounts (id),
        created_by_id uuid not null references accounts (id),
        created_at timestamptz(3) not null,
        expires_at timestamptz(3) null,
        last_used_at timestamptz(3) null,
        revoked_at timestamptz(3) null,
        constraint api_tokens_role_check check (role in ('OWNER', 'EDITOR', 'VIEWER')),
        constraint api_tokens_limits_check check ((project_id is null) = (role is null)),
        constraint api_tokens_hash_unique unique (token_hash)
      );
      create index api_tokens_project_index on api_tokens (project_id);
      create index api_tokens_account_index on api_tokens (account_id);

      create table activity (
        id uuid primary key,
        project_id uuid not null references projects (id),
        release_id uuid null,
        at timestamptz(3) not null,
        actor_kind text not null,
        actor_name varchar(100) not null,
        actor_account_id uuid null references accounts (id),
        action varchar(100) not null,
        summary varchar(1000) not null,
        details jsonb null,
        constraint activity_actor_kind_check check (actor_kind in ('ACCOUNT', 'API_TOKEN', 'WEBHOOK', 'SYSTEM'))
      );
      create index activity_project_index on activity (project_id, id desc);
      create index activity_release_index on activity (project_id, release_id, id desc);
      create function activity_is_append_only() returns trigger language plpgsql as $$
        begin raise exception 'activity is append only'; end $$;
      create trigger activity_append_only before update or delete on activity
        for each row execute function activity_is_append_only();

      create table project_management_integrations (
        id uuid primary key,
        project_id uuid not null references projects (id),
        name varchar(100) not null,
        provider_type text not null,
        settings jsonb not null,
        secrets text null,
        credential_version int not null,
        is_enabled boolean not null,
        verification_status text not null,
        verification_message varchar(1000) null,
        last_verified_at timestamptz(3) null,
        remote_account varchar(400) null,
        paused_until timestamptz(3) null,
        paused_reason varchar(1000) null,
        pause_count int not null,
        created_by_id uuid not null references accounts (id),
        created_at timestamptz(3) not null,
        updated_at timestamptz(3) not null,
        deleted_at timestamptz(3) null,
        constraint project_management_integrations_provider_type_check
          check (provider_type in ('JIRA', 'LINEAR', 'ASANA', 'MONDAY', 'CLICKUP')),
        constraint project_management_integrations_verification_status_check
          check (verification_status in ('NOT_VERIFIED', 'VALID', 'INVALID', 'EXPIRED')),
        constraint integrations_secrets_check check ((secrets is null) = (deleted_at is not null)),
        constraint integrations_project_unique unique (project_id, id)
      );
      create unique index integrations_name_unique
        on project_management_integrations (project_id, name) where deleted_at is null;

      create table project_management_configs (
        id uuid primary key,
        project_id uuid not null references projects (id),
        integration_id uuid not null,
        name varchar(100) not null,
        description varchar(2000) null,
        platform_configurations jsonb not null,
        is_active boolean not null,
        created_by_id uuid not null references accounts (id),
        created_at timestamptz(3) not null,
        updated_at timestamptz(3) not null,
        deleted_at timestamptz(3) null,
        constraint pm_configs_project_unique unique (project_id, id),
        constraint pm_configs_integration_fk foreign key (project_id, integration_id)
          references project_management_integrations (project_id, id)
      );
      create unique index pm_configs_name_unique
        on project_management_configs (project_id, name) where deleted_at is null;

      create table release_configs (
        id uuid primary key,
        project_id uuid not null references projects (id),
        name varchar(100) not null,
        platforms text[] not null,
        inline_configuration jsonb null,
        pm_config_id uuid null,
        owns_pm_config boolean not null,
        created_by_id uuid not null references accounts (id),
        created_at timestamptz(3) not null,
        updated_at timestamptz(3) not null,
        deleted_at timestamptz(3) null,
        constraint release_configs_own_check check (pm_config_id is not null or not owns_pm_config),
        constraint release_configs_project_unique unique (project_id, id),
        constraint release_configs_pm_config_fk foreign key (project_id, pm_config_id)
          references project_management_configs (project_id, id) deferrable initially deferred
      );
      create unique index release_configs_name_unique
        on release_configs (project_id, name) where deleted_at is null;
      create index release_configs_pm_config_index on release_configs (project_id, pm_config_id);

      create table releases (
        id uuid primary key,
        project_id uuid not null references projects (id),
        version varchar(64) not null,
        type text not null,
        description varchar(10000) null,
        planned_date date null,
        platforms text[] not null,
        status text not null,
        pm_config_id uuid null,
        release_config_id uuid null,
        inline_configuration jsonb null,
        idempotency_key varchar(255) null,
        request_hash char(64) null,
        created_by_id uuid not null references accounts (id),
        created_at timestamptz(3) not null,
        updated_at timestamptz(3) not null,
        completed_at timestamptz(3) null,
        constraint releases_type_check check (type in ('MAJOR', 'MINOR', 'PATCH', 'HOTFIX')),
        constraint releases_status_check check (status in
          ('PLANNED', 'IN_PROGRESS', 'PAUSED', 'SUBMITTED', 'COMPLETED', 'CANCELLED', 'ARCHIVED')),
        constraint releases_one_source_check check (pm_config_id is null or inline_configuration is null),
        constraint releases_project_unique unique (project_id, id),
        constraint releases_idempotency_unique unique (project_id, idempotency_key),
        constraint releases_pm_config_fk foreign key (project_id, pm_config_id)
          references project_management_configs (project_id, id),
        constraint releases_release_config_fk foreign key (project_id, release_config_id)
          references release_configs (project_id, id)
      );
      create index releases_created_index on releases (project_id, created_at desc, id desc);
      create index releases_planned_index on releases (project_id, planned_date, id);

      create table ticket_operations (
        id uuid primary key,
        project_id uuid not null references projects (id),
        integration_id uuid not null,
        owner_kind text not null,
        owner_id uuid not null,
        platform text not null,
        operation_id uuid not null,
        generation int not null,
        generation_sent_at timestamptz(3) null,
        is_requested boolean not null,
        state text not null,
        attempt int not null,
        lease_owner uuid null,
        lease_until timestamptz(3) null,
        first_sent_at timestamptz(3) null,
        send_deadline timestamptz(3) null,
        confirmed_absent_at timestamptz(3) null,
        misses int not null,
        last_miss_at timestamptz(3) null,
        due_at timestamptz(3) not null,
        remote_id varchar(255) null,
        key varchar(255) null,
        url varchar(2000) null,
        first_missing_at timestamptz(3) null,
        reported_tickets jsonb not null,
        are_cross_links_outdated boolean not null default false,
        error jsonb null,
        created_at timestamptz(3) not null,
        updated_at timestamptz(3) not null,
        constraint ticket_operations_owner_kind_check check (owner_kind in ('RELEASE', 'REQUEST')),
        constraint ticket_operations_platform_check check (platform in ('WEB', 'PLAY_STORE', 'APP_STORE')),
        constraint ticket_operations_state_check check (state in
          ('PENDING', 'CREATING', 'UNCERTAIN', 'CREATED', 'FAILED', 'MISSING', 'SKIPPED')),
        constraint ticket_operations_created_check check (state <> 'CREATED' or remote_id is not null),
        constraint ticket_operations_creating_check check (state <> 'CREATING' or lease_owner is not null),
        constraint ticket_operations_project_unique unique (project_id, id),
        constraint ticket_operations_owner_unique unique (project_id, owner_id, platform),
        constraint ticket_operations_operation_unique unique (operation_id),
        constraint ticket_operations_integration_fk foreign key (project_id, integration_id)
          references project_management_integrations (project_id, id)
      );
      create index ticket_operations_due_index on ticket_operations (due_at)
        where state in ('PENDING', 'CREATING', 'UNCERTAIN');
      create index ticket_operations_lease_index on ticket_operations (integration_id, lease_until)
        where lease_owner is not null;
      create index ticket_operations_cross_links_index on ticket_operations (project_id, owner_id)
        where are_cross_links_outdated;

      create table release_tickets (
        id uuid primary key,
        project_id uuid not null references projects (id),
        release_id uuid not null,
        platform text not null,
        integration_id uuid not null,
        operation_id uuid not null,
        parameters jsonb not null,
        title varchar(255) not null,
        description text not null,
        labels jsonb not null,
        status varchar(255) null,
        category text null,
        checked_at timestamptz(3) null,
        check_error jsonb null,
        created_at timestamptz(3) not null,
        updated_at timestamptz(3) not null,
        constraint release_tickets_platform_check check (platform in ('WEB', 'PLAY_STORE', 'APP_STORE')),
        constraint release_tickets_category_check check (category in
          ('TODO', 'IN_PROGRESS', 'DONE', 'CANCELLED', 'UNKNOWN')),
        constraint release_tickets_project_unique unique (project_id, id),
        constraint release_tickets_operation_id_unique unique (operation_id),
        constraint release_tickets_platform_unique unique (project_id, release_id, platform),
        constraint release_tickets_release_fk foreign key (project_id, release_id)
          references releases (project_id, id) deferrable initially deferred,
        constraint release_tickets_integration_fk foreign key (project_id, integration_id)
          references project_management_integrations (project_id, id),
        constraint release_tickets_operation_fk foreign key (project_id, operation_id)
          references ticket_operations (project_id, id)
      );

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

      create table ticket_changes (
        id uuid primary key,
        project_id uuid not null references projects (id),
        ticket_operation_id uuid not null,
        owner_id uuid not null,
        kind text not null,
        key varchar(255) not null,
        integration_id uuid not null,
        remote_id varchar(255) not null,
        content jsonb not null,
        revision int not null,
        due_at timestamptz(3) null,
        lease_owner uuid null,
        lease_until timestamptz(3) null,
        is_sent boolean not null,
        attempts int not null,
        unexplained int not null,
        refusal jsonb null,
        created_at timestamptz(3) not null,
        constraint ticket_changes_kind_check check (kind in ('CROSS_LINK')),
        constraint ticket_changes_key_unique unique (project_id, ticket_operation_id, kind, key),
        constraint ticket_changes_integration_fk foreign key (project_id, integration_id)
          references project_management_integrations (project_id, id),
        constraint ticket_changes_ticket_operation_fk foreign key (project_id, ticket_operation_id)
          references ticket_operations (project_id, id)
      );
      create index ticket_changes_due_index on ticket_changes (integration_id, due_at) where due_at is not null;
      create index ticket_changes_lease_index on ticket_changes (integration_id, lease_until)
        where lease_owner is not null;
      create index ticket_changes_owner_index on ticket_changes (project_id, owner_id);

      create table duplicate_checks (
        id uuid primary key,
        project_id uuid not null references projects (id),
        integration_id uuid not null,
        ticket_operation_id uuid not null,
        operation_id uuid not null,
        project_key varchar(255) not null,
        sent_at timestamptz(3) not null,
        uncertain_at timestamptz(3) not null,
        due_at timestamptz(3) not null,
        lease_owner uuid null,
        lease_until timestamptz(3) null,
        created_at timestamptz(3) not null,
        constraint duplicate_checks_place_unique unique (project_id, operation_id, integration_id, project_key),
        constraint duplicate_checks_integration_fk foreign key (project_id, integration_id)
          references project_management_integrations (project_id, id),
        constraint duplicate_checks_ticket_operation_fk foreign key (project_id, ticket_operation_id)
          references ticket_operations (project_id, id)
      );
      create index duplicate_checks_due_index on duplicate_checks (integration_id, due_at);
      create index duplicate_checks_lease_index on duplicate_checks (integration_id, lease_until)
        where lease_owner is not null;

      -- What all processes together may ask of trackers. Unlogged: it is about seconds, and written at every call.
      create unlogged table call_budgets (
        key text primary key,
        per_call_ms double precision not null,
        burst int not null,
        next_at timestamptz not null,
        paused_until timestamptz not null
      );

      -- Since when this database is known to have lost nothing (docs/adr/0011): one row. Unlogged on purpose: PostgreSQL
      -- empties the table after a crash, and it reaches neither a standby nor a base backup.
      create unlogged table database_continuity (
        is_only boolean primary key default true check (is_only),
        database_oid oid not null,
        server_started_at timestamptz not null,
        since timestamptz not null,
        heartbeat_at timestamptz not null
      );

      create table instance_secrets (
        name varchar(100) primary key,
        value text not null,
        created_at timestamptz(3) not null default now()
      );
    `);
  }
}
