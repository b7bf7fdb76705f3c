import { ProviderFailure } from '../contract/index.js';
import { type AsanaApi, BATCHED, pageOf } from './asana.api.js';
import { type Answer, errorOf } from './asana.errors.js';
import type { AsanaCache } from './asana.cache.js';
import { type AsanaNamed, namedSchema } from './asana.schemas.js';
import { ACTIONS_MAX, type BatchedRead } from './asana.transport.js';

/** The sections of projects in their order, by which open tasks are told apart: asked for along with other reads. */
export class SectionReader {
  private readonly sections = new Map<string, readonly AsanaNamed[]>();

  constructor(
    private readonly api: AsanaApi,
    private readonly cache: AsanaCache,
  ) {}

  /** What is not known of these projects, as reads to put into a batch; the answers go to `keep`. */
  uncached(projects: Iterable<string>): string[] {
    return [...new Set(projects)].filter(
      (project) => !this.sections.has(project) && !this.cache.sections.has(project),
    );
  }

  batchedRead(project: string): BatchedRead {
    return BATCHED.sections(project);
  }

  store(project: string, answer: Answer | undefined): void {
    if (!answer || isGoneOrHidden(answer)) return;
    const { items } = pageOf(answer, namedSchema);
    this.sections.set(project, items);
    void this.cache.sections.refresh(project, async () => items);
  }

  /** Sees to it that `of` knows these projects. */
  async load(projects: readonly (string | undefined)[]): Promise<void> {
    const wanted = new Set(projects.filter((project) => project !== undefined));
    for (const project of wanted) {
      const cached = this.cache.sections.peek(project);
      if (cached && !this.sections.has(project)) this.sections.set(project, await cached);
    }
    const missing = this.uncached(wanted);
    for (let start = 0; start < missing.length; start += ACTIONS_MAX) {
      const batch = missing.slice(start, start + ACTIONS_MAX);
      const answers = await this.api.batch(batch.map(BATCHED.sections));
      batch.forEach((project, index) => this.store(project, answers[index]));
    }
  }

  sectionsOf(project: string | undefined): readonly AsanaNamed[] {
    return this.sections.get(project ?? '') ?? [];
  }
}

/** Gone (404), hidden (403), or no such gid (400). @throws ProviderError for whatever else is no answer. */
export function isGoneOrHidden(answer: Answer): boolean {
  if (answer.status < 400) return false;
  const error = errorOf(answer, 'read');
  const isGone = [ProviderFailure.NOT_FOUND, ProviderFailure.FORBIDDEN, ProviderFailure.REJECTED];
  if (isGone.includes(error.failure)) return true;
  throw error;
}
