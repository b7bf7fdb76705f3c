import { inParallel } from '../http/index.js';
import { type AsanaApi, BATCHED, oneOf, pageOf } from './asana.api.js';
import { homeOf } from './asana.mapping.js';
import type { AsanaMemory } from './asana.memory.js';
import { type AsanaTask, taskSchema } from './asana.schemas.js';
import { isUnseen, type SectionReader } from './asana.section-reader.js';
import { ACTIONS_MAX } from './asana.transport.js';

const BATCHES_AT_ONCE = 4;

/**
 * Reads tasks in the fewest calls. Ten or less come by one batch of single reads. More come by the lists of their
 * projects, a hundred a call, as long as a page brings more of them than a batch would; what is left comes by batches.
 * Which project a task is in is remembered, and asked of ten tasks where it is not.
 */
export class TaskReader {
  private readonly tasks = new Map<string, AsanaTask>();
  private readonly asked: ReadonlySet<string>;
  /** Not read yet. */
  private readonly left: Set<string>;

  constructor(
    private readonly api: AsanaApi,
    private readonly memory: AsanaMemory,
    private readonly sections: SectionReader,
    names: readonly string[],
  ) {
    this.asked = new Set(names);
    this.left = new Set(names);
  }

  async read(): Promise<ReadonlyMap<string, AsanaTask>> {
    if (this.left.size > ACTIONS_MAX) await this.readLists();
    const names = [...this.left];
    const batches: string[][] = [];
    for (let start = 0; start < names.length; start += ACTIONS_MAX) {
      batches.push(names.slice(start, start + ACTIONS_MAX));
    }
    await inParallel(batches, BATCHES_AT_ONCE, (batch) => this.readBatch(batch));
    return this.tasks;
  }

  private async readLists(): Promise<void> {
    const homeless = [...this.left].filter((name) => this.memory.homeOf(name) === undefined);
    if (homeless.length > ACTIONS_MAX) await this.readBatch(homeless.slice(0, ACTIONS_MAX));
    const tried = new Set<string>();
    for (let project = this.nextProject(tried); project; project = this.nextProject(tried)) {
      tried.add(project);
      await this.readList(project);
    }
  }

  /** The project that promises most; null where none promises more than a batch would bring. */
  private nextProject(tried: ReadonlySet<string>): string | null {
    const count = (names: Iterable<string>) => Map.groupBy(names, (name) => this.memory.homeOf(name));
    const [left, read] = [count(this.left), count(this.tasks.keys())];
    const homeless = left.get(undefined)?.length ?? 0;
    const promises = [...new Set([...left.keys(), ...read.keys()])]
      .filter((project) => project !== undefined)
      .filter((project) => !tried.has(project))
      .map((project) => {
        // Where some of those without a known home turned out to be, the others may be as well.
        const expected = (left.get(project)?.length ?? 0) + (read.has(project) ? homeless : 0);
        return { project, expected };
      })
      .sort((one, other) => other.expected - one.expected);
    const best = promises[0];
    return best && best.expected > ACTIONS_MAX ? best.project : null;
  }

  private async readList(project: string): Promise<void> {
    const sectionsToo = this.sections.unknown([project]).map((each) => this.sections.read(each));
    const [list, sections] = await this.api.batch([BATCHED.tasksOf(project), ...sectionsToo]);
    this.sections.keep(project, sections);
    if (!list || isUnseen(list)) return;
    let page = pageOf(list, taskSchema);
    while (this.keep(page.items) > ACTIONS_MAX && page.next !== null && this.left.size > 0) {
      page = await this.api.tasksPage(project, page.next);
    }
  }

  private async readBatch(names: readonly string[]): Promise<void> {
    const homes = names.map((name) => this.memory.homeOf(name)).filter((home) => home !== undefined);
    const projects = this.sections.unknown(homes).slice(0, ACTIONS_MAX - names.length);
    const sectionsToo = projects.map((project) => this.sections.read(project));
    const answers = await this.api.batch([...names.map(BATCHED.task), ...sectionsToo]);
    for (const [index, name] of names.entries()) {
      const answer = answers[index];
      this.left.delete(name);
      if (answer && !isUnseen(answer)) this.keep([oneOf(answer, taskSchema)]);
    }
    projects.forEach((project, index) => this.sections.keep(project, answers[names.length + index]));
  }

  /** Answers how many of them were wanted. */
  private keep(tasks: readonly AsanaTask[]): number {
    const wanted = tasks.filter(({ gid }) => this.asked.has(gid) && !this.tasks.has(gid));
    for (const task of wanted) {
      this.tasks.set(task.gid, task);
      this.left.delete(task.gid);
      const home = homeOf(task, this.memory.homeOf(task.gid))?.project?.gid;
      if (home !== undefined) this.memory.sawAt(task.gid, home);
    }
    return wanted.length;
  }
}
