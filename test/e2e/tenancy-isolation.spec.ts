import { type EntityClass, EntityManager, MikroORM } from '@mikro-orm/postgresql';
import { Client } from 'pg';
import { ApiToken, Membership, Project } from '../../src/access/index.js';
import { Activity, SYSTEM_ACTOR } from '../../src/activity/index.js';
import { type ProjectScopedEntity, ProjectRole } from '../../src/shared/graphql/index.js';
import { inProject, limitToProjects, TENANCY } from '../../src/shared/persistence/index.js';
import { startAppInside, type TestAppInside } from '../support/app-inside.js';
import { aTeam, type Team } from '../support/fixtures/team.fixture.js';

describe('the EntityManager of a request', () => {
  let app: TestAppInside;
  let ours: Team;
  let theirs: Team;
  let em: EntityManager;
  beforeAll(async () => {
    app = await startAppInside();
    [ours, theirs] = [await aTeam(app, 'Ours'), await aTeam(app, 'Theirs')];
  });
  beforeEach(() => {
    em = app.app.get(EntityManager).fork();
    limitToProjects(em, [ours.projectId]);
  });
  afterAll(() => app.close());

  const happening = (projectId: string) =>
    new Activity({ projectId, actor: SYSTEM_ACTOR, action: 'test.happened', summary: 'Something.' });
  const nameOf = async (projectId: string) =>
    (await app.run('query ($id: ID!) { project(id: $id) { name } }', { id: projectId })).project.name;

  it('finds nothing of other projects, by whatever way of looking', async () => {
    const foreign = { projectId: theirs.projectId };
    for (const entity of [Membership, ApiToken, Activity] as EntityClass<ProjectScopedEntity>[]) {
      expect(await em.find(entity, foreign)).toEqual([]);
      expect(await em.findOne(entity, foreign)).toBeNull();
      expect(await em.count(entity, foreign)).toBe(0);
      expect((await em.findAndCount(entity, foreign))[1]).toBe(0);
      expect(await em.count(entity, { projectId: ours.projectId })).toBeGreaterThan(0);
    }
    expect(await em.find(Project, {})).toEqual([expect.objectContaining({ id: ours.projectId })]);
    expect(await em.find(Project, { $or: [{ id: theirs.projectId }, { name: 'Theirs' }] })).toEqual([]);
  });

  it('does not see tokens that belong to accounts alone', async () => {
    expect(await em.find(ApiToken, { projectId: null })).toEqual([]);
  });

  it('keeps its wall in forks and transactions', async () => {
    expect(await em.fork().count(Project, {})).toBe(1);
    expect(await em.transactional((tx) => tx.count(Project, {}))).toBe(1);
  });

  it('updates and deletes nothing of other projects natively', async () => {
    expect(await em.nativeUpdate(Project, { id: theirs.projectId }, { name: 'Taken' })).toBe(0);
    expect(
      await em.nativeUpdate(Membership, { projectId: theirs.projectId }, { role: ProjectRole.VIEWER }),
    ).toBe(0);
    expect(await em.nativeDelete(Membership, { projectId: theirs.projectId })).toBe(0);
    expect(await nameOf(theirs.projectId)).toBe('Theirs');
  });

  it('refuses to insert into other projects', async () => {
    em.persist(happening(theirs.projectId));
    await expect(em.flush()).rejects.toThrow(/outside this request/);
    const other = em.fork();
    other.persist([
      happening(ours.projectId),
      new Membership(theirs.projectId, ours.OWNER.accountId, ProjectRole.OWNER),
    ]);
    await expect(other.flush()).rejects.toThrow(/outside this request/);
  });

  it('refuses to make a project, which is made through a door of its own', async () => {
    em.persist(new Project('Stray'));
    await expect(em.flush()).rejects.toThrow(/outside this request/);
  });

  it('refuses to move a row into another project', async () => {
    const membership = await em.findOneOrFail(Membership, { accountId: ours.EDITOR.accountId });
    membership.projectId = theirs.projectId;
    await expect(em.flush()).rejects.toThrow(/outside this request/);
  });

  it('refuses to change what it never loaded', async () => {
    em.getReference(Project, theirs.projectId).name = 'Taken';
    await expect(em.flush()).rejects.toThrow(/never loaded/);
    expect(await nameOf(theirs.projectId)).toBe('Theirs');
  });

  it('refuses to delete what it never loaded', async () => {
    em.remove(em.getReference(Project, theirs.projectId));
    await expect(em.flush()).rejects.toThrow(/never loaded/);
    expect(await nameOf(theirs.projectId)).toBe('Theirs');
  });

  it('works where it may', async () => {
    em.persist(happening(ours.projectId));
    await em.flush();
    const project = await em.findOneOrFail(Project, ours.projectId);
    project.rename('Still ours', new Date());
    await em.flush();
    expect(await nameOf(ours.projectId)).toBe('Still ours');
  });

  it('sees nothing before anybody is known', async () => {
    const nobody = app.app.get(EntityManager).fork();
    await expect(nobody.find(Project, {})).rejects.toThrow(/tenancy/);
    limitToProjects(nobody, []);
    expect(await nobody.find(Project, {})).toEqual([]);
  });

  it('of a job holds one project, whoever it runs for', async () => {
    const seen = await inProject(app.app.get(EntityManager), theirs.projectId, (job) =>
      job.find(Project, {}),
    );
    expect(seen.map(({ id }) => id)).toEqual([theirs.projectId]);
  });
});

describe('the walls stand around everything', () => {
  let app: TestAppInside;
  beforeAll(async () => {
    app = await startAppInside();
  });
  afterAll(() => app.close());

  it('every entity that lies in a project is filtered by it', () => {
    const all = [...app.app.get(MikroORM).getMetadata().getAll().values()].filter((meta) => !meta.abstract);
    const inProjects = all.filter((meta) => 'projectId' in meta.properties || meta.className === 'Project');
    const open = inProjects.filter((meta) => !(TENANCY in (meta.filters ?? {})));
    expect(inProjects.length).toBeGreaterThan(3);
    expect(open.map((meta) => meta.className)).toEqual([]);
    // What has no project needs a reason to be outside: each stands in its entity's comment.
    const outside = all.filter((meta) => !inProjects.includes(meta)).map((meta) => meta.className);
    expect(outside.sort()).toEqual(['Account']);
  });

  it('every reference between rows of a project holds the project too', async () => {
    const client = new Client({ connectionString: app.databaseUrl });
    await client.connect();
    const { rows } = await client.query<{ name: string; columns: string[] }>(`
      select c.conname as name,
             array(select a.attname::text from unnest(c.conkey) k join pg_attribute a
                     on a.attrelid = c.conrelid and a.attnum = k) as columns
        from pg_constraint c
       where c.contype = 'f' and c.confrelid <> 'projects'::regclass
         and exists (select from pg_attribute a where a.attrelid = c.confrelid and a.attname = 'project_id')
         and connamespace = 'public'::regnamespace
         -- A token may be made by the account's own, which belongs to no project.
         and c.conname <> 'api_tokens_parent_id_fkey'`);
    await client.end();
    expect(rows.length).toBeGreaterThan(3);
    for (const { name, columns } of rows)
      expect({ name, columns }).toEqual({ name, columns: expect.arrayContaining(['project_id']) });
  });
});
