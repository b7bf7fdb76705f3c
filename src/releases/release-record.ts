import type { EntityManager } from '@mikro-orm/postgresql';
import type { Caller } from '../access/index.js';
import type { ActivityLog } from '../activity/index.js';
import type { Release } from './release.entity.js';

export interface Deed {
  /** Dotted and stable, as `release.updated`. */
  readonly action: string;
  /** What follows the person's name, without a full stop. */
  readonly did: string;
  readonly details?: Readonly<Record<string, unknown>> | null;
}

/** What somebody did to a release, in one sentence, for its activity. */
export function recordDeed(
  activity: ActivityLog,
  em: EntityManager,
  { actor }: Caller,
  { id: releaseId, projectId }: Release,
  { action, did, details = null }: Deed,
): void {
  activity.record(em, { projectId, releaseId, actor, action, summary: `${actor.name} ${did}.`, details });
}
