import { Entity, Property } from '@mikro-orm/decorators/legacy';
import { EditableEntity, TenantFilter } from '../../shared/persistence/index.js';

/** A tenant: everything but accounts belongs to exactly one. */
@Entity({ tableName: 'projects' })
@TenantFilter('id')
export class Project extends EditableEntity {
  @Property({ type: 'string', length: 100 })
  name: string;

  constructor(name: string) {
    super();
    this.name = name;
  }

  /** So that the guard and the flush guard treat a project like anything that lies in it. */
  get projectId(): string {
    return this.id;
  }

  rename(name: string, now: Date): void {
    this.name = name;
    this.touch(now);
  }
}
