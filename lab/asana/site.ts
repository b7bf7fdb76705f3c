import type {
  LabAccount,
  LabAttachment,
  LabEvent,
  LabStory,
  LabTag,
  LabUser,
  LabWorkspace,
} from './model.js';
import { LabProject, type ProjectOptions } from './project.js';
import { initialMemberships, LabTask, type NewTask } from './task.js';

/** The same at every site: two sites give equal gids. */
const FIRST_GID = 1_200_000_000_000_001;

/** The whole state of one emulated Asana. */
export class AsanaSite {
  readonly accounts: LabAccount[] = [];
  readonly workspaces: LabWorkspace[] = [];
  readonly projects: LabProject[] = [];
  /** In the order they were made. */
  readonly tasks: LabTask[] = [];
  readonly events: LabEvent[] = [];
  /** How long searches and typeahead know nothing of what is new, in milliseconds. */
  searchLagMs = 0;
  /** Added to this machine's clock. */
  clockOffsetMs = 0;
  /** Actions of batches that are answered with 429, one by one. */
  limitedActions = { left: 0, retryAfterSeconds: 30 };
  /** Hears of every change. */
  onEvent: (event: LabEvent) => void = () => undefined;
  private lastGid = FIRST_GID - 1;

  /** The site's clock. */
  now(): number {
    return Date.now() + this.clockOffsetMs;
  }

  readonly nextGid = (): string => {
    this.lastGid += 1;
    return String(this.lastGid);
  };

  addWorkspace(name: string): LabWorkspace {
    const workspace = {
      gid: this.nextGid(),
      name,
      isPremium: true,
      users: [],
      tags: [],
      allowsNewTags: true,
    };
    this.workspaces.push(workspace);
    return workspace;
  }

  addUser(workspaces: readonly LabWorkspace[], name: string, email: string): LabUser {
    const user = { gid: this.nextGid(), name, email, madeAt: this.now() };
    for (const workspace of workspaces) workspace.users.push(user);
    return user;
  }

  addProject(options: ProjectOptions, workspace: LabWorkspace): LabProject {
    const project = new LabProject(options, workspace, this.nextGid, this.now());
    this.projects.push(project);
    return project;
  }

  addTag(workspace: LabWorkspace, name: string): LabTag {
    const tag = { gid: this.nextGid(), name, madeAt: this.now() };
    workspace.tags.push(tag);
    return tag;
  }

  addTask(made: NewTask): LabTask {
    const task = new LabTask(this.nextGid(), made, this.now());
    this.tasks.push(task);
    for (const { project } of task.memberships) {
      this.addStory(
        task,
        made.creator,
        { type: 'system', subtype: 'added_to_project' },
        `added to ${project.name}`,
      );
    }
    this.emitEvent(task, 'added', null, made.creator);
    return task;
  }

  /** To be called after every change of a task. */
  recordChange(task: LabTask, field: string | null, user: LabUser): void {
    task.modified = this.now();
    this.emitEvent(task, 'changed', field, user);
  }

  addStory(
    task: LabTask,
    author: LabUser,
    kind: Pick<LabStory, 'type' | 'subtype'>,
    text: string,
    htmlText: string | null = null,
  ): LabStory {
    const story = { ...kind, gid: this.nextGid(), text, htmlText, author, created: this.now() };
    task.stories.push(story);
    task.modified = this.now();
    return story;
  }

  addAttachment(task: LabTask, name: string, url: string): LabAttachment {
    const attachment = { gid: this.nextGid(), name, url, created: this.now() };
    task.attachments.push(attachment);
    task.modified = this.now();
    return attachment;
  }

  delete(task: LabTask, user: LabUser): void {
    this.tasks.splice(this.tasks.indexOf(task), 1);
    this.emitEvent(task, 'deleted', null, user);
  }

  /** Out of its projects, into the first section of another. */
  move(task: LabTask, target: LabProject, user: LabUser): void {
    this.emitEvent(task, 'removed', null, user);
    task.memberships = initialMemberships(target);
    this.recordChange(task, 'memberships', user);
  }

  private emitEvent(task: LabTask, action: LabEvent['action'], field: string | null, user: LabUser): void {
    const event: LabEvent = {
      number: this.events.length + 1,
      projectGids: task.memberships.map(({ project }) => project.gid),
      action,
      taskGid: task.gid,
      taskName: task.name,
      field,
      user,
      at: this.now(),
    };
    this.events.push(event);
    this.onEvent(event);
  }
}
