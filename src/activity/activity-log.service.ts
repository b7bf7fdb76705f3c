import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { validate as isUuid } from 'uuid';
import { InvalidInputError } from '../shared/errors/index.js';
import { checkFirst, decodeCursor, type Page, toPage } from '../shared/graphql/index.js';
import { Activity, type ActivityEntry } from './activity.entity.js';
import type { Actor } from './actor.js';

export interface ActivityPage {
  /** 1 to 100. */
  readonly first: number;
  /** The cursor before the page. */
  readonly after?: string | null | undefined;
}

/** An action of a caller. */
export interface ActionEntry extends Omit<ActivityEntry, 'actor' | 'summary'> {
  /** What follows the actor's name in the summary, without a full stop. */
  readonly predicate: string;
}

/** The activity of projects: any module may write to it, nobody changes it. */
@Injectable()
export class ActivityLogService {
  constructor(private readonly em: EntityManager) {}

  /** Saved by the caller's own flush, in its transaction: both are saved, or neither. */
  record(em: EntityManager, entry: ActivityEntry): void {
    em.persist(new Activity(entry));
  }

  /** The same for what a caller did: its summary begins with who did it. */
  recordAction(
    em: EntityManager,
    { actor }: { readonly actor: Actor },
    { predicate, ...entry }: ActionEntry,
  ): void {
    this.record(em, { ...entry, actor, summary: `${actor.name} ${predicate}.` });
  }

  /** Newest first. @throws InvalidInputError on `first` and `after`. */
  pageOfProject(projectId: string, page: ActivityPage): Promise<Page<Activity>> {
    return this.page({ projectId }, page);
  }

  /** Newest first. @throws InvalidInputError on `first` and `after`. */
  pageOfRelease(projectId: string, releaseId: string, page: ActivityPage): Promise<Page<Activity>> {
    return this.page({ projectId, releaseId }, page);
  }

  private async page(
    where: { projectId: string; releaseId?: string },
    { first, after }: ActivityPage,
  ): Promise<Page<Activity>> {
    const limit = checkFirst(first) + 1;
    const before = after == null ? {} : { id: { $lt: idFrom(after) } };
    const rows = await this.em
      .fork()
      .find(Activity, { ...where, ...before }, { orderBy: { id: 'desc' }, limit });
    return toPage(rows, first, after != null, ({ id }) => [id]);
  }
}

function idFrom(cursor: string): string {
  const [id] = decodeCursor(cursor, 1);
  if (!isUuid(id)) throw InvalidInputError.of('after', 'is not a cursor of this list.');
  return id as string;
}
