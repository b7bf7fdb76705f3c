import { EntityManager } from '@mikro-orm/postgresql';
import { Inject, Injectable } from '@nestjs/common';
import { Project } from '../../access/index.js';
import { SETTINGS, type Settings } from '../../config/index.js';
import { TrackerDiscoveryService, Integration } from '../../integrations/index.js';
import { type PmProvider, ProviderRegistry } from '../../providers/contract/index.js';
import { Clock } from '../../shared/clock/index.js';
import { NotFoundError } from '../../shared/errors/index.js';
import { findByIds } from '../../shared/persistence/index.js';
import { ConfigFormService } from '../config-form.service.js';
import { error, type PlatformProblem } from './config-problems.js';
import { integrationProblem } from './integration-problem.rules.js';
import type { PlatformConfiguration } from '../pm-config.entity.js';
import type { PreviewPmConfigInput } from '../pm-config.inputs.js';
import { PmConfigsService } from '../pm-configs.service.js';
import { withFormerNames } from '../resolved-names.rules.js';
import { schemaProblems } from './schema-check.rules.js';
import { draftOf, draftProblems } from './draft-check.rules.js';
import { type DraftAnswer, type SchemaAnswer, SchemaReader } from './schema-reader.js';
import { titleViolation, type RenderedText, renderTicket } from '../ticket-templates.rules.js';
import {
  type ConfigProblemObject,
  type PmConfigVerificationObject,
  ProblemSeverity,
} from './verification.object.js';

/** Whose release it is in an example. */
const EXAMPLE_RELEASE_ID = '00000000-0000-7000-8000-000000000000';
const EXAMPLE_VERSION = '1.2.0';

interface Subject {
  readonly configuration: PlatformConfiguration;
  readonly index: number;
  readonly integration: Integration;
  readonly provider: PmProvider;
  readonly text: RenderedText;
}

interface Verifiable {
  readonly projectId: string;
  readonly integrationId: string;
  readonly platformConfigurations: readonly PlatformConfiguration[];
  readonly integrations: ReadonlyMap<string, Integration>;
}

/** Asks the trackers what they would say to a config's tickets. Reads only. */
@Injectable()
export class PmConfigVerifierService {
  constructor(
    @Inject(SETTINGS) private readonly settings: Settings,
    private readonly em: EntityManager,
    private readonly configs: PmConfigsService,
    private readonly form: ConfigFormService,
    private readonly providers: ProviderRegistry,
    private readonly discovery: TrackerDiscoveryService,
    private readonly clock: Clock,
  ) {}

  /** Checks a config that is not stored, or the edit of a stored one. */
  async preview(input: PreviewPmConfigInput): Promise<PmConfigVerificationObject> {
    const edited = input.id == null ? null : await this.configs.require(input.id, 'id');
    if (edited && edited.projectId !== input.projectId) throw new NotFoundError('pm config', 'id');
    const checked = await this.form.check(this.em, input, { lock: false });
    const { projectId, integrationId, version } = input;
    const platformConfigurations = withFormerNames(
      checked.platformConfigurations,
      edited?.platformConfigurations ?? [],
    );
    const verifiable = { ...checked, platformConfigurations, projectId, integrationId };
    return this.ask(verifiable, version, this.reader(true));
  }

  /** Reads everything anew. @throws NotFoundError. */
  async verify(id: string): Promise<PmConfigVerificationObject> {
    const config = await this.configs.require(id, null);
    const { projectId, integrationId, platformConfigurations } = config;
    const ids = [integrationId, ...platformConfigurations.map((one) => one.integrationId ?? integrationId)];
    const integrations = await findByIds(this.em, Integration, ids);
    const verifiable = { projectId, integrationId, platformConfigurations, integrations };
    const reader = this.reader(false);
    const verification = await this.ask(verifiable, EXAMPLE_VERSION, reader);
    await this.configs.resolveNames(id, reader.schemas);
    return verification;
  }

  private reader(mayUseCache: boolean): SchemaReader {
    return new SchemaReader(this.discovery, mayUseCache, this.settings.providerTimeoutMs);
  }

  private async ask(
    verifiable: Verifiable,
    version: string,
    reader: SchemaReader,
  ): Promise<PmConfigVerificationObject> {
    const subjects = await this.subjectsOf(verifiable, version);
    const problems = (await Promise.all(subjects.map((subject) => problemsOf(subject, reader)))).flat();
    return {
      isValid: problems.every(({ severity }) => severity === ProblemSeverity.WARNING),
      problems,
      rendered: subjects
        .filter(({ configuration }) => configuration.parameters.createTicket)
        .map(({ configuration: { platform }, text: { title, description } }) => ({
          platform,
          title,
          description,
        })),
    };
  }

