import type {
  LabCustomField,
  LabListStatus,
  LabTag,
  LabTaskType,
  LabUser,
  PermissionLevel,
} from './model.js';

/** A workspace, which the API calls a team. */
export class LabTeam {
  readonly members: LabUser[] = [];
  readonly spaces: LabSpace[] = [];
  readonly taskTypes: LabTaskType[] = [];
  /** The ClickApp "Total time in Status". */
  hasTimeInStatus = true;
  /** False: the plan has no task types of one's own left. */
  allowsTaskTypes = true;

  constructor(
    readonly id: string,
    readonly name: string,
  ) {}
}

export class LabSpace {
  readonly folders: LabFolder[] = [];
  /** Those outside any folder. */
  readonly lists: LabList[] = [];
  readonly tags = new Map<string, LabTag>();
  /** False: tags that a creation names and the space does not have are dropped without a word. */
  makesTags = true;
  /** ClickApps; what is switched off is dropped without a word. */
  readonly features = { tags: true, dueDates: true, priorities: true };
  /** `SHOP` where tasks have ids of the space's own, such as SHOP-1. */
  customIdPrefix: string | null = null;

  constructor(
    readonly team: LabTeam,
    readonly id: string,
    readonly name: string,
  ) {}

  /** Names are stored in lower case. */
  addTag(name: string): LabTag {
    const tag = { name: name.toLowerCase(), tag_fg: '#ffffff', tag_bg: '#4169e1' };
    this.tags.set(tag.name, this.tags.get(tag.name) ?? tag);
    return tag;
  }
}

export class LabFolder {
  readonly lists: LabList[] = [];

  constructor(
    readonly space: LabSpace,
    readonly id: string,
    readonly name: string,
  ) {}
}

/** Where tasks live. */
export class LabList {
  statuses: LabListStatus[] = [];
  readonly fields: LabCustomField[] = [];
  permissionLevel: PermissionLevel = 'create';
  /** As if the account had never been let in. */
  isHidden = false;
  isArchived = false;
  isDeleted = false;

  constructor(
    readonly space: LabSpace,
    readonly folder: LabFolder | null,
    readonly id: string,
    readonly name: string,
  ) {}

  /** Compared without case, as ClickUp does. */
  statusNamed(name: string): LabListStatus | undefined {
    return this.statuses.find(({ status }) => status === name.trim().toLowerCase());
  }

  /** Where a task begins that names none. */
  get firstStatus(): LabListStatus {
    const first = this.statuses.find(({ type }) => type === 'open') ?? this.statuses[0];
    if (!first) throw new Error(`The list ${this.id} has no statuses.`);
    return first;
  }

  /** The fields that tasks of this type have. */
  fieldsOf(taskType: number): LabCustomField[] {
    return this.fields.filter(({ taskTypes }) => taskTypes === null || taskTypes.includes(taskType));
  }
}
