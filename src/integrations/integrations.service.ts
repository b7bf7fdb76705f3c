import { EntityManager, UniqueConstraintViolationException } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import type { Caller } from '../access/index.js';
import { type ActionEntry, ActivityLogService } from '../activity/index.js';
import { ProviderFailure, ProviderRegistry, type ProviderType } from '../providers/contract/index.js';
import { Clock } from '../shared/clock/index.js';
import { SecretBox } from '../shared/crypto/index.js';
import {
  assertNotEditedSince,
  ConflictError,
  editConflictError,
  InvalidInputError,
  nameTakenError,
  NotFoundError,
} from '../shared/errors/index.js';
import { assertBelowQuota, findById } from '../shared/persistence/index.js';
import { UsageRegistry } from '../shared/usage/index.js';
import {
  givenConnection,
  mergeValues,
  requireSecretsForNewAddress,
  splitValues,
} from './connection-inputs/connection-values.js';
import { CredentialsService } from './credentials.service.js';
import { lockIntegrationForUpdate } from './integration-locks.queries.js';
import { IntegrationHealthService } from './health/integration-health.service.js';
import { Integration, MAX_INTEGRATIONS } from './integration.entity.js';
import type { CreateIntegrationInput, UpdateIntegrationInput } from './integrations.inputs.js';
import { TrackerCallError } from './tracker-call.error.js';

/** Layer 1: one tracker account each, several per project. */
@Injectable()
export class IntegrationsService {
  constructor(
    private readonly em: EntityManager,
    private readonly providers: ProviderRegistry,
    private readonly credentials: CredentialsService,
    private readonly health: IntegrationHealthService,
    private readonly box: SecretBox,
    private readonly clock: Clock,
    private readonly activity: ActivityLogService,
    private readonly usage: UsageRegistry,
  ) {}

  list(projectId: string, providerType?: ProviderType | null): Promise<Integration[]> {
    return this.em.find(
      Integration,
      { projectId, deletedAt: null, ...(providerType && { providerType }) },
      { orderBy: { name: 'asc', id: 'asc' } },
    );
  }

  /** Disconnected ones too: what they once did still refers to them. */
  find(id: string): Promise<Integration | null> {
    return findById(this.em, Integration, id);
  }

  /** Stores only what the tracker accepted. */
  async create(caller: Caller, input: CreateIntegrationInput): Promise<Integration> {
    const given = givenConnection(input.connection, this.providers);
    const { provider } = given;
    const values = mergeValues({}, given);
    await this.assertNameFree(input.projectId, input.name);
    const existing = { projectId: input.projectId, deletedAt: null };
    await assertBelowQuota(this.em, Integration, existing, MAX_INTEGRATIONS, 'integrations');
    const account = await this.credentials.checkGivenCredentials(provider.type, values);
    const integration = new Integration(
      {
        ...splitValues(provider, { ...values, ...account.connectionValues }),
        projectId: input.projectId,
        name: input.name,
        providerType: provider.type,
        createdById: caller.account.id,
      },
      this.box,
    );
    integration.markCredentialsAccepted(account.displayName, this.clock.now());
    this.em.persist(integration);
    this.activity.recordAction(
      this.em,
      caller,
      activityOf(integration, 'integration.connected', 'connected'),
    );
    await this.em.flush().catch(rethrowAsNameTaken);
    return integration;
  }

  /** New credentials are asked about first; refused ones change nothing. */
  async update(caller: Caller, input: UpdateIntegrationInput): Promise<Integration> {
    const integration = await this.require(input.id, 'id');
    assertNotEditedSince(integration, input.ifUpdatedAt);
    if (!isEdit(input)) return integration;
    if (input.name !== undefined && input.name !== integration.name)
      await this.assertNameFree(integration.projectId, input.name);
    const replaced = input.connection ? await this.acceptedConnection(integration, input.connection) : null;
    const seenVersion = integration.credentialVersion;
    const saving = this.em.transactional(async (em) => {
      await lockIntegrationForUpdate(em, integration.id);
      if (integration.isDeleted) throw new NotFoundError('integration', 'id');
      assertNotEditedSince(integration, input.ifUpdatedAt);
      if (replaced && integration.credentialVersion !== seenVersion) throw editConflictError();
      const wasUnavailable = integration.unavailableReason !== null;
      this.apply(integration, input, replaced);
      const isUnavailable = integration.unavailableReason !== null;
      if (wasUnavailable || isUnavailable || replaced) await this.health.publishAvailability(em, integration);
      this.activity.recordAction(em, caller, activityOf(integration, 'integration.updated', 'changed'));
    });
    await saving.catch(rethrowAsNameTaken);
    return integration;
  }

