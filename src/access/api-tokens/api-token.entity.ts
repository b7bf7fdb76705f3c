import { Check, Entity, Enum, Index, Property, Unique } from '@mikro-orm/decorators/legacy';
import { hashToken } from '../../shared/crypto/index.js';
import { ProjectRole } from '../../shared/graphql/index.js';
import { BaseEntity, TenantFilter, TIMESTAMP } from '../../shared/persistence/index.js';

export interface TokenLimits {
  readonly projectId: string;
  readonly role: ProjectRole;
}

interface NewApiToken {
  readonly name: string;
  /** The token itself; only its hash is kept. */
  readonly token: string;
  /** Null: the account's own, which acts with the account's memberships. */
  readonly limits: TokenLimits | null;
  readonly accountId: string;
  readonly createdById: string;
  /** The token that it was made with; null: none, as the one of the first start. */
  readonly parentId?: string | null;
  readonly expiresAt?: Date | null | undefined;
}

/** Of one account in one project, those that are not revoked. */
export const MAX_API_TOKENS = 50;

/**
 * What a program signs in with. Behind the tenancy filter: those limited to a project are seen with the project, and an
 * account's own (no project) only through the named door.
 */
@Entity({ tableName: 'api_tokens' })
@Unique({ name: 'api_tokens_hash_unique', properties: ['tokenHash'] })
@Check({ name: 'api_tokens_limits_check', expression: '(project_id is null) = (role is null)' })
@TenantFilter('projectId')
export class ApiToken extends BaseEntity {
  @Property({ type: 'string', length: 100 })
  name: string;

  @Property({ type: 'character', length: 64, lazy: true })
  tokenHash: string;

  @Index({ name: 'api_tokens_project_index' })
  @Property({ type: 'uuid', nullable: true })
  projectId: string | null;

  @Enum({ items: () => ProjectRole, type: 'text', nullable: true })
  role: ProjectRole | null;

  @Index({ name: 'api_tokens_account_index' })
  @Property({ type: 'uuid' })
  accountId: string;

  @Property({ type: 'uuid' })
  createdById: string;

  /** It ends with this one. */
  @Index({ name: 'api_tokens_parent_index' })
  @Property({ type: 'uuid', nullable: true })
  parentId: string | null;

  @Property({ ...TIMESTAMP, nullable: true })
  expiresAt: Date | null;

  @Property({ ...TIMESTAMP, nullable: true })
  lastUsedAt: Date | null = null;

  @Property({ ...TIMESTAMP, nullable: true })
  revokedAt: Date | null = null;

  constructor({ name, token, limits, accountId, createdById, parentId, expiresAt }: NewApiToken) {
    super();
    this.name = name;
    this.tokenHash = hashToken(token);
    this.projectId = limits?.projectId ?? null;
    this.role = limits?.role ?? null;
    this.accountId = accountId;
    this.createdById = createdById;
    this.parentId = parentId ?? null;
    this.expiresAt = expiresAt ?? null;
  }

  /** @returns whether this changed anything: a token is revoked once. */
  revoke(now: Date): boolean {
    if (this.revokedAt) return false;
    this.revokedAt = now;
    return true;
  }
}
