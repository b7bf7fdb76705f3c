import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { type PmConnection, ProviderError } from '../providers/contract/index.js';
import { inProject } from '../shared/persistence/index.js';
import { ConnectionCache } from './connection.cache.js';
import { type CallCredentials, IntegrationHealthService } from './health/integration-health.service.js';
import type { Integration } from './integration.entity.js';

/**
 * Work with a connected tracker goes through here, so that every failure is noticed wherever it happens. Trying out
 * credentials does not (CredentialsService): what such an answer does is decided by who asked for it.
 */
@Injectable()
export class TrackerCallsService {
  constructor(
    private readonly em: EntityManager,
    private readonly connections: ConnectionCache,
    private readonly health: IntegrationHealthService,
  ) {}

  connection(integration: Integration): Promise<PmConnection> {
    const { id, projectId, credentialVersion } = integration;
    return inProject(this.em, projectId, (em) => this.connections.get(em, id, credentialVersion));
  }

  /**
   * Holds no transaction and no database connection while the tracker is asked.
   * @throws ProviderError, after the integration was marked or paused where the failure says so.
   */
  async ask<T>(integration: Integration, question: (connection: PmConnection) => Promise<T>): Promise<T> {
    const connection = await this.connection(integration);
    try {
      return await question(connection);
    } catch (error) {
      if (error instanceof ProviderError) await this.recordFailure(integration, error);
      throw error;
    }
  }

  /** For failures that a call returned rather than threw. */
  recordFailure(integration: Integration, error: ProviderError): Promise<void> {
    return inProject(this.em, integration.projectId, (em) =>
      this.health.recordFailure(em, callCredentialsOf(integration), error),
    );
  }

  /** Asks a paused integration's tracker who we are: an answer ends the pause, anything else keeps it up. */
  async probe(integration: Integration): Promise<void> {
    const connection = await this.connection(integration);
    const outcome = await connection.whoAmI().then(
      (account) => ({ account }),
      (error: unknown) => {
        if (error instanceof ProviderError) return { error };
        throw error;
      },
    );
    await inProject(this.em, integration.projectId, (em) =>
      'account' in outcome
        ? this.health.recordSuccess(em, callCredentialsOf(integration), outcome.account.displayName)
        : this.health.recordProbeFailure(em, callCredentialsOf(integration), outcome.error),
    );
  }
}

function callCredentialsOf({ id, credentialVersion }: Integration): CallCredentials {
  return { integrationId: id, credentialVersion };
}
