import { setTimeout as pause } from 'node:timers/promises';
import {
  type TrackerDiscoveryService,
  type Integration,
  TrackerCallError,
} from '../../integrations/index.js';
import {
  type DraftProblem,
  type ProjectSchema,
  PROVIDER_NAMES,
  ProviderFailure,
  type TicketDraft,
} from '../../providers/contract/index.js';
import { schemaKey } from '../resolved-names.rules.js';
import { error, type PlatformProblem } from './config-problems.js';
import { nearestNames } from './name-suggestions.rules.js';
import { ProblemSeverity } from './verification.object.js';

/** How many of a tracker's projects are searched for a similar key. */
const MAX_SUGGESTED_FROM = 100;

/** A project's schema, or why it could not be read. */
export type SchemaAnswer =
  | { readonly schema: ProjectSchema }
  | { readonly problem: PlatformProblem; readonly isAboutIntegration: boolean };

/** What the tracker would say to a ticket's values, or why it could not be asked. */
export type DraftAnswer =
  { readonly problems: readonly DraftProblem[] } | { readonly failure: PlatformProblem };

/**
 * Reads schemas for a verification: each project once, however many platforms use it. A second call to a tracker is
 * left out when the time limit of one call is over.
 */
export class SchemaReader {
  /** Whatever was read. */
  readonly schemas = new Map<string, ProjectSchema>();
  private readonly answersByProject = new Map<string, Promise<SchemaAnswer>>();
  private readonly endsAt: number;

  /** @param timeoutMs the time limit of one call, from now on. */
  constructor(
    private readonly discovery: TrackerDiscoveryService,
    private readonly mayUseCache: boolean,
    timeoutMs: number,
  ) {
    this.endsAt = performance.now() + timeoutMs;
  }

  /** The cached schema, or that of a call that is running; null: there is none, or it may not be used. */
  async cached(integration: Integration, projectKey: string): Promise<SchemaAnswer | null> {
    const schema = this.mayUseCache ? this.discovery.cachedSchema(integration, projectKey) : null;
    return schema && this.answer(schema, integration, projectKey);
  }

  /** Reads it now, after the wait for the cached schema, which may have been that of a running call. */
  readWithinTimeLimit(integration: Integration, projectKey: string): Promise<SchemaAnswer> {
    return this.withinTimeLimit(
      this.read(integration, projectKey),
      aboutIntegration(ProblemSeverity.UNKNOWN, tooSlow(integration)),
    );
  }

  /** Asks now, within the time limit. A refusal of the whole ticket is for the project's schema to explain. */
  async checkDraft(integration: Integration, draft: TicketDraft): Promise<DraftAnswer> {
    const words = tooSlow(integration);
    const unknown = (message: string) => ({
      failure: { path: 'integrationId', severity: ProblemSeverity.UNKNOWN, message, suggestions: [] },
    });
    const answer = this.discovery.checkDraft(integration, draft).then(
      (problems): DraftAnswer => ({ problems }),
      (failure: unknown): DraftAnswer => {
        if (!(failure instanceof TrackerCallError)) throw failure;
        const isAboutContent = CONTENT_FAILURES.includes(failure.error.failure);
        return isAboutContent ? { problems: [] } : unknown(failure.message);
      },
    );
    return this.withinTimeLimit(answer, unknown(words));
  }

  /** Asks now. */
  read(integration: Integration, projectKey: string): Promise<SchemaAnswer> {
    const key = schemaKey(integration.id, projectKey);
    const known = this.answersByProject.get(key);
    if (known) return known;
    const schema = this.discovery.schemaOf(integration, projectKey, true);
    const answer = this.answer(schema, integration, projectKey);
    this.answersByProject.set(key, answer);
    return answer;
  }

  private async answer(
    schema: Promise<ProjectSchema>,
    integration: Integration,
    projectKey: string,
  ): Promise<SchemaAnswer> {
    try {
      const read = await schema;
      this.schemas.set(schemaKey(integration.id, projectKey), read);
      return { schema: read };
    } catch (failure) {
      if (!(failure instanceof TrackerCallError)) throw failure;
      return this.explain(failure, integration, projectKey);
    }
  }

  private async explain(
    { error: { failure }, message }: TrackerCallError,
    integration: Integration,
    projectKey: string,
  ): Promise<SchemaAnswer> {
    switch (failure) {
      case ProviderFailure.NOT_FOUND: {
        const words = `${message} Choose a project that the connected account can see.`;
        const known = await this.projectKeys(integration);
        return aboutProject(error('parameters.projectKey', words, nearestNames(projectKey, known)));
      }
      case ProviderFailure.FORBIDDEN:
      case ProviderFailure.REJECTED:
        return aboutProject(error('parameters.projectKey', message));
      case ProviderFailure.UNAUTHENTICATED:
        return aboutIntegration(ProblemSeverity.ERROR, message);
      default:
        return aboutIntegration(ProblemSeverity.UNKNOWN, message);
    }
  }

  /** Empty where the tracker does not answer in time: suggestions are optional. */
  private async projectKeys({ id }: Integration): Promise<string[]> {
    try {
      const query = { integrationId: id, search: null, first: MAX_SUGGESTED_FROM, refresh: false };
      return (await this.withinTimeLimit(this.discovery.projects(query), [])).map(({ key }) => key);
    } catch (failure) {
      if (failure instanceof TrackerCallError) return [];
      throw failure;
    }
  }

  /** @returns `otherwise` when the time is up. */
  private async withinTimeLimit<T>(answer: Promise<T>, fallback: T): Promise<T> {
    const answered = new AbortController();
    const remainingMs = Math.max(0, this.endsAt - performance.now());
    try {
      return await Promise.race([answer, pause(remainingMs, fallback, { signal: answered.signal })]);
    } finally {
      answered.abort();
    }
  }
}

/** Said by the check of the project too, with more to choose from. */
const CONTENT_FAILURES = [ProviderFailure.NOT_FOUND, ProviderFailure.FORBIDDEN, ProviderFailure.REJECTED];

function tooSlow({ providerType }: Integration): string {
  return `${PROVIDER_NAMES[providerType]} did not answer in time. Try again in a moment.`;
}

function aboutProject(problem: PlatformProblem): SchemaAnswer {
  return { problem, isAboutIntegration: false };
}

function aboutIntegration(severity: ProblemSeverity, message: string): SchemaAnswer {
  return { problem: { path: 'integrationId', severity, message, suggestions: [] }, isAboutIntegration: true };
}
