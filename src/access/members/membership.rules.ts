import { ProjectRole } from '../../shared/graphql/index.js';

interface Member {
  readonly accountId: string;
  readonly role: ProjectRole;
}

/**
 * Whether nobody could manage the project any more once this member has another role, or none (null): somebody must
 * always be able to let others in.
 */
export function wouldLeaveNoOwner(
  members: readonly Member[],
  accountId: string,
  next: ProjectRole | null,
): boolean {
  if (next === ProjectRole.OWNER) return false;
  const owners = members.filter(({ role }) => role === ProjectRole.OWNER);
  return owners.length > 0 && owners.every((owner) => owner.accountId === accountId);
}

/** What a new account is called when nobody says: the part of its e-mail address before the @. */
export function nameFromEmail(email: string): string {
  return email.slice(0, email.indexOf('@')).slice(0, 100);
}
