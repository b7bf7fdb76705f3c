import { type EntityManager, LockMode } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import type { Integration } from '../integrations/index.js';
import { type ConfigurationSource, PmConfig, requireUsablePmConfig } from '../pm-configs/index.js';
import {
  InlineConfigurationCheckService,
  inlineSource,
  neededPlatforms,
  ReleaseConfig,
} from '../release-configs/index.js';
import { InvalidInputError, NotFoundError } from '../shared/errors/index.js';
import { findById } from '../shared/persistence/index.js';
import type { NewRelease, Release } from './release.entity.js';
import type { ReleaseRequest } from './releases.inputs.js';

/** The config of a new release. */
export interface ChosenConfig {
  /** What the release stores of it. */
  readonly stored: Pick<NewRelease, 'releaseConfigId' | 'pmConfigId' | 'inlineConfiguration'>;
  /** What its tickets are created with; null: no tickets. */
  readonly source: ConfigurationSource | null;
  /** An integration that was locked FOR SHARE on the way. */
  readonly locked?: Integration;
}

const NONE: ChosenConfig['stored'] = { releaseConfigId: null, pmConfigId: null, inlineConfiguration: null };

/** Finds the config of a release: an inline one, a stored one, a release config's, or none. */
@Injectable()
export class ConfigChoiceService {
  constructor(private readonly inlineCheck: InlineConfigurationCheckService) {}

  /** For a new release. @throws InvalidInputError, NotFoundError, each naming its field. */
  async choose(em: EntityManager, input: ReleaseRequest): Promise<ChosenConfig> {
    const { projectId, platforms, inline, pmConfigId, releaseConfigId } = input;
    if (releaseConfigId != null) return this.fromReleaseConfig(em, input, releaseConfigId);
    if (pmConfigId != null) {
      const source = await requireUsablePmConfig(
        em,
        projectId,
        pmConfigId,
        'pmConfigId',
        neededPlatforms(platforms),
      );
      return { stored: { ...NONE, pmConfigId: source.id }, source };
    }
    if (!inline) return { stored: NONE, source: null };
    const locked = await this.inlineCheck.lockAndCheck(em, projectId, inline);
    const { configuration } = inline;
    return {
      stored: { ...NONE, inlineConfiguration: configuration },
      source: inlineSource(configuration),
      locked,
    };
  }

  /** The current config of an existing release; null: it has none, or that was deleted. */
  async findCurrent(
    em: EntityManager,
    { inlineConfiguration, pmConfigId }: Release,
  ): Promise<ConfigurationSource | null> {
    if (inlineConfiguration) return inlineSource(inlineConfiguration);
    const config = pmConfigId === null ? null : await findById(em, PmConfig, pmConfigId);
    return config?.isDeleted ? null : config;
  }

  /** FOR SHARE: a transaction that changes or deletes it sees this release, or is seen here. */
  private async fromReleaseConfig(
    em: EntityManager,
    { projectId, platforms }: ReleaseRequest,
    releaseConfigId: string,
  ): Promise<ChosenConfig> {
    const path = 'releaseConfigId';
    const config = await findById(em, ReleaseConfig, releaseConfigId, LockMode.PESSIMISTIC_READ);
    if (config?.projectId !== projectId || config.isDeleted) throw new NotFoundError('release config', path);
    const missing = platforms.flatMap((platform, index) =>
      config.platforms.includes(platform)
        ? []
        : [
            {
              path: `platforms.${index}`,
              message: `is ${platform}, for which ${config.name} has nothing.`,
            },
          ],
    );
    if (missing.length > 0) throw new InvalidInputError(missing);
    const { id, pmConfigId } = config;
    const source =
      pmConfigId === null
        ? null
        : await requireUsablePmConfig(em, projectId, pmConfigId, path, neededPlatforms(platforms));
    return { stored: { ...NONE, releaseConfigId: id, pmConfigId }, source };
  }
}
