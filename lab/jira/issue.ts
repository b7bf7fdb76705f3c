import type { LabProject } from './project.js';
import type { LabAccount, LabComment, LabIssueType, LabRemoteLink, LabStatus } from './model.js';

/** What a search knows of an issue; it lags behind the issue itself. */
export interface IndexedIssue {
  readonly projectId: string;
  readonly key: string;
  readonly labels: readonly string[];
  readonly statusName: string;
  readonly statusCategory: string;
  readonly typeName: string;
  readonly summary: string;
  readonly text: string;
  readonly updated: number;
}

interface IndexEntry {
  /** This machine's clock. */
  readonly visibleAt: number;
  readonly document: IndexedIssue;
}

export interface NewIssue {
  readonly id: string;
  readonly key: string;
  readonly project: LabProject;
  readonly type: LabIssueType;
  readonly status: LabStatus;
  readonly creator: LabAccount;
  /** The tracker's clock. */
  readonly created: number;
  readonly fields: Readonly<Record<string, unknown>>;
}

/** An issue as the lab keeps it. Its id never changes; its key does when it moves. */
export class LabIssue {
  readonly id: string;
  key: string;
  /** Keys it had before it moved; they still lead here. */
  readonly oldKeys: string[] = [];
  project: LabProject;
  type: LabIssueType;
  status: LabStatus;
  readonly creator: LabAccount;
  readonly created: number;
  updated: number;
  /** Validated values, by field id; `priority`, `parent`, `assignee` are ids here. */
  readonly fields: Record<string, unknown>;
  readonly properties = new Map<string, unknown>();
  readonly comments: LabComment[] = [];
  readonly remoteLinks: LabRemoteLink[] = [];
  isHidden = false;
  isArchived = false;
  private index: IndexEntry[] = [];

  constructor(made: NewIssue) {
    this.id = made.id;
    this.key = made.key;
    this.project = made.project;
    this.type = made.type;
    this.status = made.status;
    this.creator = made.creator;
    this.created = made.created;
    this.updated = made.created;
    this.fields = { ...made.fields };
  }

  get summary(): string {
    return String(this.fields['summary'] ?? '');
  }

  get labels(): readonly string[] {
    return (this.fields['labels'] as readonly string[] | undefined) ?? [];
  }

  /** Marks the present state to be found from `visibleAt` on. */
  reindex(visibleAt: number): void {
    const document: IndexedIssue = {
      projectId: this.project.id,
      key: this.key,
      labels: [...this.labels],
      statusName: this.status.name,
      statusCategory: this.status.category,
      typeName: this.type.name,
      summary: this.summary,
      text: `${this.summary} ${JSON.stringify(this.fields['description'] ?? '')}`,
      updated: this.updated,
    };
    this.index.push({ visibleAt, document });
  }

  /** What a search sees now; null while it was not indexed yet, and once it was archived. */
  indexed(now: number): IndexedIssue | null {
    if (this.isArchived) return null;
    const visible = this.index.filter((entry) => entry.visibleAt <= now);
    const newest = visible.at(-1) ?? null;
    if (newest && visible.length > 1) this.index = this.index.slice(this.index.indexOf(newest));
    return newest?.document ?? null;
  }
}
