import type { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { type Integration, lockIntegrationsForShare } from '../integrations/index.js';
import { formViolations, TargetPlatform } from '../pm-configs/index.js';
import { PROVIDER_NAMES, ProviderRegistry } from '../providers/contract/index.js';
import { InvalidInputError, NotFoundError } from '../shared/errors/index.js';
import { isId } from '../shared/persistence/index.js';
import { type GivenInlineConfiguration, toParameters } from './inline-configuration.js';

/** What can be said about an inline configuration without asking the tracker. */
@Injectable()
export class InlineConfigurationCheckService {
  constructor(private readonly providers: ProviderRegistry) {}

  /**
   * @returns its integration, which stays locked FOR SHARE until the transaction ends: nobody disconnects it meanwhile.
   * @throws NotFoundError, InvalidInputError, each naming its field.
   */
  async lockAndCheck(
    em: EntityManager,
    projectId: string,
    { configuration, providerType, path }: GivenInlineConfiguration,
  ): Promise<Integration> {
    const { integrationId } = configuration;
    const integration = isId(integrationId)
      ? (await lockIntegrationsForShare(em, [integrationId])).get(integrationId)
      : undefined;
    if (integration?.projectId !== projectId || integration.isDeleted) {
      throw new NotFoundError('integration', `${path}.integrationId`);
    }
    const provider = this.providers.get(integration.providerType);
    if (provider.type !== providerType) {
      const message = `is connected to ${provider.name}, not to ${PROVIDER_NAMES[providerType]}.`;
      throw InvalidInputError.of(`${path}.integrationId`, message);
    }
    const parameters = toParameters(configuration);
    const violations = formViolations({ parameters, platform: TargetPlatform.WEB }, provider, path);
    if (violations.length > 0) throw new InvalidInputError(violations);
    return integration;
  }
}