  /** Asks the tracker now. Refused: stored. Not reachable: PROVIDER_ERROR, nothing changed. */
  async verify(id: string): Promise<Integration> {
    const integration = await this.require(id, null);
    await this.em.populate(integration, ['secrets']);
    const call = { integrationId: integration.id, credentialVersion: integration.credentialVersion };
    try {
      const account = await this.credentials.fetchRemoteAccount(
        integration.providerType,
        integration.unsealValues(this.box),
      );
      await this.health.recordSuccess(this.em, call, account.displayName);
    } catch (error) {
      const isRefusal =
        error instanceof TrackerCallError && error.error.failure === ProviderFailure.UNAUTHENTICATED;
      if (!isRefusal) throw error;
      await this.health.recordFailure(this.em, call, error.error);
    }
    await this.em.refresh(integration);
    return integration;
  }

  /** Erases the secrets and keeps the row for what it once did. */
  async delete(caller: Caller, id: string): Promise<string> {
    const integration = await this.require(id, null);
    await this.em.transactional(async (em) => {
      await lockIntegrationForUpdate(em, integration.id);
      if (integration.isDeleted) throw new NotFoundError('integration');
      const usedBy = (await this.usage.findUsers(em, 'integration', [integration.id])).get(integration.id)!;
      if (usedBy.length > 0) {
        throw new ConflictError(
          `${integration.name} is still used by ${usedBy.map(({ name }) => name).join(', ')}. Change or finish those first.`,
          { usedBy },
        );
      }
      integration.disconnect(this.clock.now());
      await this.health.publishAvailability(em, integration);
      this.activity.recordAction(
        em,
        caller,
        activityOf(integration, 'integration.disconnected', 'disconnected'),
      );
    });
    return integration.id;
  }

  private async acceptedConnection(integration: Integration, connection: object) {
    const given = givenConnection(connection, this.providers);
    const path = `connection.${given.provider.connectionField}`;
    if (given.provider.type !== integration.providerType) {
      throw InvalidInputError.of(path, 'belongs to another tracker than this integration.');
    }
    await this.em.populate(integration, ['secrets']);
    const known = integration.unsealValues(this.box);
    requireSecretsForNewAddress(given, known, path);
    const values = mergeValues(known, given);
    const account = await this.credentials.checkGivenCredentials(integration.providerType, values);
    const parts = splitValues(given.provider, { ...values, ...account.connectionValues });
    return { parts, account: account.displayName };
  }

  private apply(
    integration: Integration,
    { name, isEnabled }: UpdateIntegrationInput,
    replaced: Awaited<ReturnType<IntegrationsService['acceptedConnection']>> | null,
  ): void {
    const now = this.clock.now();
    if (name !== undefined) integration.rename(name, now);
    if (isEnabled !== undefined) integration.setEnabled(isEnabled, now);
    if (replaced) integration.reconnect(replaced.parts, this.box, replaced.account, now);
  }

  /** @param path where the id stands in an input; null for a bare argument. */
  private async require(id: string, path: string | null): Promise<Integration> {
    const integration = await this.find(id);
    if (!integration || integration.isDeleted) throw new NotFoundError('integration', path);
    return integration;
  }

  private async assertNameFree(projectId: string, name: string): Promise<void> {
    if (await this.em.count(Integration, { projectId, name, deletedAt: null })) throw nameTakenError();
  }
}

function isEdit({ name, isEnabled, connection }: UpdateIntegrationInput): boolean {
  return name !== undefined || isEnabled !== undefined || connection !== undefined;
}

/** The name is all that must be unique about an integration; somebody else took it a moment ago. */
function rethrowAsNameTaken(error: unknown): never {
  throw error instanceof UniqueConstraintViolationException ? nameTakenError() : error;
}

function activityOf(
  { id: integrationId, projectId, name, providerType }: Integration,
  action: string,
  verb: string,
): ActionEntry {
  return { projectId, action, predicate: `${verb} ${name}`, details: { integrationId, providerType } };
}
