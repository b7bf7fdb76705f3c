import type { LabList } from './hierarchy.js';
import type { LabListStatus, LabTaskComment, LabUser } from './model.js';

export interface NewTask {
  readonly name: string;
  readonly markdown: string;
  readonly status: LabListStatus;
  /** 1 urgent to 4 low. */
  readonly priority: number | null;
  readonly tags: readonly string[];
  /** Milliseconds since the epoch. */
  readonly dueDate: number | null;
  readonly assignees: readonly LabUser[];
  readonly parent: LabTask | null;
  readonly taskType: number;
  readonly fields: ReadonlyMap<string, unknown>;
}

export class LabTask {
  readonly name: string;
  readonly markdown: string;
  readonly priority: number | null;
  readonly dueDate: number | null;
  readonly assignees: readonly LabUser[];
  readonly parent: LabTask | null;
  readonly taskType: number;
  readonly tags: Set<string>;
  readonly fields: Map<string, unknown>;
  readonly comments: LabTaskComment[] = [];
  /** Every status that it has been in, the newest last, and since when it is in it. */
  readonly past: { readonly status: LabListStatus; readonly since: number }[] = [];
  status: LabListStatus;
  updatedAt: number;
  isArchived = false;
  isDeleted = false;
  /** As if the account had lost the permission to see it. */
  isHidden = false;

  constructor(
    readonly id: string,
    readonly customId: string | null,
    public list: LabList,
    readonly creator: LabUser,
    readonly createdAt: number,
    parts: NewTask,
  ) {
    this.name = parts.name;
    this.markdown = parts.markdown;
    this.status = parts.status;
    this.priority = parts.priority;
    this.dueDate = parts.dueDate;
    this.assignees = parts.assignees;
    this.parent = parts.parent;
    this.taskType = parts.taskType;
    this.tags = new Set(parts.tags);
    this.fields = new Map(parts.fields);
    this.updatedAt = createdAt;
    this.past.push({ status: parts.status, since: createdAt });
  }

  moveTo(status: LabListStatus, now: number): void {
    this.updatedAt = now;
    if (status === this.status) return;
    this.status = status;
    this.past.push({ status, since: now });
  }
}
