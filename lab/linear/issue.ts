import { randomUUID } from 'node:crypto';
import type { LabAttachment, LabLabel, LabLinearComment, LabState, LabTeam, LabUser } from './model.js';

export interface NewLinearIssue {
  readonly id?: string | null;
  readonly team: LabTeam;
  readonly title: string;
  readonly description?: string | null;
  readonly priority?: number | null;
  readonly labelList?: readonly LabLabel[];
  readonly state?: LabState;
  readonly assignee?: LabUser | null;
  readonly parent?: LinearLabIssue | null;
  readonly dueDate?: string | null;
  readonly creator: LabUser;
  readonly createdAt: string;
}

/** An issue as the lab keeps it. Its id never changes; its identifier does when it moves to another team. */
export class LinearLabIssue {
  readonly id: string;
  team: LabTeam;
  number: number;
  readonly previousIdentifiers: string[] = [];
  title: string;
  description: string | null;
  priority: number;
  labelList: readonly LabLabel[];
  state: LabState;
  assignee: LabUser | null;
  parent: LinearLabIssue | null;
  dueDate: string | null;
  readonly creator: LabUser;
  readonly createdAt: string;
  updatedAt: string;
  archivedAt: string | null = null;
  trashed: boolean | null = null;
  completedAt: string | null = null;
  canceledAt: string | null = null;
  readonly commentList: LabLinearComment[] = [];
  readonly attachmentList: LabAttachment[] = [];
  /** As if it had moved to a team that the account cannot see. */
  isHidden = false;

  constructor(made: NewLinearIssue) {
    this.id = made.id ?? randomUUID();
    this.team = made.team;
    this.number = made.team.takeNumber();
    this.title = made.title;
    this.description = made.description ?? null;
    this.priority = made.priority ?? 0;
    this.labelList = made.labelList ?? [];
    this.state = made.state ?? made.team.defaultIssueState;
    this.assignee = made.assignee ?? null;
    this.parent = made.parent ?? null;
    this.dueDate = made.dueDate ?? null;
    this.creator = made.creator;
    this.createdAt = made.createdAt;
    this.updatedAt = made.createdAt;
  }

  get identifier(): string {
    return `${this.team.key}-${this.number}`;
  }

  get labelIds(): string[] {
    return this.labelList.map(({ id }) => id);
  }

  answersTo(idOrIdentifier: string): boolean {
    const wanted = idOrIdentifier.toUpperCase();
    return [this.id.toUpperCase(), this.identifier, ...this.previousIdentifiers].includes(wanted);
  }

  enter(state: LabState, now: string): void {
    this.state = state;
    this.updatedAt = now;
    this.completedAt = state.type === 'completed' ? now : null;
    this.canceledAt = state.type === 'canceled' ? now : null;
  }

  moveTo(team: LabTeam, now: string): void {
    this.previousIdentifiers.push(this.identifier);
    this.team = team;
    this.number = team.takeNumber();
    this.labelList = this.labelList.filter((label) => label.team === null);
    this.enter(team.states.find(({ name }) => name === this.state.name) ?? team.defaultIssueState, now);
  }

  /** Archiving does not count as a change: `updatedAt` stays. */
  archive(now: string, isTrash: boolean): void {
    this.archivedAt = now;
    this.trashed = isTrash ? true : this.trashed;
  }
}
