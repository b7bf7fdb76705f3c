import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import {
  type ConnectionValues,
  ProviderError,
  ProviderRegistry,
  type ProviderType,
  type RemoteAccount,
} from '../providers/contract/index.js';
import { SecretBox } from '../shared/crypto/index.js';
import { NotFoundError } from '../shared/errors/index.js';
import { findById } from '../shared/persistence/index.js';
import {
  connectionFieldErrors,
  type GivenConnection,
  givenConnection,
  isAboutCredentials,
  mergeValues,
  openConnection,
  requireSecretsForNewAddress,
} from './connection-inputs/connection-values.js';
import type { CredentialVerificationObject } from './credentials.object.js';
import { adviceFor, verificationStatusFor } from './health/failure-policy.rules.js';
import { Integration } from './integration.entity.js';
import type { VerifyCredentialsInput } from './integrations.inputs.js';
import { TrackerCallError } from './tracker-call.error.js';
import { VerificationStatus } from './tracker.enums.js';

/** Tries credentials out with the tracker itself. */
@Injectable()
export class CredentialsService {
  constructor(
    private readonly em: EntityManager,
    private readonly providers: ProviderRegistry,
    private readonly box: SecretBox,
  ) {}

  /** Stores nothing: refused is INVALID; where nobody said so, as when it is unreachable, NOT_VERIFIED. */
  async verify(input: VerifyCredentialsInput): Promise<CredentialVerificationObject> {
    const given = givenConnection(input.connection, this.providers);
    const known = await this.knownValues(input, given);
    try {
      const { displayName } = await this.checkGivenCredentials(
        given.provider.type,
        mergeValues(known, given),
      );
      return { status: VerificationStatus.VALID, message: null, remoteAccount: displayName, failure: null };
    } catch (error) {
      if (!(error instanceof TrackerCallError)) throw error;
      const { failure } = error.error;
      return { status: verificationStatusFor(failure), message: error.message, remoteAccount: null, failure };
    }
  }

  /**
   * One call that says whose credentials these are, for values that somebody gave just now.
   * @throws InvalidInputError for settings that cannot be, or lead to a private address; TrackerCallError otherwise.
   */
  async checkGivenCredentials(type: ProviderType, values: ConnectionValues): Promise<RemoteAccount> {
    const provider = this.providers.get(type);
    try {
      return await this.fetchRemoteAccount(type, values);
    } catch (failure) {
      if (!(failure instanceof TrackerCallError)) throw failure;
      const { fields } = failure.error;
      throw fields.length > 0 && isAboutCredentials(provider, fields)
        ? connectionFieldErrors(provider, fields)
        : failure;
    }
  }

  /** @throws TrackerCallError, which says what to do. */
  async fetchRemoteAccount(type: ProviderType, values: ConnectionValues): Promise<RemoteAccount> {
    const connection = openConnection(this.providers.get(type), values, `verify:${values['baseUrl']}`);
    try {
      return await connection.whoAmI();
    } catch (error) {
      throw error instanceof ProviderError ? new TrackerCallError(type, error, adviceFor(error)) : error;
    }
  }

  private async knownValues(
    { integrationId, projectId }: VerifyCredentialsInput,
    given: GivenConnection,
  ): Promise<ConnectionValues> {
    if (integrationId == null) return {};
    const integration = await findById(this.em, Integration, integrationId);
    const isUsable =
      integration?.projectId === projectId &&
      !integration.isDeleted &&
      integration.providerType === given.provider.type;
    if (!isUsable) throw new NotFoundError('integration', 'integrationId');
    await this.em.populate(integration, ['secrets']);
    const known = integration.unsealValues(this.box);
    requireSecretsForNewAddress(given, known, `connection.${given.provider.connectionField}`);
    return known;
  }
}
