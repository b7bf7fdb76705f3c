import type { Client } from 'pg';

/** Whom everything but this folder is for the database: the owner of one database, and nothing more. */
export interface ApplicationRole {
  readonly password: string;
  /** For tests, which make a database each. */
  readonly mayCreateDatabases: boolean;
}

export const APPLICATION_NAME = 'delivr';

/** Done at every start and in any order of interruptions: what is there already is left as it is. */
export async function ensureApplicationRole(superuser: Client, role: ApplicationRole): Promise<void> {
  const password = superuser.escapeLiteral(role.password);
  const rights = `login nosuperuser nocreaterole ${role.mayCreateDatabases ? 'createdb' : 'nocreatedb'}`;
  const verb = (await exists(superuser, 'pg_roles', 'rolname')) ? 'alter' : 'create';
  await superuser.query(`${verb} role ${APPLICATION_NAME} with ${rights} password ${password}`);
  if (!(await exists(superuser, 'pg_database', 'datname'))) {
    await superuser.query(`create database ${APPLICATION_NAME} owner ${APPLICATION_NAME}`);
  }
}

async function exists(superuser: Client, catalogue: string, column: string): Promise<boolean> {
  const { rowCount } = await superuser.query(`select from ${catalogue} where ${column} = $1`, [
    APPLICATION_NAME,
  ]);
  return rowCount === 1;
}
