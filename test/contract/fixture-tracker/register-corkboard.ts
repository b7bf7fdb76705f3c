import { Field } from '@nestjs/graphql';
import { Type } from 'class-transformer';
import { ValidateNested } from 'class-validator';
import { Client } from 'pg';
import { CORKBOARD } from './corkboard-type.js';
import { ADAPTERS, type AdapterFactory } from '../../../src/providers/providers.module.js';
import {
  ConnectionInput,
  UpdateConnectionInput,
} from '../../../src/integrations/connection-inputs/connection.inputs.js';
import { ValidateIfDefined } from '../../../src/shared/graphql/index.js';
import { createTestDatabase, type TestDatabase } from '../../support/test-database.js';
import { CorkboardProvider } from './adapter/index.js';
import { CorkboardConnectionInput, UpdateCorkboardConnectionInput } from './corkboard-connection.inputs.js';

/**
 * The lines outside a tracker's own folder that docs/adding-a-provider.md asks for, drawn at run time for a tracker that
 * is not to stay: nothing else of the product knows that it is there.
 */

/** `connection.inputs.ts`: a member of both inputs. */
const addMember = (
  input: typeof ConnectionInput | typeof UpdateConnectionInput,
  type: () => new () => object,
) => {
  for (const decorate of [
    Field(type, { nullable: true, description: 'Connects Corkboard.' }),
    ValidateIfDefined(),
    ValidateNested(),
    Type(type),
  ]) {
    decorate(input.prototype, 'corkboard');
  }
};
addMember(ConnectionInput, () => CorkboardConnectionInput);
addMember(UpdateConnectionInput, () => UpdateCorkboardConnectionInput);

/** `providers.module.ts`: the list of adapters. */
export const ADAPTERS_WITH_CORKBOARD: readonly AdapterFactory[] = [
  ...ADAPTERS,
  (parts) => new CorkboardProvider(parts),
];

/** The migration: the database knows the trackers too. */
const MIGRATION = `
  alter table project_management_integrations
    drop constraint project_management_integrations_provider_type_check,
    add constraint project_management_integrations_provider_type_check
      check (provider_type in ('JIRA', 'LINEAR', 'ASANA', 'MONDAY', 'CLICKUP', '${CORKBOARD}'))`;

export async function databaseWithCorkboard(): Promise<TestDatabase> {
  const database = await createTestDatabase();
  const client = new Client({ connectionString: database.url });
  await client.connect();
  await client.query(MIGRATION).finally(() => client.end());
  return database;
}
