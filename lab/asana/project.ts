import type {
  AccessLevel,
  FieldType,
  LabCustomField,
  LabEnumOption,
  LabSection,
  LabWorkspace,
} from './model.js';

export interface CustomFieldOptions {
  readonly name: string;
  readonly type?: FieldType;
  readonly options?: readonly string[];
  /** Options that can no longer be chosen. */
  readonly disabledOptions?: readonly string[];
  readonly createdByAsanaAs?: string;
}

export interface ProjectOptions {
  /** Default: Shop. */
  readonly name?: string;
  /** Names, in the project's order. New tasks land in the first. */
  readonly sections?: readonly string[];
  readonly fields?: readonly CustomFieldOptions[];
  readonly isArchived?: boolean;
  /** The account's own membership; null: it sees the project through its team. Default: editor. */
  readonly access?: AccessLevel | null;
  /** Only others see it. */
  readonly isHidden?: boolean;
}

export const DEFAULT_SECTIONS = ['To do', 'Doing', 'Done'];
export const DEFAULT_FIELDS: readonly CustomFieldOptions[] = [
  { name: 'Priority', type: 'enum', options: ['High', 'Medium', 'Low'], createdByAsanaAs: 'priority' },
  { name: 'Build', type: 'text' },
];

export class LabProject {
  readonly gid: string;
  readonly workspace: LabWorkspace;
  readonly madeAt: number;
  name: string;
  isArchived: boolean;
  isHidden: boolean;
  access: AccessLevel | null;
  readonly sections: LabSection[];
  readonly fields: LabCustomField[] = [];

  constructor(
    options: ProjectOptions,
    workspace: LabWorkspace,
    private readonly nextGid: () => string,
    now: number,
  ) {
    this.gid = nextGid();
    this.workspace = workspace;
    this.madeAt = now;
    this.name = options.name ?? 'Shop';
    this.isArchived = options.isArchived ?? false;
    this.isHidden = options.isHidden ?? false;
    this.access = options.access === undefined ? 'editor' : options.access;
    this.sections = (options.sections ?? DEFAULT_SECTIONS).map((name) => ({ gid: nextGid(), name }));
    for (const field of options.fields ?? DEFAULT_FIELDS) this.addField(field);
  }

  addField({
    name,
    type = 'text',
    options = [],
    disabledOptions = [],
    createdByAsanaAs,
  }: CustomFieldOptions): LabCustomField {
    const field: LabCustomField = {
      gid: this.nextGid(),
      name,
      type,
      options: [...this.enumOptions(options, true), ...this.enumOptions(disabledOptions, false)],
      createdByAsanaAs: createdByAsanaAs ?? null,
    };
    this.fields.push(field);
    return field;
  }

  /** @throws where there is none. */
  field(name: string): LabCustomField {
    const field = this.fields.find((each) => each.name === name);
    if (!field) throw new Error(`The lab's project ${this.name} has no field called "${name}".`);
    return field;
  }

  /** @throws where there is none. */
  sectionNamed(name: string): LabSection {
    const section = this.sections.find((each) => each.name === name);
    if (!section) throw new Error(`The lab's project ${this.name} has no section called "${name}".`);
    return section;
  }

  get mayEdit(): boolean {
    return this.access === null || this.access === 'admin' || this.access === 'editor';
  }

  private enumOptions(names: readonly string[], isEnabled: boolean): LabEnumOption[] {
    return names.map((name) => ({ gid: this.nextGid(), name, isEnabled }));
  }
}
