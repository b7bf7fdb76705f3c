import { type Integration, VerificationStatus } from '../../integrations/index.js';

/** Why an integration is disabled, for a person who can change that; null: it is not. A pause does not count. */
export function integrationProblem({
  name,
  isDeleted,
  isEnabled,
  verificationStatus,
  verificationMessage,
}: Pick<Integration, 'name' | 'isDeleted' | 'isEnabled' | 'verificationStatus' | 'verificationMessage'>):
  string | null {
  if (isDeleted) return `${name} was disconnected. Choose another connected tracker.`;
  if (!isEnabled) return `${name} is switched off. Switch it on to have its tickets made.`;
  if (verificationStatus === VerificationStatus.VALID) return null;
  return `${name} cannot be used: ${verificationMessage ?? 'its credentials are not verified.'} Renew its credentials.`;
}
