import type { LabAttachment, LabSection, LabStory, LabTag, LabUser, LabWorkspace } from './model.js';
import type { LabProject } from './project.js';

export interface Membership {
  readonly project: LabProject;
  section: LabSection;
}

export interface NewTask {
  readonly workspace: LabWorkspace;
  readonly creator: LabUser;
  readonly name: string;
  readonly htmlNotes: string;
  readonly notes: string;
  readonly subtype: string;
  readonly projects: readonly LabProject[];
  readonly parent: LabTask | null;
  readonly dueOn: string | null;
  readonly assignee: LabUser | null;
  readonly tags: readonly LabTag[];
  /** By the field's gid: the value as it was sent. */
  readonly fieldValues: ReadonlyMap<string, unknown>;
}

/** A task as the lab keeps it. Its gid never changes, wherever it is moved to. */
export class LabTask {
  readonly gid: string;
  readonly workspace: LabWorkspace;
  readonly creator: LabUser;
  readonly created: number;
  modified: number;
  name: string;
  htmlNotes: string;
  notes: string;
  subtype: string;
  completedAt: number | null = null;
  dueOn: string | null;
  assignee: LabUser | null;
  parent: LabTask | null;
  tags: LabTag[];
  memberships: Membership[];
  readonly fieldValues: Map<string, unknown>;
  readonly stories: LabStory[] = [];
  attachments: LabAttachment[] = [];
  isHidden = false;

  constructor(gid: string, made: NewTask, now: number) {
    this.gid = gid;
    this.workspace = made.workspace;
    this.creator = made.creator;
    this.created = this.modified = now;
    this.name = made.name;
    this.htmlNotes = made.htmlNotes;
    this.notes = made.notes;
    this.subtype = made.subtype;
    this.dueOn = made.dueOn;
    this.assignee = made.assignee;
    this.parent = made.parent;
    this.tags = [...made.tags];
    this.memberships = made.projects.flatMap((project) => initialMemberships(project));
    this.fieldValues = new Map(made.fieldValues);
  }

  get isCompleted(): boolean {
    return this.completedAt !== null;
  }

  isIn(project: LabProject): boolean {
    return this.memberships.some((membership) => membership.project === project);
  }

  /** The section that it is in; null outside every project. */
  get sectionName(): string | null {
    return this.memberships[0]?.section.name ?? null;
  }
}

/** Where a new task is put. */
export function initialMemberships(project: LabProject): Membership[] {
  const section = project.sections[0];
  return section ? [{ project, section }] : [];
}
