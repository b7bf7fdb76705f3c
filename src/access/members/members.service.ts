import { EntityManager, LockMode } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { ActivityLogService } from '../../activity/index.js';
import { Clock } from '../../shared/clock/index.js';
import { ConflictError, NotFoundError } from '../../shared/errors/index.js';
import { type LoaderCache, ProjectRole } from '../../shared/graphql/index.js';
import { assertBelowQuota, findByIds } from '../../shared/persistence/index.js';
import { Account } from '../accounts/account.entity.js';
import { findOrCreateAccount } from '../accounts/accounts.queries.js';
import { revokeDescendants } from '../api-tokens/api-token-family.queries.js';
import { ApiToken } from '../api-tokens/api-token.entity.js';
import type { Caller } from '../authentication/caller.js';
import type { AddMemberInput, ChangeMemberRoleInput, RemoveMemberInput } from './member.inputs.js';
import { MAX_MEMBERS, Membership } from './membership.entity.js';
import { nameFromEmail, wouldLeaveNoOwner } from './membership.rules.js';
import { Project } from '../projects/project.entity.js';

export interface Member {
  readonly account: Account;
  readonly role: ProjectRole;
}

const MEMBERS = Symbol('members');

/** Who is in a project. Changes of one project's members happen one after another, under a lock on its row. */
@Injectable()
export class MembersService {
  constructor(
    private readonly em: EntityManager,
    private readonly activity: ActivityLogService,
    private readonly clock: Clock,
  ) {}

  /** By name. */
  async list(loaders: LoaderCache, projectId: string): Promise<readonly Member[]> {
    const members = loaders.get(MEMBERS, (projectIds) => this.load(projectIds));
    return (await members.load(projectId)) ?? [];
  }

  private async load(projectIds: readonly string[]): Promise<ReadonlyMap<string, readonly Member[]>> {
    const em = this.em.fork();
    const memberships = await em.find(Membership, { projectId: { $in: [...projectIds] } });
    const accounts = await findByIds(
      em,
      Account,
      memberships.map(({ accountId }) => accountId),
    );
    const byProject = Map.groupBy(memberships, ({ projectId }) => projectId);
    return new Map([...byProject].map(([projectId, rows]) => [projectId, sortedByName(rows, accounts)]));
  }

  /** @throws ConflictError for a member. */
  add(caller: Caller, { projectId, email, name, role }: AddMemberInput): Promise<Member> {
    return this.em.transactional(async (em) => {
      await lockMembers(em, projectId);
      const givenName = name ?? nameFromEmail(email);
      const account = await findOrCreateAccount(em, email, givenName);
      const known = await em.findOne(Membership, { projectId, accountId: account.id });
      if (known) {
        throw new ConflictError(
          `${known.name ?? account.name} is a member already. Change the role instead.`,
        );
      }
      await assertBelowQuota(em, Membership, { projectId }, MAX_MEMBERS, 'members');
      em.persist(new Membership(projectId, account.id, role, givenName));
      this.activity.recordAction(em, caller, {
        projectId,
        action: 'member.added',
        predicate: `added ${givenName} as ${role}`,
        details: { accountId: account.id, role },
      });
      return { account, role };
    });
  }

  /** @throws NotFoundError for somebody who is no member; ConflictError for the last owner. */
  async changeRole(caller: Caller, { projectId, accountId, role }: ChangeMemberRoleInput): Promise<Member> {
    const member = await this.em.transactional(async (em) => {
      const membership = await lockMember(em, projectId, accountId, role);
      const account = await em.findOneOrFail(Account, { id: membership.accountId });
      const previousRole = membership.role;
      if (previousRole === role) return { account, role };
      membership.changeRole(role);
      this.activity.recordAction(em, caller, {
        projectId,
        action: 'member.role_changed',
        predicate: `changed the role of ${membership.name ?? account.name} from ${previousRole} to ${role}`,
        details: { accountId: account.id, role, previousRole },
      });
      return { account, role };
    });
    if (member.account.id === caller.account.id) caller.setRole(projectId, role);
    return member;
  }

  /** Ends the member's tokens for the project too. @throws as `changeRole`; ForbiddenError for others below OWNER. */
  async remove(caller: Caller, { projectId, accountId }: RemoveMemberInput): Promise<Project> {
    const isOneself = accountId.toLowerCase() === caller.account.id;
    if (!isOneself) caller.requireRole(ProjectRole.OWNER, projectId);
    const project = await this.em.transactional(async (em) => {
      const membership = await lockMember(em, projectId, accountId, null);
      const account = await em.findOneOrFail(Account, { id: membership.accountId });
      em.remove(membership);
      const tokens = await em.find(ApiToken, { projectId, accountId: account.id, revokedAt: null });
      const now = this.clock.now();
      for (const token of tokens) token.revoke(now);
      await em.flush();
      const tokenIds = tokens.map(({ id }) => id);
      const revokedWithThem = await revokeDescendants(em, tokenIds, now);
      this.activity.recordAction(em, caller, {
        projectId,
        action: 'member.removed',
        predicate: isOneself ? 'left' : `removed ${membership.name ?? account.name}`,
        details: { accountId: account.id, revokedTokens: tokens.length + revokedWithThem },
      });
      return em.findOneOrFail(Project, { id: projectId });
    });
    if (isOneself) caller.removeMembership(projectId);
    return project;
  }
}

/** Until the transaction ends. */
async function lockMembers(em: EntityManager, projectId: string): Promise<void> {
  const options = { lockMode: LockMode.PESSIMISTIC_WRITE } as const;
  if (!(await em.findOne(Project, { id: projectId }, options)))
    throw new NotFoundError('project', 'projectId');
}

/** The membership, once it is sure that giving it another role (null: ending it) leaves an owner. */
async function lockMember(
  em: EntityManager,
  projectId: string,
  accountId: string,
  next: ProjectRole | null,
): Promise<Membership> {
  await lockMembers(em, projectId);
  const members = await em.find(Membership, { projectId });
  const membership = members.find((one) => one.accountId === accountId);
  if (!membership) throw new NotFoundError('member', 'accountId');
  if (wouldLeaveNoOwner(members, membership.accountId, next)) {
    throw new ConflictError(
      'A project needs an owner, and this is its last. Make somebody else OWNER first.',
    );
  }
  return membership;
}

function sortedByName(
  memberships: readonly Membership[],
  accounts: ReadonlyMap<string, Account>,
): readonly Member[] {
  return memberships
    .map(({ accountId, role, name }) => ({ account: accounts.get(accountId)!, role, name }))
    .map(({ account, role, name }) => ({ account, role, shownName: name ?? account.name }))
    .sort(
      (one, other) =>
        one.shownName.localeCompare(other.shownName) || (one.account.id < other.account.id ? -1 : 1),
    );
}