  private async subjectsOf(verifiable: Verifiable, version: string): Promise<Subject[]> {
    const { projectId, integrationId, platformConfigurations, integrations } = verifiable;
    const { name: projectName } = await this.em.findOneOrFail(Project, { id: projectId });
    const plannedDate = this.clock.now().toISOString().slice(0, 10);
    const releaseUrl = `${this.settings.publicUrl}/releases/${EXAMPLE_RELEASE_ID}`;
    return platformConfigurations.map((configuration, index) => {
      const { platform, parameters } = configuration;
      const integration = integrations.get(configuration.integrationId ?? integrationId)!;
      const facts = { version, platform, plannedDate, projectName, releaseUrl };
      const provider = this.providers.get(integration.providerType);
      return { configuration, index, integration, provider, text: renderTicket(parameters, facts) };
    });
  }
}

async function problemsOf(subject: Subject, reader: SchemaReader): Promise<ConfigProblemObject[]> {
  const { configuration, index, integration } = subject;
  const { platform, integrationId } = configuration;
  const within = `platformConfigurations.${index}`;
  const integrationPath = integrationId ? `${within}.integrationId` : 'integrationId';
  const inPlace = (problem: PlatformProblem) => ({ ...problem, platform, path: `${within}.${problem.path}` });
  const own = renderedProblems(subject).map(inPlace);
  const unusable = integrationProblem(integration);
  if (unusable) return [{ ...error(integrationPath, unusable), platform }, ...own];
  const { problems, isAboutIntegration } = await verdictOn(subject, reader);
  return [
    ...problems.map((one) =>
      isAboutIntegration ? { ...one, platform, path: integrationPath } : inPlace(one),
    ),
    ...own,
  ];
}

interface Verdict {
  readonly problems: readonly PlatformProblem[];
  readonly isAboutIntegration: boolean;
}

/** The ticket's own values are held against the tracker beside its project, unless the project decides already. */
async function verdictOn(subject: Subject, reader: SchemaReader): Promise<Verdict> {
  const { configuration, integration } = subject;
  const [verdict, values] = await Promise.all([
    ask(subject, reader),
    configuration.parameters.createTicket ? reader.checkDraft(integration, draftOf(subject)) : NO_VALUES,
  ]);
  const isDecided = verdict.problems.some(
    ({ path, severity }) => path === 'parameters.projectKey' && severity === ProblemSeverity.ERROR,
  );
  if (verdict.isAboutIntegration || isDecided) return verdict;
  if ('failure' in values) return { problems: [values.failure], isAboutIntegration: true };
  const isSaid = (path: string) => verdict.problems.some((problem) => problem.path === path);
  const others = draftProblems(values.problems).filter(({ path }) => !isSaid(path));
  return { ...verdict, problems: [...verdict.problems, ...others] };
}

const NO_VALUES: DraftAnswer = { problems: [] };

/** A cached schema may prove that a config is right; a problem is only reported by a schema that was read now. */
async function ask(
  { configuration, integration, provider }: Subject,
  reader: SchemaReader,
): Promise<Verdict> {
  const { parameters } = configuration;
  const judge = (answer: SchemaAnswer): Verdict =>
    'schema' in answer
      ? {
          problems: schemaProblems(parameters, answer.schema, provider, integration.id),
          isAboutIntegration: false,
        }
      : { problems: [answer.problem], isAboutIntegration: answer.isAboutIntegration };
  const { projectKey } = parameters;
  const cached = await reader.cached(integration, projectKey);
  if (!cached) return judge(await reader.read(integration, projectKey));
  const verdict = judge(cached);
  if (!('schema' in cached) || verdict.problems.length === 0) return verdict;
  return judge(await reader.readWithinTimeLimit(integration, projectKey));
}

/** What is wrong with the ticket itself, whatever the tracker's project. */
function renderedProblems({ configuration: { parameters }, text, provider }: Subject): PlatformProblem[] {
  if (!parameters.createTicket) return [];
  const title = titleViolation(text.title);
  const labels = provider.draftViolations?.({ labels: text.labels, parentKey: null }) ?? [];
  return [
    ...(title ? [error('parameters.titleTemplate', title)] : []),
    ...labels.map(({ message }) => error('parameters.labels', message)),
  ];
}
