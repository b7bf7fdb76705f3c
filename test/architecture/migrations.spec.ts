import { Check, Entity, Index, PrimaryKey, Property } from '@mikro-orm/decorators/legacy';
import type { EntityClass } from '@mikro-orm/postgresql';
import { Project } from '../../src/access/index.js';
import { ENTITIES } from '../../src/boot/entities.js';
import { migrationDrift } from '../../src/cli/migration-drift.js';
import { createTestDatabase, type TestDatabase } from '../support/test-database.js';

/** Projects as an entity that somebody edited without a migration. */
@Entity({ tableName: 'projects' })
@Index({ name: 'projects_name_index', properties: ['name'] })
@Check({ name: 'projects_name_check', expression: `name <> ''` })
class EditedProject {
  @PrimaryKey({ type: 'uuid' })
  id!: string;

  @Property({ type: 'string', length: 200 })
  name!: string;

  @Property({ type: 'boolean' })
  isStarred!: boolean;

  @Property({ type: 'datetime', length: 3 })
  createdAt!: Date;
}

const WITHOUT_PROJECT: readonly EntityClass<unknown>[] = ENTITIES.filter((entity) => entity !== Project);

describe('the migrations', () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await createTestDatabase();
  });
  afterAll(() => database.drop());

  it('make what the entities say', async () => {
    expect(await migrationDrift(database.url, ENTITIES)).toEqual([]);
  });

  it('are found out when an entity was edited without them', async () => {
    const drift = (await migrationDrift(database.url, [...WITHOUT_PROJECT, EditedProject])).join('\n');
    expect(drift).toContain('"name" type varchar(200)');
    expect(drift).toContain('add "is_starred" boolean not null');
    expect(drift).toContain('drop column "updated_at"');
    expect(drift).toContain('"projects_name_index"');
    expect(drift).toContain('"projects_name_check"');
  });

  it('are found out when they make a table that no entity stands for', async () => {
    expect((await migrationDrift(database.url, WITHOUT_PROJECT)).join('\n')).toContain('drop table');
  });
});
