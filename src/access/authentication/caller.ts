import { type Actor, ActorKind } from '../../activity/index.js';
import { ForbiddenError } from '../../shared/errors/index.js';
import { isAtLeast, lesserRole, type ProjectRole } from '../../shared/graphql/index.js';

export interface CallerAccount {
  readonly id: string;
  readonly name: string;
  readonly email: string | null;
}

export interface CallerToken {
  readonly id: string;
  readonly name: string;
  /** Null, with `role`: an account's own token, which acts with the account's memberships. */
  readonly projectId: string | null;
  readonly role: ProjectRole | null;
}

export interface CallerMembership {
  readonly projectId: string;
  readonly role: ProjectRole;
}

/** Who asks, with which token, and what that lets them do. Of one request, in which it follows what it changes itself. */
export class Caller {
  private readonly roles: Map<string, ProjectRole>;
  private readonly formerRoles = new Map<string, ProjectRole>();

  /** @param allowProjects lets the request's EntityManager at these projects and no others. */
  constructor(
    readonly account: CallerAccount,
    readonly token: CallerToken,
    memberships: readonly CallerMembership[],
    private readonly allowProjects: (projectIds: readonly string[]) => void,
  ) {
    const visible = memberships.filter(
      ({ projectId }) => token.projectId === null || token.projectId === projectId,
    );
    this.roles = new Map(visible.map(({ projectId, role }) => [projectId, this.limitedRole(role)]));
    this.allowProjects(this.projectIds);
  }

  get projectIds(): readonly string[] {
    return [...this.roles.keys()];
  }

  get isLimitedToProject(): boolean {
    return this.token.projectId !== null;
  }

  /** How the activity names them: by the token where it is one of the project's, else by the account. */
  get actor(): Actor {
    const kind = this.isLimitedToProject ? ActorKind.API_TOKEN : ActorKind.ACCOUNT;
    const name = this.isLimitedToProject ? this.token.name : this.account.name;
    return { kind, name, accountId: this.account.id };
  }

  /** The lesser of membership and token; null: not a member, to whom the project does not exist. */
  roleIn(projectId: string): ProjectRole | null {
    return this.roles.get(projectId) ?? null;
  }

  /** The role to show: the answer to leaving a project still shows the project as it was. */
  displayRoleIn(projectId: string): ProjectRole | null {
    return this.roleIn(projectId) ?? this.formerRoles.get(projectId) ?? null;
  }

  hasRole(role: ProjectRole, projectId: string): boolean {
    const own = this.roleIn(projectId);
    return own !== null && isAtLeast(own, role);
  }

  /** @throws ForbiddenError naming the role that it takes. */
  requireRole(role: ProjectRole, projectId: string): void {
    if (this.hasRole(role, projectId)) return;
    throw new ForbiddenError(
      `This takes the role ${role} in the project; yours is ${this.roleIn(projectId)}` +
        `${this.isLimitedToProject ? ' with this token' : ''}. Ask an owner of the project.`,
    );
  }

  addMembership(projectId: string, role: ProjectRole): void {
    this.roles.set(projectId, this.limitedRole(role));
    this.allowProjects(this.projectIds);
  }

  setRole(projectId: string, role: ProjectRole): void {
    this.roles.set(projectId, this.limitedRole(role));
  }

  /** From now on they may do nothing there; what this request still has to show stays readable. */
  removeMembership(projectId: string): void {
    const role = this.roles.get(projectId);
    if (role) this.formerRoles.set(projectId, role);
    this.roles.delete(projectId);
  }

  private limitedRole(role: ProjectRole): ProjectRole {
    return this.token.role === null ? role : lesserRole(role, this.token.role);
  }
}
