import { ConflictError } from './domain.error.js';

/** @throws ConflictError where an edit began with another state than the stored one: nobody's edit is lost. */
export function assertNotEditedSince(
  { updatedAt }: { readonly updatedAt: Date },
  ifUpdatedAt: Date | null | undefined,
): void {
  if (ifUpdatedAt && ifUpdatedAt.getTime() !== updatedAt.getTime()) throw editConflictError();
}

export function editConflictError(): ConflictError {
  return new ConflictError(
    'Somebody changed it meanwhile. Load it again, and repeat your change on what is there now.',
  );
}

/** For names that are unique within a project. */
export function nameTakenError(): ConflictError {
  const message = 'is already taken in this project; choose another.';
  return new ConflictError(`The name ${message}`, { fields: [{ path: 'name', message }] });
}
