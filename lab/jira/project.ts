import {
  customField,
  type CustomFieldOptions,
  type StatusOptions,
  type TransitionOptions,
  type TypeOptions,
} from './defaults.js';
import type { LabField, LabIssueType, LabPriority, LabStatus, LabTransition } from './model.js';

export interface ProjectOptions {
  /** Default SHOP. */
  readonly key?: string;
  readonly name?: string;
  /** `classic`: company-managed (types and statuses shared by the site); `next-gen`: team-managed (its own). */
  readonly style?: 'classic' | 'next-gen';
  readonly types?: readonly TypeOptions[];
  readonly statuses?: readonly StatusOptions[];
  readonly priorities?: readonly string[];
  readonly fields?: readonly CustomFieldOptions[];
  /** Field ids that no create screen has: `['labels']`. */
  readonly without?: readonly string[];
  /** Absent: from any status to any other. */
  readonly transitions?: readonly TransitionOptions[];
  /** What is not named is granted. */
  readonly permissions?: Readonly<Record<string, boolean>>;
}

/** Where ids come from: the site's shared ones, or new ones. */
export interface ProjectParts {
  readonly id: string;
  readonly types: LabIssueType[];
  readonly statuses: LabStatus[];
  readonly priorities: LabPriority[];
  readonly nextCustomFieldNumber: () => number;
  readonly screen: (level: number) => LabField[];
}

export class LabProject {
  readonly id: string;
  readonly key: string;
  name: string;
  readonly style: 'classic' | 'next-gen';
  readonly types: LabIssueType[];
  readonly statuses: LabStatus[];
  priorities: LabPriority[];
  transitions: LabTransition[];
  private readonly deniedPermissions = new Set<string>();
  private lastNumber = 0;

  constructor(
    options: ProjectOptions,
    private readonly parts: ProjectParts,
  ) {
    this.id = parts.id;
    this.key = options.key ?? 'SHOP';
    this.name = options.name ?? (options.key === undefined ? 'Shop' : options.key);
    this.style = options.style ?? 'classic';
    this.types = parts.types;
    this.statuses = parts.statuses;
    this.priorities = parts.priorities;
    for (const type of this.types) type.fields = parts.screen(type.hierarchyLevel);
    for (const fieldId of options.without ?? []) this.removeField(fieldId);
    for (const field of options.fields ?? []) this.addField(field);
    this.transitions = this.workflow(options.transitions);
    for (const [permission, have] of Object.entries(options.permissions ?? {})) {
      this.setPermission(permission, have);
    }
  }

  /** The key that its next issue gets. */
  takeKey(): string {
    this.lastNumber += 1;
    return `${this.key}-${this.lastNumber}`;
  }

  setPermission(permission: string, have: boolean): void {
    if (have) this.deniedPermissions.delete(permission);
    else this.deniedPermissions.add(permission);
  }

  hasPermission(permission: string): boolean {
    return !this.deniedPermissions.has(permission) && !this.deniedPermissions.has('BROWSE_PROJECTS');
  }

  /** Adds a custom field to the create screens. */
  addField(options: CustomFieldOptions): LabField {
    const field = customField(options, this.parts.nextCustomFieldNumber());
    for (const type of this.typesNamed(options.types)) type.fields.push({ ...field });
    return field;
  }

  /** Takes a field off the create screens. */
  removeField(fieldId: string, typeNames?: readonly string[]): void {
    for (const type of this.typesNamed(typeNames)) {
      type.fields = type.fields.filter((field) => field.fieldId !== fieldId);
    }
  }

  /** From now on everything that is called so is shown under another name, as to an account of another language. */
  translate(names: Readonly<Record<string, string>>): void {
    for (const one of [...this.types, ...this.statuses]) {
      const translated = names[one.name];
      if (translated !== undefined) Object.assign(one, { name: translated, untranslatedName: one.name });
    }
  }

  requireField(fieldId: string, required: boolean, typeNames?: readonly string[]): void {
    for (const type of this.typesNamed(typeNames)) {
      for (const field of type.fields) if (field.fieldId === fieldId) field.required = required;
    }
  }

  typeById(id: string): LabIssueType | undefined {
    return this.types.find((type) => type.id === id);
  }

  /** @throws where the project has no such status; names are compared exactly. */
  statusNamed(name: string): LabStatus {
    const status = this.statuses.find((each) => each.name === name);
    if (!status) throw new Error(`The lab's project ${this.key} has no status called "${name}".`);
    return status;
  }

  private typesNamed(names?: readonly string[]): LabIssueType[] {
    return this.types.filter((type) => !names || names.includes(type.name));
  }

  private workflow(options?: readonly TransitionOptions[]): LabTransition[] {
    const all: readonly TransitionOptions[] =
      options ?? this.statuses.map(({ name }) => ({ name, to: name }));
    return all.map(({ name, from, to, requires, offers }, index) => ({
      id: String(index * 10 + 11),
      name,
      from: from ?? null,
      to: this.statusNamed(to),
      requires: requires ?? [],
      offers: offers ?? [],
    }));
  }
}
