import { randomUUID } from 'node:crypto';

/** Objects as Linear's API shows them: what a field is called there it is called here. */

/** An open set; these are the known ones. */
export type StateType =
  'triage' | 'backlog' | 'unstarted' | 'started' | 'completed' | 'canceled' | 'duplicate' | (string & {});

export interface LabUser {
  readonly id: string;
  readonly name: string;
  readonly displayName: string;
  readonly email: string;
  readonly createdAt: string;
  apiKey: string;
  active: boolean;
  admin: boolean;
  guest: boolean;
}

export interface LabState {
  readonly id: string;
  name: string;
  type: StateType;
  readonly position: number;
  readonly color: string;
  readonly team: LabTeam;
}

export interface LabLabel {
  readonly id: string;
  name: string;
  /** Null: of the whole workspace. */
  readonly team: LabTeam | null;
  readonly isGroup: boolean;
  readonly parent: LabLabel | null;
  readonly createdAt: string;
  /** Not among what is listed, for now or for good; its name is taken all the same. */
  readonly isUnlisted: boolean;
  retiredAt: string | null;
}

export interface LabLinearComment {
  readonly id: string;
  readonly body: string;
  readonly createdAt: string;
  readonly issueId: string;
  readonly user: LabUser;
}

export interface LabAttachment {
  readonly id: string;
  title: string;
  subtitle: string | null;
  readonly url: string;
  metadata: Readonly<Record<string, unknown>>;
  readonly issue: object;
  readonly createdAt: string;
}

export interface StateOptions {
  readonly name: string;
  readonly type: StateType;
}

export interface TeamOptions {
  /** Default SHOP. */
  readonly key?: string;
  readonly name?: string;
  readonly states?: readonly StateOptions[];
  /** The state of a new issue, by name; default: the first one. */
  readonly defaultState?: string;
  /** False: the account may read, but not create issues. */
  readonly mayCreate?: boolean;
  /** The account does not know of it. */
  readonly isHidden?: boolean;
  readonly isRetired?: boolean;
  readonly requirePriorityToLeaveTriage?: boolean;
}

export const DEFAULT_STATES: readonly StateOptions[] = [
  { name: 'Backlog', type: 'backlog' },
  { name: 'Todo', type: 'unstarted' },
  { name: 'In Progress', type: 'started' },
  { name: 'In Review', type: 'started' },
  { name: 'Done', type: 'completed' },
  { name: 'Canceled', type: 'canceled' },
  { name: 'Duplicate', type: 'duplicate' },
];

export const PRIORITIES: readonly { readonly priority: number; readonly label: string }[] = [
  { priority: 0, label: 'No priority' },
  { priority: 1, label: 'Urgent' },
  { priority: 2, label: 'High' },
  { priority: 3, label: 'Medium' },
  { priority: 4, label: 'Low' },
];

export class LabTeam {
  readonly id = randomUUID();
  readonly key: string;
  name: string;
  readonly archivedAt = null;
  readonly retiredAt: string | null;
  readonly triageEnabled: boolean;
  readonly requirePriorityToLeaveTriage: boolean;
  readonly states: LabState[];
  readonly members: LabUser[] = [];
  mayCreate: boolean;
  isHidden: boolean;
  private readonly defaultState: string | null;
  private lastNumber = 0;

  constructor(
    options: TeamOptions,
    readonly createdAt: string,
  ) {
    this.key = options.key ?? 'SHOP';
    this.name = options.name ?? (options.key === undefined ? 'Shop' : options.key);
    this.retiredAt = options.isRetired ? createdAt : null;
    this.mayCreate = options.mayCreate ?? true;
    this.isHidden = options.isHidden ?? false;
    this.requirePriorityToLeaveTriage = options.requirePriorityToLeaveTriage ?? false;
    this.defaultState = options.defaultState ?? null;
    this.states = (options.states ?? DEFAULT_STATES).map(({ name, type }, index) => ({
      ...{ id: randomUUID(), name, type, color: '#95a2b3', team: this },
      position: index * 1_000,
    }));
    this.triageEnabled = this.states.some(({ type }) => type === 'triage');
  }

  get defaultIssueState(): LabState {
    return this.defaultState === null
      ? (this.states[0] ?? missing(this.key))
      : this.stateNamed(this.defaultState);
  }

  /** Never given twice. */
  takeNumber(): number {
    this.lastNumber += 1;
    return this.lastNumber;
  }

  /** @throws where the team has no such state; names are compared exactly. */
  stateNamed(name: string): LabState {
    return this.states.find((state) => state.name === name) ?? missing(this.key, name);
  }
}

function missing(key: string, name = ''): never {
  throw new Error(`The lab's team ${key} has no state called "${name}".`);
}
