import { Entity, Property, Unique } from '@mikro-orm/decorators/legacy';
import { v4 as uuidv4 } from 'uuid';
import { EditableEntity } from '../../shared/persistence/index.js';

/**
 * Somebody who may sign in. Accounts lie in no project, so no tenancy filter holds them: load one by an id only where
 * the id comes out of a row that the caller may see (a membership, a token, `createdById`), never out of an input.
 * Inputs name an account within a project, and are looked up as a membership.
 */
@Entity({ tableName: 'accounts' })
@Unique({ name: 'accounts_email_unique', properties: ['email'] })
export class Account extends EditableEntity {
  @Property({ type: 'string', length: 100 })
  name: string;

  /** In lower case. Null: the account of the first start. */
  @Property({ type: 'string', length: 320, nullable: true })
  email: string | null;

  constructor(name: string, email: string | null) {
    super();
    // Not of the time: an id must not tell whether an address was known before.
    this.id = uuidv4();
    this.name = name;
    this.email = email;
  }
}
