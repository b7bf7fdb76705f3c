import { PrimaryKey, Property } from '@mikro-orm/decorators/legacy';
import { v7 as uuidv7 } from 'uuid';

/**
 * Milliseconds are what the wire can carry, so that an `ifUpdatedAt` sent back can match what is stored. Always spread
 * it, `@Property({ ...TIMESTAMP })`: the decorator writes into the object that it is given. Frozen, so that a slip shows.
 */
export const TIMESTAMP = Object.freeze({ type: 'datetime', length: 3 } as const);

/** UUIDv7: sorts by time of making, so that pages by key follow creation. */
export abstract class BaseEntity {
  @PrimaryKey({ type: 'uuid' })
  id: string = uuidv7();

  @Property({ ...TIMESTAMP })
  createdAt: Date = new Date();
}

/** A row that people edit. `updatedAt` moves with the row's own fields only, by the entity's own methods. */
export abstract class EditableEntity extends BaseEntity {
  @Property({ ...TIMESTAMP })
  updatedAt: Date = this.createdAt;

  /** Strictly later than before, even within one millisecond, so that `ifUpdatedAt` sees every edit. */
  protected touch(now: Date): void {
    this.updatedAt = new Date(Math.max(now.getTime(), this.updatedAt.getTime() + 1));
  }
}
