import type { ProjectKeys } from '../contract/index.js';
import { inParallel } from '../http/index.js';
import { type AsanaApi, BATCHED, oneOf, pageOf } from './asana.api.js';
import { statusMembershipOf } from './asana.mapping.js';
import type { AsanaCache } from './asana.cache.js';
import { type AsanaTask, taskSchema } from './asana.schemas.js';
import { isGoneOrHidden, type SectionReader } from './asana.section-reader.js';
import { ACTIONS_MAX } from './asana.transport.js';

const BATCHES_AT_ONCE = 4;

/**
 * Reads tasks in the fewest calls. Ten or less come by one batch of single reads. More come by the lists of their
 * projects, a hundred a call, as long as a page brings more of them than a batch would; what is left comes by batches.
 * Which project a task is in is remembered, and asked of ten tasks where it is neither remembered nor told.
 */
export class TaskReader {
  private readonly tasks = new Map<string, AsanaTask>();
  private readonly requested: ReadonlySet<string>;
  /** Not read yet. */
  private readonly pending: Set<string>;

  constructor(
    private readonly api: AsanaApi,
    private readonly cache: AsanaCache,
    private readonly sections: SectionReader,
    names: readonly string[],
    private readonly homes: ProjectKeys,
  ) {
    this.requested = new Set(names);
    this.pending = new Set(names);
  }

  async read(): Promise<ReadonlyMap<string, AsanaTask>> {
    if (this.pending.size > ACTIONS_MAX) await this.readLists();
    const names = [...this.pending];
    const batches: string[][] = [];
    for (let start = 0; start < names.length; start += ACTIONS_MAX) {
      batches.push(names.slice(start, start + ACTIONS_MAX));
    }
    await inParallel(batches, BATCHES_AT_ONCE, (batch) => this.readBatch(batch));
    return this.tasks;
  }

  private async readLists(): Promise<void> {
    const withoutProject = [...this.pending].filter((name) => this.projectOf(name) === undefined);
    if (withoutProject.length > ACTIONS_MAX) await this.readBatch(withoutProject.slice(0, ACTIONS_MAX));
    const tried = new Set<string>();
    for (let project = this.nextProject(tried); project; project = this.nextProject(tried)) {
      tried.add(project);
      await this.readList(project);
    }
  }

  /** The project that promises most; null where none promises more than a batch would bring. */
  private nextProject(tried: ReadonlySet<string>): string | null {
    const groupByProject = (names: Iterable<string>) => Map.groupBy(names, (name) => this.projectOf(name));
    const [pendingByProject, readByProject] = [
      groupByProject(this.pending),
      groupByProject(this.tasks.keys()),
    ];
    const withoutProject = pendingByProject.get(undefined)?.length ?? 0;
    const candidates = [...new Set([...pendingByProject.keys(), ...readByProject.keys()])]
      .filter((project) => project !== undefined)
      .filter((project) => !tried.has(project))
      .map((project) => {
        // Where some of those without a known home turned out to be, the others may be as well.
        const expected =
          (pendingByProject.get(project)?.length ?? 0) + (readByProject.has(project) ? withoutProject : 0);
        return { project, expected };
      })
      .sort((one, other) => other.expected - one.expected);
    const best = candidates[0];
    return best && best.expected > ACTIONS_MAX ? best.project : null;
  }

  private async readList(project: string): Promise<void> {
    const sectionReads = this.sections.uncached([project]).map((each) => this.sections.batchedRead(each));
    const [list, sections] = await this.api.batch([BATCHED.tasksOf(project), ...sectionReads]);
    this.sections.store(project, sections);
    if (!list || isGoneOrHidden(list)) return;
    let page = pageOf(list, taskSchema);
    while (this.storeRequested(page.items) > ACTIONS_MAX && page.next !== null && this.pending.size > 0) {
      page = await this.api.tasksPage(project, page.next);
    }
  }

  private async readBatch(names: readonly string[]): Promise<void> {
    const projectsOfTasks = names
      .map((name) => this.projectOf(name))
      .filter((project) => project !== undefined);
    const projects = this.sections.uncached(projectsOfTasks).slice(0, ACTIONS_MAX - names.length);
    const sectionReads = projects.map((project) => this.sections.batchedRead(project));
    const answers = await this.api.batch([...names.map(BATCHED.task), ...sectionReads]);
    for (const [index, name] of names.entries()) {
      const answer = answers[index];
      this.pending.delete(name);
      if (answer && !isGoneOrHidden(answer)) this.storeRequested([oneOf(answer, taskSchema)]);
    }
    projects.forEach((project, index) => this.sections.store(project, answers[names.length + index]));
  }

  /** Where it was last seen: a task may have left its home. */
  private projectOf(name: string): string | undefined {
    return this.cache.lastProjects.get(name) ?? this.homes.get(name);
  }

  /** Answers how many of them were wanted. */
  private storeRequested(tasks: readonly AsanaTask[]): number {
    const wanted = tasks.filter(({ gid }) => this.requested.has(gid) && !this.tasks.has(gid));
    for (const task of wanted) {
      this.tasks.set(task.gid, task);
      this.pending.delete(task.gid);
      const project = statusMembershipOf(task, this.homes.get(task.gid))?.project?.gid;
      if (project !== undefined) this.cache.lastProjects.set(task.gid, project);
    }
    return wanted.length;
  }
}
