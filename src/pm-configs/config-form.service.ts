import type { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { Integration, lockIntegrationsForShare } from '../integrations/index.js';
import { ProviderRegistry } from '../providers/contract/index.js';
import { InvalidInputError, NotFoundError } from '../shared/errors/index.js';
import { isId } from '../shared/persistence/index.js';
import { formViolations } from './config-form.rules.js';
import type { PlatformConfiguration } from './pm-config.entity.js';
import type { PlatformConfigurationInput } from './pm-config.inputs.js';
import { toTicketParameters } from './ticket-parameters.rules.js';

/** A config to check, as given or as stored. */
export interface ConfigForm {
  readonly projectId: string;
  readonly integrationId: string;
  readonly platformConfigurations: readonly PlatformConfigurationInput[] | readonly PlatformConfiguration[];
}

/** A config without violations, with its integrations by id. */
export interface CheckedForm {
  readonly platformConfigurations: readonly PlatformConfiguration[];
  readonly integrations: ReadonlyMap<string, Integration>;
}

/** Checks a config without calling its trackers. */
@Injectable()
export class ConfigFormService {
  constructor(private readonly providers: ProviderRegistry) {}

  /**
   * @param lock FOR SHARE: nobody disconnects the integrations until the transaction ends.
   * @throws NotFoundError for an integration, InvalidInputError with every other violation.
   */
  async check(em: EntityManager, form: ConfigForm, { lock }: { lock: boolean }): Promise<CheckedForm> {
    const { projectId, integrationId } = form;
    const ids = [integrationId, ...form.platformConfigurations.map((one) => one.integrationId)];
    const integrations = await load(em, projectId, ids.filter(isId), lock);
    const effective = form.platformConfigurations.map((one, index) => {
      const path = `platformConfigurations.${index}.integrationId`;
      return one.integrationId != null ? required(integrations, one.integrationId, path) : null;
    });
    const defaultIntegration = required(integrations, integrationId, 'integrationId');
    const platformConfigurations = form.platformConfigurations.map((one, index) => ({
      platform: one.platform,
      integrationId: effective[index]?.id ?? null,
      parameters: toTicketParameters(
        one.parameters,
        this.providers.get((effective[index] ?? defaultIntegration).providerType),
      ),
    }));
    const violations = platformConfigurations.flatMap((one, index) => {
      const provider = this.providers.get((effective[index] ?? defaultIntegration).providerType);
      return formViolations(one, provider, `platformConfigurations.${index}.parameters`);
    });
    if (violations.length > 0) throw new InvalidInputError(violations);
    return { platformConfigurations, integrations };
  }
}

/** In the order of their ids: two transactions that lock the same ones cannot deadlock. */
async function load(
  em: EntityManager,
  projectId: string,
  ids: readonly string[],
  lock: boolean,
): Promise<ReadonlyMap<string, Integration>> {
  const found = lock
    ? [...(await lockIntegrationsForShare(em, ids)).values()]
    : await em.find(Integration, { id: { $in: [...new Set(ids)] } });
  const usable = found.filter((one) => one.projectId === projectId && !one.isDeleted);
  return new Map(usable.map((integration) => [integration.id, integration]));
}

function required(integrations: ReadonlyMap<string, Integration>, id: string, path: string): Integration {
  const integration = integrations.get(id);
  if (!integration) throw new NotFoundError('integration', path);
  return integration;
}
