import { randomBytes } from 'node:crypto';
import type { TestApp } from './app.js';

export type Role = 'OWNER' | 'EDITOR' | 'VIEWER';

/** Somebody in a project, with a token that is limited to it. */
export interface Person {
  readonly accountId: string;
  readonly email: string;
  readonly token: string;
}

export interface Team {
  readonly projectId: string;
  readonly OWNER: Person;
  readonly EDITOR: Person;
  readonly VIEWER: Person;
}

/** A project with an owner, an editor and a viewer beside the administrator, who made it. */
export async function aTeam(app: TestApp, name = 'Team'): Promise<Team> {
  const projectId = await aProject(app, name);
  const people = { OWNER: null, EDITOR: null, VIEWER: null } as unknown as Record<Role, Person>;
  for (const role of Object.keys(people) as Role[]) people[role] = await aMember(app, projectId, role);
  return { projectId, ...people };
}

export async function aProject(app: TestApp, name = 'Project', token = app.bootstrapToken): Promise<string> {
  const data = await app.run(
    'mutation ($name: String!) { createProject(input: { name: $name }) { id } }',
    { name },
    token,
  );
  return data.createProject.id;
}

export async function aMember(
  app: TestApp,
  projectId: string,
  role: Role,
  email = `${role.toLowerCase()}-${randomBytes(6).toString('hex')}@example.com`,
): Promise<Person> {
  const data = await app.run(
    `mutation ($input: AddMemberInput!) { addMember(input: $input) { account { id } } }`,
    { input: { projectId, email, role } },
  );
  const accountId = data.addMember.account.id;
  return { accountId, email, token: await aToken(app, projectId, role, { accountId }) };
}

export async function aToken(
  app: TestApp,
  projectId: string,
  role: Role,
  {
    as = app.bootstrapToken,
    ...more
  }: { as?: string; accountId?: string; name?: string; expiresAt?: Date } = {},
): Promise<string> {
  const data = await app.run(
    'mutation ($input: CreateApiTokenInput!) { createApiToken(input: $input) { token } }',
    { input: { projectId, name: 'Test token', role, ...more } },
    as,
  );
  return data.createApiToken.token;
}
