import { Injectable } from '@nestjs/common';
import type { EntityManager } from '@mikro-orm/postgresql';
import { LRUCache } from 'lru-cache';
import { type PmConnection, ProviderRegistry } from '../providers/contract/index.js';
import { SecretBox } from '../shared/crypto/index.js';
import { IntegrationMetricsService } from './integration-metrics.service.js';
import { Integration } from './integration.entity.js';

/** Connections hold no sockets, only settings and caches, so that many cost little. */
const MAX_CONNECTIONS = 1_000;

/** A connection per integration and credential version: rotated credentials are used by the very next call. */
@Injectable()
export class ConnectionCache {
  private readonly connections = new LRUCache<string, PmConnection>({ max: MAX_CONNECTIONS });

  constructor(
    private readonly providers: ProviderRegistry,
    private readonly box: SecretBox,
    private readonly metrics: IntegrationMetricsService,
  ) {}

  /** Reads the row anew: what the caller holds may be older than the credentials. */
  async get(em: EntityManager, integrationId: string, credentialVersion: number): Promise<PmConnection> {
    const cached = this.connections.get(keyOf(integrationId, credentialVersion));
    if (cached) return cached;
    const integration = await em.findOneOrFail(Integration, { id: integrationId }, { populate: ['secrets'] });
    const connected = this.providers
      .get(integration.providerType)
      .connect({ values: integration.unsealValues(this.box), scope: integration.id });
    const connection = this.metrics.counted(connected, integration.providerType);
    this.connections.set(keyOf(integrationId, integration.credentialVersion), connection);
    return connection;
  }
}

function keyOf(integrationId: string, credentialVersion: number): string {
  return `${integrationId}:${credentialVersion}`;
}
