import { Entity, Enum, Index, PrimaryKey, Property } from '@mikro-orm/decorators/legacy';
import { v7 as uuidv7 } from 'uuid';
import { TenantFilter, TIMESTAMP } from '../shared/persistence/index.js';
import { type Actor, ActorKind } from './actor.js';

/** What happened, as it is written down. */
export interface ActivityEntry {
  readonly projectId: string;
  readonly releaseId?: string | null;
  readonly actor: Actor;
  /** Dotted and stable, as `release.created`. Never renamed. */
  readonly action: string;
  /** One sentence for people. */
  readonly summary: string;
  /** Shown to every member of the project: never a secret. */
  readonly details?: Readonly<Record<string, unknown>> | null;
}

/** One entry of the activity. The database refuses to change or delete it. */
@Entity({ tableName: 'activity' })
@Index({
  name: 'activity_project_index',
  expression: 'create index activity_project_index on activity (project_id, id desc)',
})
@Index({
  name: 'activity_release_index',
  expression: 'create index activity_release_index on activity (project_id, release_id, id desc)',
})
@TenantFilter('projectId')
export class Activity {
  @PrimaryKey({ type: 'uuid' })
  id: string = uuidv7();

  @Property({ type: 'uuid' })
  projectId: string;

  @Property({ type: 'uuid', nullable: true })
  releaseId: string | null;

  @Property({ ...TIMESTAMP })
  at: Date = new Date();

  @Enum({ items: () => ActorKind, type: 'text' })
  actorKind: ActorKind;

  @Property({ type: 'string', length: 100 })
  actorName: string;

  @Property({ type: 'uuid', nullable: true })
  actorAccountId: string | null;

  @Property({ type: 'string', length: 100 })
  action: string;

  @Property({ type: 'string', length: 1000 })
  summary: string;

  @Property({ type: 'json', nullable: true })
  details: Readonly<Record<string, unknown>> | null;

  constructor({ projectId, releaseId, actor, action, summary, details }: ActivityEntry) {
    this.projectId = projectId;
    this.releaseId = releaseId ?? null;
    this.actorKind = actor.kind;
    this.actorName = truncated(actor.name, 100);
    this.actorAccountId = actor.accountId;
    this.action = action;
    this.summary = truncated(summary, 1000);
    this.details = details ?? null;
  }

  get actor(): Actor {
    return { kind: this.actorKind, name: this.actorName, accountId: this.actorAccountId };
  }
}

/** By characters, as the database counts. */
function truncated(text: string, max: number): string {
  const characters = [...text];
  return characters.length <= max ? text : `${characters.slice(0, max - 1).join('')}…`;
}
