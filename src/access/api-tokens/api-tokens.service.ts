import { EntityManager, LockMode } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { ActivityLogService } from '../../activity/index.js';
import { Clock } from '../../shared/clock/index.js';
import {
  ForbiddenError,
  InvalidInputError,
  NotFoundError,
  UnauthenticatedError,
} from '../../shared/errors/index.js';
import { ProjectRole } from '../../shared/graphql/index.js';
import { acrossProjects, assertBelowQuota, findById, isId } from '../../shared/persistence/index.js';
import { Account } from '../accounts/account.entity.js';
import { lockParent, revokeDescendants } from './api-token-family.queries.js';
import { ApiToken, MAX_API_TOKENS } from './api-token.entity.js';
import type { CreateApiTokenInput } from './api-token.inputs.js';
import { generateToken } from './api-token.rules.js';
import type { Caller } from '../authentication/caller.js';
import { Membership } from '../members/membership.entity.js';
import { Project } from '../projects/project.entity.js';

const BY_NAME = { orderBy: { name: 'asc', id: 'asc' } } as const;

@Injectable()
export class ApiTokensService {
  constructor(
    private readonly em: EntityManager,
    private readonly activity: ActivityLogService,
    private readonly clock: Clock,
  ) {}

  /** All of the project's for an OWNER, one's own for others; by name. */
  list(caller: Caller, projectId: string): Promise<ApiToken[]> {
    const isOwner = caller.hasRole(ProjectRole.OWNER, projectId);
    const whose = isOwner ? {} : { accountId: caller.account.id };
    return this.em.fork().find(ApiToken, { projectId, ...whose }, BY_NAME);
  }

  /** The account's own, by name; none for a token that is limited to a project. */
  async listOwn(caller: Caller): Promise<ApiToken[]> {
    if (caller.isLimitedToProject) return [];
    const own = { projectId: null, accountId: caller.account.id };
    return acrossProjects(this.em, 'own-account', (em) => em.find(ApiToken, own, BY_NAME));
  }

  /** @returns the token itself, this once. */
  async create(
    caller: Caller,
    { projectId, name, role, accountId, expiresAt }: CreateApiTokenInput,
  ): Promise<{ token: string; apiToken: ApiToken }> {
    const holderId = accountId?.toLowerCase() ?? caller.account.id;
    this.checkGrantableRole(caller, projectId, role, holderId);
    if (expiresAt && expiresAt <= this.clock.now())
      throw InvalidInputError.of('expiresAt', 'must lie ahead.');
    const token = generateToken();
    const apiToken = await this.em.transactional(async (em) => {
      const holder = await lockMembership(em, projectId, holderId);
      const parent = await lockParent(em, caller.token.id);
      const usable = { projectId, accountId: holder.id, revokedAt: null };
      await assertBelowQuota(em, ApiToken, usable, MAX_API_TOKENS, 'API tokens of this account');
      const made = new ApiToken({
        name,
        token,
        limits: { projectId, role },
        accountId: holder.id,
        createdById: caller.account.id,
        parentId: caller.token.id,
        expiresAt: expiryWithin(parent, expiresAt ?? null),
      });
      em.persist(made);
      const whose = holder.id === caller.account.id ? '' : ` for ${holder.name}`;
      this.activity.recordAction(em, caller, {
        projectId,
        action: 'api_token.created',
        predicate: `made the API token ${name} (${role})${whose}`,
        details: detailsOf(made),
      });
      return made;
    });
    return { token, apiToken };
  }

  private checkGrantableRole(caller: Caller, projectId: string, role: ProjectRole, holderId: string): void {
    if (holderId !== caller.account.id) caller.requireRole(ProjectRole.OWNER, projectId);
    if (caller.hasRole(role, projectId)) return;
    throw new ForbiddenError(
      `A token can act with at most your own role in the project, which is ${caller.roleIn(projectId)}.`,
    );
  }

  /** Once revoked, it stays as it was. @throws NotFoundError; ForbiddenError for another's below OWNER. */
  async revoke(caller: Caller, id: string): Promise<ApiToken> {
    const token = await findById(this.em, ApiToken, id);
    if (token?.projectId) return this.revokeLimited(caller, token, token.projectId);
    const own = caller.isLimitedToProject ? null : await this.revokeOwn(caller, id);
    if (!own) throw new NotFoundError('API token');
    return own;
  }

  private async revokeLimited(caller: Caller, token: ApiToken, projectId: string): Promise<ApiToken> {
    if (token.accountId !== caller.account.id) caller.requireRole(ProjectRole.OWNER, projectId);
    const now = this.clock.now();
    await this.em.transactional(async (em) => {
      if (!token.revoke(now)) return;
      await em.flush();
      const revokedWithIt = await revokeDescendants(em, [token.id], now);
      this.activity.recordAction(em, caller, {
        projectId,
        action: 'api_token.revoked',
        predicate: `revoked the API token ${token.name}${withIt(revokedWithIt)}`,
        details: { ...detailsOf(token), revokedWithIt },
      });
    });
    return token;
  }

  private revokeOwn(caller: Caller, id: string): Promise<ApiToken | null> {
    return acrossProjects(this.em, 'own-account', async (em) => {
      if (!isId(id)) return null;
      const now = this.clock.now();
      return em.transactional(async (tx) => {
        const token = await tx.findOne(ApiToken, { id, projectId: null, accountId: caller.account.id });
        if (!token?.revoke(now)) return token;
        await tx.flush();
        await revokeDescendants(tx, [token.id], now);
        return token;
      });
    });
  }
}

interface Holder {
  readonly id: string;
  readonly name: string;
}

/** The member, as the project knows them, who cannot be removed before the transaction ends. @throws NotFoundError on `accountId`. */
async function lockMembership(em: EntityManager, projectId: string, accountId: string): Promise<Holder> {
  await em.findOne(Project, { id: projectId }, { lockMode: LockMode.PESSIMISTIC_READ });
  const membership = isId(accountId) ? await em.findOne(Membership, { projectId, accountId }) : null;
  if (!membership) throw new NotFoundError('member', 'accountId');
  const account = await em.findOneOrFail(Account, { id: membership.accountId });
  return { id: account.id, name: membership.name ?? account.name };
}

/**
 * No later than the expiry of the token that makes it, which a new one without an expiry of its own takes over.
 * @throws UnauthenticatedError where that token was revoked meanwhile.
 */
function expiryWithin(
  parent: { readonly expiresAt: Date | null } | undefined,
  wanted: Date | null,
): Date | null {
  if (!parent) throw new UnauthenticatedError('The API token that you use has just been revoked.');
  if (!parent.expiresAt || !wanted) return wanted ?? parent.expiresAt;
  if (wanted <= parent.expiresAt) return wanted;
  const latest = parent.expiresAt.toISOString();
  throw InvalidInputError.of(
    'expiresAt',
    `must not lie after ${latest}, when the token that makes it expires.`,
  );
}

function withIt(count: number): string {
  return count === 0 ? '' : ` and ${count} that ${count === 1 ? 'was' : 'were'} made with it`;
}

function detailsOf({ id, name, role, accountId, expiresAt }: ApiToken) {
  return { apiTokenId: id, name, role, accountId, expiresAt: expiresAt?.toISOString() ?? null };
}
