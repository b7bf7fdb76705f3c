import { type EntityManager, LockMode } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import {
  coveringConfig,
  type InlineConfiguration,
  InlineConfigurationCheckService,
  assertAllCovered,
  ReleaseConfig,
} from '../release-configs/index.js';
import { NotFoundError } from '../shared/errors/index.js';
import { findById } from '../shared/persistence/index.js';
import type { ReleaseRequest } from './releases.inputs.js';

export interface ChosenConfig {
  readonly releaseConfigId: string | null;
  readonly pmConfigId: string | null;
  readonly inlineConfiguration: InlineConfiguration | null;
}

const NONE: ChosenConfig = { releaseConfigId: null, pmConfigId: null, inlineConfiguration: null };

/** Which config a new release goes by: an inline one, a stored one, a release config's, or none. */
@Injectable()
export class ConfigChoiceService {
  constructor(private readonly inlineCheck: InlineConfigurationCheckService) {}

  /** @throws InvalidInputError, NotFoundError, each naming its field. */
  async choose(em: EntityManager, input: ReleaseRequest): Promise<ChosenConfig> {
    const { projectId, platforms, inline, pmConfigId, releaseConfigId } = input;
    if (releaseConfigId != null) return { ...NONE, ...(await this.fromReleaseConfig(em, input)) };
    if (pmConfigId != null) {
      const config = await coveringConfig(em, projectId, pmConfigId, 'pmConfigId', platforms);
      return { ...NONE, pmConfigId: config.id };
    }
    if (!inline) return NONE;
    await this.inlineCheck.check(em, projectId, inline);
    return { ...NONE, inlineConfiguration: inline.configuration };
  }

  /** FOR SHARE: whoever saves or deletes it at this moment sees this release, or is seen here. */
  private async fromReleaseConfig(
    em: EntityManager,
    { projectId, platforms, releaseConfigId }: ReleaseRequest,
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
