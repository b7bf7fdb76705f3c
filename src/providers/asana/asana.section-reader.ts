import { ProviderFailure } from '../contract/index.js';
import { type AsanaApi, BATCHED, pageOf } from './asana.api.js';
import { type Answer, errorOf } from './asana.errors.js';
import type { AsanaMemory } from './asana.memory.js';
import { type AsanaNamed, namedSchema } from './asana.schemas.js';
import { ACTIONS_MAX, type BatchedRead } from './asana.transport.js';

/** The sections of projects in their order, by which open tasks are told apart: asked for along with other reads. */
export class SectionReader {
  private readonly sections = new Map<string, readonly AsanaNamed[]>();

  constructor(
    private readonly api: AsanaApi,
    private readonly memory: AsanaMemory,
  ) {}

  /** What is not known of these projects, as reads to put into a batch; the answers go to `keep`. */
  unknown(projects: Iterable<string>): string[] {
    return [...new Set(projects)].filter(
      (project) => !this.sections.has(project) && !this.memory.sections.has(project),
    );
  }

  read(project: string): BatchedRead {
    return BATCHED.sections(project);
  }

  keep(project: string, answer: Answer | undefined): void {
    if (!answer || isUnseen(answer)) return;
    const { items } = pageOf(answer, namedSchema);
    this.sections.set(project, items);
    this.memory.sections.keep(project, Promise.resolve(items));
  }

  /** Sees to it that `of` knows these projects. */
  async need(projects: readonly (string | undefined)[]): Promise<void> {
    const wanted = new Set(projects.filter((project) => project !== undefined));
    for (const project of wanted) {
      const remembered = this.memory.sections.peek(project);
      if (remembered && !this.sections.has(project)) this.sections.set(project, await remembered);
    }
    const unknown = this.unknown(wanted);
    for (let start = 0; start < unknown.length; start += ACTIONS_MAX) {
      const some = unknown.slice(start, start + ACTIONS_MAX);
      const answers = await this.api.batch(some.map(BATCHED.sections));
      some.forEach((project, index) => this.keep(project, answers[index]));
    }
  }

  of(project: string | undefined): readonly AsanaNamed[] {
    return this.sections.get(project ?? '') ?? [];
  }
}

/** Gone (404), hidden (403), or no such gid (400). @throws ProviderError for whatever else is no answer. */
export function isUnseen(answer: Answer): boolean {
  if (answer.status < 400) return false;
  const error = errorOf(answer, 'read');
  const isGone = [ProviderFailure.NOT_FOUND, ProviderFailure.FORBIDDEN, ProviderFailure.REJECTED];
  if (isGone.includes(error.failure)) return true;
  throw error;
}
