import { randomUUID } from 'node:crypto';
import { LinearLabIssue, type NewLinearIssue } from './issue.js';
import { type LabLabel, LabTeam, type LabUser, type TeamOptions } from './model.js';

export interface LabelOptions {
  /** Key of its team; absent: of the whole workspace. */
  readonly team?: string;
  readonly isGroup?: boolean;
  /** Name of the group that it belongs to. */
  readonly parent?: string;
  readonly isRetired?: boolean;
  readonly isUnlisted?: boolean;
}

/** The whole state of one Linear workspace. */
export class LinearWorkspace {
  readonly id = randomUUID();
  readonly users: LabUser[] = [];
  readonly teams: LabTeam[] = [];
  readonly labels: LabLabel[] = [];
  /** In the order they were made. */
  readonly issues: LinearLabIssue[] = [];
  /** Those that are gone for good. */
  readonly removed: LinearLabIssue[] = [];
  /** Added to this machine's clock. */
  clockOffsetMs = 0;
  /** False: labels are for administrators to make. */
  mayCreateLabels = true;
  /** The plan's limit; a new issue beyond it is refused. */
  issueCap = Infinity;
  /** Linear answers refusals of mutations with either. */
  refusalStatus: 200 | 400 = 200;
  private syncId = 1_000;

  constructor(
    readonly name: string,
    /** Of the pages for people, without a slash at the end. */
    readonly address: () => string,
  ) {}

  get urlKey(): string {
    return this.name.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-');
  }

  now(): number {
    return Date.now() + this.clockOffsetMs;
  }

  nowIso(): string {
    return new Date(this.now()).toISOString();
  }

  nextSyncId(): number {
    this.syncId += 1;
    return this.syncId;
  }

  addUser(name: string, email: string, apiKey: string): LabUser {
    const flags = { active: true, admin: false, guest: false };
    const displayName = email.split('@')[0] ?? name;
    const user = { id: randomUUID(), name, displayName, email, apiKey, createdAt: this.nowIso(), ...flags };
    this.users.push(user);
    for (const team of this.teams) team.members.push(user);
    return user;
  }

  addTeam(options: TeamOptions = {}): LabTeam {
    const team = new LabTeam(options, this.nowIso());
    if (this.team(team.key)) throw new Error(`The lab has a team ${team.key} already.`);
    team.members.push(...this.users);
    this.teams.push(team);
    return team;
  }

  /** By key or id. */
  team(keyOrId: string): LabTeam | undefined {
    return this.teams.find(({ id, key }) => id === keyOrId || key === keyOrId);
  }

  addLabel(
    name: string,
    { team, isGroup = false, parent, isRetired, isUnlisted = false }: LabelOptions = {},
  ): LabLabel {
    const label: LabLabel = {
      ...{ id: randomUUID(), name, isGroup, isUnlisted, createdAt: this.nowIso() },
      team: (team === undefined ? undefined : this.team(team)) ?? null,
      parent: this.labels.find((other) => other.isGroup && other.name === parent) ?? null,
      retiredAt: isRetired ? this.nowIso() : null,
    };
    this.labels.push(label);
    return label;
  }

  addIssue(made: Omit<NewLinearIssue, 'createdAt'>): LinearLabIssue {
    const issue = new LinearLabIssue({ ...made, createdAt: this.nowIso() });
    this.issues.push(issue);
    return issue;
  }

  /** By id, identifier or an earlier identifier, archived and trashed ones too, whoever may see it. */
  issue(idOrIdentifier: string): LinearLabIssue | undefined {
    return this.issues.find((issue) => issue.answersTo(idOrIdentifier));
  }

  delete(issue: LinearLabIssue): void {
    this.removed.push(...this.issues.splice(this.issues.indexOf(issue), 1));
  }

  isVisible(issue: LinearLabIssue): boolean {
    return !issue.isHidden && !issue.team.isHidden;
  }

  urlOf(issue: LinearLabIssue): string {
    const slug = issue.title
      .toLowerCase()
      .replaceAll(/[^a-z0-9]+/g, '-')
      .replaceAll(/^-|-$/g, '');
    return `${this.address()}/${this.urlKey}/issue/${issue.identifier}/${slug || 'untitled'}`;
  }
}
