import { Check, Entity, Enum, Index, Property, Unique } from '@mikro-orm/decorators/legacy';
import { type ConnectionValues, ProviderType } from '../providers/contract/index.js';
import type { SecretBox } from '../shared/crypto/index.js';
import { NotFoundError } from '../shared/errors/index.js';
import { EditableEntity, TenantFilter, TIMESTAMP } from '../shared/persistence/index.js';
import { VerificationStatus } from './tracker.enums.js';

/** What a connection is made of, apart by whether it may be shown. */
export interface SplitConnectionValues {
  readonly settings: ConnectionValues;
  readonly secrets: ConnectionValues;
}

export interface NewIntegration extends SplitConnectionValues {
  readonly projectId: string;
  readonly name: string;
  readonly providerType: ProviderType;
  readonly createdById: string;
}

/** Of one project. */
export const MAX_INTEGRATIONS = 50;

/**
 * Layer 1: the credentials of one tracker account. Secrets are sealed with the row's own place as associated data, and
 * load only where somebody asks for them.
 */
@Entity({ tableName: 'project_management_integrations' })
@Unique({ name: 'integrations_project_unique', properties: ['projectId', 'id'] })
@Index({
  name: 'integrations_name_unique',
  expression:
    'create unique index integrations_name_unique on project_management_integrations (project_id, name) where deleted_at is null',
})
@Check({ name: 'integrations_secrets_check', expression: '(secrets is null) = (deleted_at is not null)' })
@TenantFilter('projectId')
export class Integration extends EditableEntity {
  @Property({ type: 'uuid' })
  projectId: string;

  @Property({ length: 100 })
  name: string;

  @Enum({ items: () => ProviderType })
  providerType: ProviderType;

  /** The values of all credential fields that are not secret, by name. */
  @Property({ type: 'json' })
  settings: ConnectionValues;

  /** Sealed JSON of the secret ones; null once disconnected. */
  @Property({ type: 'text', nullable: true, lazy: true })
  secrets?: string | null;

  /** Counts up with every change of what a call is made with, so that nobody goes on with an old connection. */
  @Property({ type: 'integer' })
  credentialVersion = 1;

  @Property({ type: 'boolean' })
  isEnabled = true;

  @Enum({ items: () => VerificationStatus })
  verificationStatus: VerificationStatus = VerificationStatus.NOT_VERIFIED;

  @Property({ type: 'string', length: 1000, nullable: true })
  verificationMessage: string | null = null;

  @Property({ ...TIMESTAMP, nullable: true })
  lastVerifiedAt: Date | null = null;

  @Property({ type: 'string', length: 400, nullable: true })
  remoteAccount: string | null = null;

  /** The tracker is down or limits us: nothing of this integration is sent before then. */
  @Property({ ...TIMESTAMP, nullable: true })
  pausedUntil: Date | null = null;

  @Property({ type: 'string', length: 1000, nullable: true })
  pausedReason: string | null = null;

  /** How often it was blocked lately; the pauses grow with it. */
  @Property({ type: 'integer' })
  pauseCount = 0;

  @Property({ type: 'uuid' })
  createdById: string;

  @Property({ ...TIMESTAMP, nullable: true })
  deletedAt: Date | null = null;

  constructor(given: NewIntegration, box: SecretBox) {
    super();
    this.projectId = given.projectId;
    this.name = given.name;
    this.providerType = given.providerType;
    this.createdById = given.createdById;
    this.settings = given.settings;
    this.secrets = box.seal(JSON.stringify(given.secrets), this.associatedData);
  }

  get baseUrl(): string {
    return this.settings['baseUrl'] ?? '';
  }

  get isDeleted(): boolean {
    return this.deletedAt !== null;
  }

  /** Why it may not be called before a person changes something, for a person; null: it may, paused or not. */
  get disabledReason(): string | null {
    if (this.isDeleted) return 'The integration was disconnected.';
    if (!this.isEnabled) return 'The integration is switched off. Switch it on to go on.';
    if (this.verificationStatus !== VerificationStatus.VALID) {
      return `The tracker refuses the credentials of ${this.name}. Renew them to go on.`;
    }
    return null;
  }

  /** Why nothing is sent to it now, for a person: it is disabled or paused; null: it can be used. */
  get unavailableReason(): string | null {
    return this.disabledReason ?? (this.pausedUntil && (this.pausedReason ?? 'The tracker is paused.'));
  }

  /** All values of the connection; `secrets` must be loaded. */
  unsealValues(box: SecretBox): ConnectionValues {
    // Disconnected since it was found.
    if (this.secrets === null) throw new NotFoundError('integration');
    if (this.secrets === undefined) throw new Error('The secrets of this integration are not loaded.');
    const secrets = JSON.parse(box.open(this.secrets, this.associatedData)) as ConnectionValues;
    return { ...this.settings, ...secrets };
  }

  rename(name: string, now: Date): void {
    this.name = name;
    this.touch(now);
  }

  setEnabled(isEnabled: boolean, now: Date): void {
    this.isEnabled = isEnabled;
    this.touch(now);
  }

  /** New credentials, which the tracker has just accepted as `remoteAccount`. */
  reconnect(parts: SplitConnectionValues, box: SecretBox, remoteAccount: string, now: Date): void {
    this.settings = parts.settings;
    this.secrets = box.seal(JSON.stringify(parts.secrets), this.associatedData);
    this.credentialVersion += 1;
    this.markCredentialsAccepted(remoteAccount, now);
    this.resetPauseCount();
    this.touch(now);
  }

  /** The tracker knows us. */
  markCredentialsAccepted(remoteAccount: string, now: Date): void {
    this.remoteAccount = remoteAccount;
    this.verificationStatus = VerificationStatus.VALID;
    this.verificationMessage = null;
    this.lastVerifiedAt = now;
    this.resume();
  }

  /** The tracker refused the credentials: EXPIRED where it ever accepted them. */
  markCredentialsRefused(message: string, now: Date): void {
    const wasAcceptedBefore = [VerificationStatus.VALID, VerificationStatus.EXPIRED].includes(
      this.verificationStatus,
    );
    this.verificationStatus = wasAcceptedBefore ? VerificationStatus.EXPIRED : VerificationStatus.INVALID;
    this.verificationMessage = message.slice(0, 1_000);
    this.lastVerifiedAt = now;
    this.resetPauseCount();
    // Refused credentials are not tried again by themselves: some trackers lock an account for that.
    this.resume();
  }

  /** Nothing is sent before `until`. */
  pause(until: Date, reason: string): void {
    this.pausedUntil = until;
    this.pausedReason = reason.slice(0, 1_000);
    this.pauseCount += 1;
  }

  resume(): void {
    this.pausedUntil = null;
    this.pausedReason = null;
  }

  /** It was well for a while: the next pause is a short one again. */
  resetPauseCount(): void {
    this.pauseCount = 0;
  }

  /** Erases the secrets; the row stays for what it once did. */
  disconnect(now: Date): void {
    this.secrets = null;
    this.credentialVersion += 1;
    this.isEnabled = false;
    this.deletedAt = now;
    this.touch(now);
  }

  private get associatedData(): string {
    return secretsAssociatedData(this.projectId, this.id);
  }
}

/** What ties sealed secrets to their row: copied to another one, they do not open. Never change: it would lock all out. */
export function secretsAssociatedData(projectId: string, id: string): string {
  return `${projectId}/project_management_integrations/${id}/secrets`;
}
