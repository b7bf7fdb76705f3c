import { Entity, Enum, Index, Property, Unique } from '@mikro-orm/decorators/legacy';
import { ProjectRole } from '../../shared/graphql/index.js';
import { BaseEntity, TenantFilter } from '../../shared/persistence/index.js';

/** Of one project. */
export const MAX_MEMBERS = 300;

/** What an account may do in a project. */
@Entity({ tableName: 'memberships' })
@Unique({ name: 'memberships_project_account_unique', properties: ['projectId', 'accountId'] })
@TenantFilter('projectId')
export class Membership extends BaseEntity {
  @Property({ type: 'uuid' })
  projectId: string;

  @Index({ name: 'memberships_account_index' })
  @Property({ type: 'uuid' })
  accountId: string;

  @Enum({ items: () => ProjectRole, type: 'text' })
  role: ProjectRole;

  /** What they are called in this project, by whoever let them in; null: as their account. */
  @Property({ type: 'string', length: 100, nullable: true })
  name: string | null;

  constructor(projectId: string, accountId: string, role: ProjectRole, name: string | null = null) {
    super();
    this.projectId = projectId;
    this.accountId = accountId;
    this.role = role;
    this.name = name;
  }

  changeRole(role: ProjectRole): void {
    this.role = role;
  }
}
