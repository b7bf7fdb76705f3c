import { type EntityManager, LockMode } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import {
  coveringConfig,
  type JiraConfig,
  JiraConfigCheckService,
  assertAllCovered,
  ReleaseConfig,
} from '../release-configs/index.js';
import { InvalidInputError, NotFoundError } from '../shared/errors/index.js';
import { findById } from '../shared/persistence/index.js';
import type { CreateReleaseInput } from './releases.inputs.js';

export interface ChosenConfig {
  readonly releaseConfigId: string | null;
  readonly pmConfigId: string | null;
  readonly jiraConfig: JiraConfig | null;
}

const SOURCES = ['jiraConfig', 'pmConfigId', 'releaseConfigId'] as const;

const NONE: ChosenConfig = { releaseConfigId: null, pmConfigId: null, jiraConfig: null };

/** Which config a new release goes by: an inline one, a stored one, a release config's, or none. */
@Injectable()
export class ConfigChoiceService {
  constructor(private readonly jira: JiraConfigCheckService) {}

  /** @throws InvalidInputError, NotFoundError, each naming its field. */
  async choose(em: EntityManager, input: CreateReleaseInput): Promise<ChosenConfig> {
    const { projectId, platforms, jiraConfig, pmConfigId, releaseConfigId } = input;
    assertOneSource(input);
    if (releaseConfigId != null) return { ...NONE, ...(await this.fromReleaseConfig(em, input)) };
    if (pmConfigId != null) {
      const config = await coveringConfig(em, projectId, pmConfigId, 'pmConfigId', platforms);
      return { ...NONE, pmConfigId: config.id };
    }
    if (!jiraConfig) return NONE;
    return { ...NONE, jiraConfig: await this.jira.check(em, projectId, jiraConfig, 'jiraConfig') };
  }

  /** FOR SHARE: whoever saves or deletes it at this moment sees this release, or is seen here. */
  private async fromReleaseConfig(
    em: EntityManager,
    { projectId, platforms, releaseConfigId }: CreateReleaseInput,
  ): Promise<Partial<ChosenConfig>> {
    const path = 'releaseConfigId';
    const missing = new NotFoundError('release config', path);
    const config = await findById(em, ReleaseConfig, releaseConfigId!);
    if (config?.projectId !== projectId) throw missing;
    await em.refresh(config, { lockMode: LockMode.PESSIMISTIC_READ });
    if (config.isDeleted) throw missing;
    assertAllCovered(
      platforms,
      (platform) => config.platforms.includes(platform),
      (platform) => `is ${platform}, for which ${config.name} has nothing.`,
    );
    const { id, pmConfigId } = config;
    if (pmConfigId !== null) await coveringConfig(em, projectId, pmConfigId, path, platforms);
    return { releaseConfigId: id, pmConfigId };
  }
}

function assertOneSource(input: CreateReleaseInput): void {
  const given = SOURCES.filter((source) => input[source] != null);
  if (given.length <= 1) return;
  throw new InvalidInputError(
    given.map((path) => {
      const others = given.filter((other) => other !== path).join(' and ');
      return { path, message: `cannot be given together with ${others}; choose one.` };
    }),
  );
}
