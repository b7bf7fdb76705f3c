import type { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { lockIntegrationsForShare } from '../integrations/index.js';
import { formViolations, TargetPlatform } from '../pm-configs/index.js';
import { ProviderRegistry } from '../providers/contract/index.js';
import { InvalidInputError, NotFoundError } from '../shared/errors/index.js';
import { isId } from '../shared/persistence/index.js';
import { type JiraConfig, toParameters } from './jira-config.js';
import type { JiraConfigInput } from './jira-config.input.js';

/** What can be said about a Jira project without asking Jira. */
@Injectable()
export class JiraConfigCheckService {
  constructor(private readonly providers: ProviderRegistry) {}

  /**
   * Keeps the integration from being disconnected until the transaction ends.
   * @param path where the input stands.
   * @throws NotFoundError, InvalidInputError, each naming its field.
   */
  async check(
    em: EntityManager,
    projectId: string,
    input: JiraConfigInput,
    path: string,
  ): Promise<JiraConfig> {
    const { integrationId } = input;
    // Whoever disconnects it at this moment sees what is being made, or is seen here.
    const integration = isId(integrationId)
      ? (await lockIntegrationsForShare(em, [integrationId])).get(integrationId)
      : undefined;
    if (integration?.projectId !== projectId || integration.isDeleted) {
      throw new NotFoundError('integration', `${path}.integrationId`);
    }
    const provider = this.providers.get(integration.providerType);
    if (provider.connectionField !== 'jira') {
      throw InvalidInputError.of(`${path}.integrationId`, `is connected to ${provider.name}, not to Jira.`);
    }
    const config: JiraConfig = {
      enabled: input.enabled,
      integrationId: integration.id,
      projectKey: input.projectKey,
      issueTypeForRelease: input.issueTypeForRelease,
      completedStatus: input.completedStatus ?? [],
      labels: input.labels ?? null,
      createReleaseTicket: input.createReleaseTicket,
      linkBuildsToIssues: input.linkBuildsToIssues,
    };
    const parameters = toParameters(config);
    const violations = formViolations({ parameters, platform: TargetPlatform.WEB }, provider, path);
    if (violations.length > 0) throw new InvalidInputError(violations);
    return config;
  }
}
