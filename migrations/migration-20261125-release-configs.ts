import { Migration } from '@mikro-orm/migrations';

/** Reusable ways to release. A pm config that is made with one is checked at commit: one flush writes both. */
export class Migration20261125ReleaseConfigs extends Migration {
  override up(): void {
    this.addSql(`
      create table release_configs (
        id uuid primary key,
        project_id uuid not null references projects (id),
        name varchar(100) not null,
        platforms text[] not null,
        jira_project jsonb null,
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

      alter table releases
        add column release_config_id uuid null,
        add constraint releases_release_config_fk foreign key (project_id, release_config_id)
          references release_configs (project_id, id);
    `);
  }
}
