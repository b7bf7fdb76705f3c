import {
  DEFAULT_STATUSES,
  customField,
  statusesOf,
  type CustomFieldOptions,
  type StatusOptions,
} from './defaults.js';
import { LabFolder, LabList, LabSpace, LabTeam } from './hierarchy.js';
import type { LabListStatus, LabTaskType, LabUser } from './model.js';
import { LabTask, type NewTask } from './task.js';
import { Webhooks } from './webhooks.js';

export interface ListOptions {
  readonly name?: string;
  /** Default: the next free number. */
  readonly id?: string;
  /** Of its space; default `Product`. Spaces and folders come into being with their first list. */
  readonly space?: string;
  /** Default: none. */
  readonly folder?: string;
  /** Of the workspace; default the first one. */
  readonly team?: string;
  readonly statuses?: readonly StatusOptions[];
  readonly fields?: readonly CustomFieldOptions[];
}

/** All that the emulated ClickUp knows. */
export class ClickUpSite {
  readonly users: LabUser[] = [];
  readonly teams: LabTeam[] = [];
  readonly lists = new Map<string, LabList>();
  readonly webhooks = new Webhooks();
  private readonly tasks = new Map<string, LabTask>();
  private readonly counters = { user: 181, team: 9001, place: 90_100, task: 36 ** 4, comment: 458_000 };
  private readonly customNumbers = new Map<LabSpace, number>();
  clockOffsetMs = 0;
  /** How long a new task stays unknown to the workspace-wide list. */
  indexLagMs = 0;
  /** How long it stays unknown to its own list. */
  listLagMs = 0;
  /** What becomes of a read of many where one is gone: left out, or the whole call refused. */
  refusesUnknownInBulk = false;
  /** What is answered where statuses cannot be read in bulk. */
  bulkRefusal: 400 | 403 | 404 = 403;
  /** An edited comment must be assigned to somebody, as the document has it. */
  requiresCommentAssignee = false;

  /** Milliseconds since the epoch, by ClickUp's own clock. */
  now(): number {
    return Date.now() + this.clockOffsetMs;
  }

  addUser(username: string, email: string, token: string): LabUser {
    const user = { id: this.counters.user++, username, email, token, timeZone: 'Etc/UTC' };
    this.users.push(user);
    return user;
  }

  addTeam(name: string): LabTeam {
    const team = new LabTeam(String(this.counters.team++), name);
    this.teams.push(team);
    return team;
  }

  addTaskType(name: string, team = this.teams[0]): LabTaskType {
    const type = { id: 1_001 + (team?.taskTypes.length ?? 0), name };
    team?.taskTypes.push(type);
    return type;
  }

  addList(options: ListOptions = {}): LabList {
    const space = this.space(options.space ?? 'Product', options.team);
    const folder = options.folder === undefined ? null : this.folder(space, options.folder);
    const id = options.id ?? this.nextPlace();
    const list = new LabList(space, folder, id, options.name ?? `List ${id}`);
    list.statuses = statusesOf(id, options.statuses ?? DEFAULT_STATUSES);
    list.fields.push(...(options.fields ?? []).map(customField));
    (folder ?? space).lists.push(list);
    this.lists.set(id, list);
    return list;
  }

  addTask(list: LabList, creator: LabUser, parts: NewTask): LabTask {
    const id = `86${(this.counters.task++).toString(36)}`;
    const task = new LabTask(id, this.customId(list.space), list, creator, this.now(), parts);
    this.tasks.set(id, task);
    return task;
  }

  /** Deleted ones included: they answer otherwise than what never was. */
  task(id: string): LabTask | undefined {
    return this.tasks.get(id);
  }

  taskByCustomId(teamId: string, customId: string): LabTask | undefined {
    const wanted = customId.toUpperCase();
    return this.taskList.find((task) => task.customId === wanted && task.list.space.team.id === teamId);
  }

  /** Without deleted ones, oldest first. */
  get taskList(): readonly LabTask[] {
    return [...this.tasks.values()].filter(({ isDeleted }) => !isDeleted);
  }

  /** Sends the event to every webhook that is registered for it. */
  recordChange(event: string, task: LabTask, by: LabUser, before: LabListStatus | null = null): void {
    this.webhooks.send(event, task, by, this.now(), before);
  }

  nextCommentId(): string {
    return String(this.counters.comment++);
  }

  private space(name: string, teamName: string | undefined): LabSpace {
    const team = teamName === undefined ? this.teams[0] : this.teams.find((one) => one.name === teamName);
    if (!team) throw new Error(`The lab has no workspace ${teamName ?? ''}.`);
    const known = team.spaces.find((space) => space.name === name);
    if (known) return known;
    const space = new LabSpace(team, this.nextPlace(), name);
    team.spaces.push(space);
    return space;
  }

  private folder(space: LabSpace, name: string): LabFolder {
    const known = space.folders.find((folder) => folder.name === name);
    if (known) return known;
    const folder = new LabFolder(space, this.nextPlace(), name);
    space.folders.push(folder);
    return folder;
  }

  private customId(space: LabSpace): string | null {
    if (space.customIdPrefix === null) return null;
    const number = (this.customNumbers.get(space) ?? 0) + 1;
    this.customNumbers.set(space, number);
    return `${space.customIdPrefix}-${number}`;
  }

  private nextPlace(): string {
    return String(this.counters.place++);
  }
}
