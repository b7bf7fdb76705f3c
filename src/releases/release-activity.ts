import type { EntityManager } from '@mikro-orm/postgresql';
import type { Caller } from '../access/index.js';
import type { ActivityLogService } from '../activity/index.js';
import type { Release } from './release.entity.js';

export interface ReleaseActivityEntry {
  /** Dotted and stable, as `release.updated`. */
  readonly action: string;
  /** What follows the person's name, without a full stop. */
  readonly predicate: string;
  readonly details?: Readonly<Record<string, unknown>> | null;
}

/** What somebody did to a release, in one sentence, for its activity. */
export function recordReleaseActivity(
  activity: ActivityLogService,
  em: EntityManager,
  { actor }: Caller,
  { id: releaseId, projectId }: Release,
  { action, predicate, details = null }: ReleaseActivityEntry,
): void {
  activity.record(em, {
    projectId,
    releaseId,
    actor,
    action,
    summary: `${actor.name} ${predicate}.`,
    details,
  });
}
