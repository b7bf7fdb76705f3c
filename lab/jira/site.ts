import { DEFAULT_PRIORITIES, DEFAULT_STATUSES, DEFAULT_TYPES } from './defaults.js';
import type { JiraDialect } from './dialect.js';
import { LabIssue, type NewIssue } from './issue.js';
import type { LabAccount, LabIssueType, LabPriority, LabStatus } from './model.js';
import { LabProject, type ProjectOptions, type ProjectParts } from './project.js';
import { seededRandom } from '../http/random.js';

/** The first id of every kind, the same at every site: two sites give equal ids. */
const FIRST_ID = 10_000;

/** The whole state of one Jira site. */
export class JiraSite {
  readonly accounts: LabAccount[] = [];
  readonly projects: LabProject[] = [];
  /** In the order they were made. */
  readonly issueList: LabIssue[] = [];
  /** Every label ever used here, as Jira keeps them. */
  readonly labels = new Set<string>();
  /** Keys that a search says do not exist, although they do: as if its check knew no more than its index. */
  readonly unknownToSearch = new Set<string>();
  /** How long a change stays unknown to searches, in milliseconds. */
  indexLagMs = 0;
  /** The chance, 0 to 1, that a search does not see an issue that it saw before. */
  indexFlickerRate = 0;
  /** Added to this machine's clock. */
  clockOffsetMs = 0;
  private readonly byId = new Map<string, LabIssue>();
  private readonly byKey = new Map<string, LabIssue>();
  private readonly hiddenFor = new Map<string, number>();
  private readonly flickerRandom = seededRandom(1);
  private readonly sharedTypes = new Map<string, { id: string }>();
  private readonly sharedStatuses = new Map<string, LabStatus>();
  private readonly sharedPriorities = new Map<string, LabPriority>();
  private counters = {
    project: FIRST_ID,
    type: FIRST_ID,
    status: FIRST_ID,
    issue: FIRST_ID,
    field: 10_050,
    other: FIRST_ID,
  };

  /** @param contextPath before every path of the site: `/jira`; empty: none. */
  constructor(
    readonly dialect: JiraDialect,
    readonly contextPath = '',
  ) {}

  /** The site's clock. */
  now(): number {
    return Date.now() + this.clockOffsetMs;
  }

  /** For comments and links. */
  nextId(): number {
    return this.counters.other++;
  }

  addAccount(account: LabAccount): LabAccount {
    this.accounts.push(account);
    return account;
  }

  addProject(options: ProjectOptions = {}): LabProject {
    const key = options.key ?? 'SHOP';
    if (this.projects.some((each) => each.key === key))
      throw new Error(`The lab has a project ${key} already.`);
    const project = new LabProject(options, this.partsOf(options));
    this.projects.push(project);
    return project;
  }

  /** By key (without case) or id. */
  project(idOrKey: string): LabProject | undefined {
    return this.projects.find(({ id, key }) => id === idOrKey || key === idOrKey.toUpperCase());
  }

  addIssue(made: Omit<NewIssue, 'id' | 'key' | 'created'>): LabIssue {
    const id = String(this.counters.issue++);
    const issue = new LabIssue({ ...made, id, key: made.project.takeKey(), created: this.now() });
    this.issueList.push(issue);
    this.byId.set(issue.id, issue);
    this.byKey.set(issue.key, issue);
    for (const label of issue.labels) this.labels.add(label);
    issue.reindex(Date.now() + this.indexLagMs);
    return issue;
  }

  /** By id, key or an earlier key, without case. */
  issue(idOrKey: string): LabIssue | undefined {
    return this.byId.get(idOrKey) ?? this.byKey.get(idOrKey.toUpperCase());
  }

  /** To be called after every change of an issue. */
  recordChange(issue: LabIssue): void {
    issue.updated = this.now();
    for (const label of issue.labels) this.labels.add(label);
    issue.reindex(Date.now() + this.indexLagMs);
  }

  delete(issue: LabIssue): void {
    this.issueList.splice(this.issueList.indexOf(issue), 1);
    this.byId.delete(issue.id);
    for (const key of [issue.key, ...issue.oldKeys]) this.byKey.delete(key);
  }

  /** Another project, another key, the same id; the old key still leads to it. */
  move(issue: LabIssue, target: LabProject): void {
    issue.oldKeys.push(issue.key);
    const type = target.types.find(({ name }) => name === issue.type.name) ?? target.types[0];
    const status = target.statuses.find(({ name }) => name === issue.status.name) ?? target.statuses[0];
    if (!type || !status) throw new Error(`The lab's project ${target.key} has no types or no statuses.`);
    Object.assign(issue, { key: target.takeKey(), project: target, type, status });
    this.byKey.set(issue.key, issue);
    this.recordChange(issue);
  }

  /** The next `times` searches do not see it. */
  hideFromSearch(issue: LabIssue, times: number): void {
    this.hiddenFor.set(issue.id, times);
  }

  /** Whether the index, at this search, fails to show what it has. */
  flickers(issue: LabIssue): boolean {
    const left = this.hiddenFor.get(issue.id) ?? 0;
    if (left > 0) this.hiddenFor.set(issue.id, left - 1);
    return left > 0 || (this.indexFlickerRate > 0 && this.flickerRandom() < this.indexFlickerRate);
  }

  private partsOf(options: ProjectOptions): ProjectParts {
    const isShared = options.style !== 'next-gen';
    return {
      id: String(this.counters.project++),
      types: (options.types ?? DEFAULT_TYPES).map((type): LabIssueType => {
        const { name, level = 0, description = '' } = type;
        const id = isShared
          ? shared(this.sharedTypes, `${name}/${level}`, () => ({ id: this.typeId() })).id
          : this.typeId();
        return { id, name, description, hierarchyLevel: level, fields: [] };
      }),
      statuses: (options.statuses ?? DEFAULT_STATUSES).map(({ name, category }): LabStatus => {
        const make = () => ({ id: String(this.counters.status++), name, category });
        return isShared ? shared(this.sharedStatuses, name, make) : make();
      }),
      priorities: (options.priorities ?? DEFAULT_PRIORITIES).map((name): LabPriority =>
        shared(this.sharedPriorities, name, () => ({ id: String(this.sharedPriorities.size + 1), name })),
      ),
      nextCustomFieldNumber: () => this.counters.field++,
      screen: (level) => this.dialect.screen(level),
    };
  }

  private typeId(): string {
    return String(this.counters.type++);
  }
}

function shared<T>(known: Map<string, T>, name: string, make: () => T): T {
  const existing = known.get(name) ?? make();
  known.set(name, existing);
  return existing;
}
