import type { Caller } from '../access/index.js';
import type { ChosenConfig } from './config-choice.service.js';
import type { NewRelease } from './release.entity.js';
import type { ReleaseRequest } from './releases.inputs.js';

/** What a release is made of, its config aside. */
export function toNewRelease(input: ReleaseRequest, caller: Caller): Omit<NewRelease, keyof ChosenConfig> {
  return {
    projectId: input.projectId,
    version: input.version,
    type: input.type,
    description: input.description || null,
    plannedDate: input.plannedDate ?? null,
    platforms: input.platforms,
    idempotencyKey: input.idempotencyKey ?? null,
    requestHash: input.requestHash,
    createdById: caller.account.id,
  };
}
