import { chmod, chown, cp, mkdir, readdir, readFile, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { identifyProcess } from '../../src/shared/persistence/embedded/process-identity.js';
import {
  readStartResult,
  EmbeddedPostgresProcesses,
  kill,
  pidInFile,
  query,
  terminate,
} from '../support/embedded-postgres-processes.js';
import { eventually } from '../support/eventually.js';

const processes = new EmbeddedPostgresProcesses();
afterEach(() => processes.cleanUp());

const withTable = "create table kept (word text); insert into kept values ('here')";

describe('a first start', () => {
  it('makes a database that its role owns without being a superuser', async () => {
    const { url } = await processes.start({ dataDir: await processes.folder() });
    const [role] = await query(
      url,
      `select rolsuper, rolcreatedb, rolcreaterole, current_setting('server_version_num')::int / 10000 as major,
        current_setting('password_encryption') as passwords, current_setting('listen_addresses') as addresses
        from pg_roles where rolname = current_user`,
    );
    expect(role).toEqual({
      ...{ rolsuper: false, rolcreatedb: false, rolcreaterole: false, major: 18 },
      ...{ passwords: 'scram-sha-256', addresses: '127.0.0.1' },
    });
    await query(url, 'create schema jobs; create table jobs.one (id int)');
    await expect(query(url, 'select * from pg_authid')).rejects.toThrow('permission denied');
    await expect(query(url.replace(/:[^:@]+@/, ':wrong@'), 'select 1')).rejects.toThrow(
      'password authentication',
    );
  });

  it('keeps its secrets outside the folder of the server, for their owner alone', async () => {
    const dataDir = await processes.folder();
    const { url } = await processes.start({ dataDir });
    expect((await readdir(dataDir)).sort()).toEqual(['postgres', 'secrets']);
    expect((await stat(join(dataDir, 'secrets'))).mode & 0o777).toBe(0o700);
    const secrets = await readdir(join(dataDir, 'secrets'));
    expect(secrets.sort()).toEqual(['postgres-admin-password', 'postgres-password']);
    for (const name of secrets) expect((await stat(join(dataDir, 'secrets', name))).mode & 0o777).toBe(0o600);
    expect((await stat(join(dataDir, 'postgres'))).mode & 0o777).toBe(0o700);
    const password = (await readFile(join(dataDir, 'secrets', 'postgres-password'), 'utf8')).trim();
    expect(new URL(url).password).toBe(password);
    expect(password.length).toBeGreaterThanOrEqual(40);
  });

  it('gives the server nothing of its environment and a session of its own', async () => {
    const env = { ENCRYPTION_KEYS: 'lab-key-that-must-stay-here' };
    const { child, serverPid, url } = await processes.start({ dataDir: await processes.folder(), env });
    const environment = await readFile(`/proc/${serverPid}/environ`, 'utf8');
    expect(environment).toContain('TZ=UTC');
    expect(environment).not.toContain('lab-key-that-must-stay-here');
    process.kill(-child.pid!, 'SIGINT'); // Ctrl-C reaches the whole group
    expect(await query(url, 'select 1 as alive')).toEqual([{ alive: 1 }]);
  });

  it.each(['the folder appears', 'initdb writes', 'the server starts'])(
    'that is killed when %s does no harm to the next',
    async (moment) => {
      const dataDir = await processes.folder();
      const child = processes.spawn({ dataDir });
      await eventually(
        async () => {
          const names = await readdir(dataDir);
          const draft = names.find((name) => name.startsWith('postgres.new.'));
          if (moment === 'the folder appears') return expect(draft).toBeDefined();
          if (moment === 'initdb writes')
            return void (await stat(join(dataDir, draft!, 'data', 'base', '1')));
          return void (await stat(join(dataDir, 'postgres', 'postmaster.pid')));
        },
        { everyMs: 1, timeoutMs: 60_000 },
      );
      await kill(child);
      const { url, child: second } = await processes.start({ dataDir });
      expect(await query(url, 'select current_user as who')).toEqual([{ who: 'delivr' }]);
      await terminate(second);
      await terminate((await processes.start({ dataDir })).child);
      expect((await readdir(dataDir)).sort()).toEqual(['postgres', 'secrets']);
    },
  );

  it('beside another first start leaves exactly one running', async () => {
    const dataDir = await processes.folder();
    const both = [processes.spawn({ dataDir }), processes.spawn({ dataDir })];
    const answers = await Promise.allSettled(both.map(readStartResult));
    const winner = answers.findIndex(({ status }) => status === 'fulfilled');
    expect(answers.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    const refusal = answers[1 - winner] as PromiseRejectedResult;
    expect(String(refusal.reason)).toContain(`process ${both[winner]!.pid}`);
    expect(await query((answers[winner] as { value: { url: string } }).value.url, 'select 1 as x')).toEqual([
      { x: 1 },
    ]);
  });
});

describe('a later start', () => {
  it('takes over the server that a killed delivr left behind, with its data', async () => {
    const dataDir = await processes.folder();
    const first = await processes.start({ dataDir });
    await query(first.url, withTable);
    await kill(first.child);
    const second = await processes.start({ dataDir });
    expect(second.serverPid).toBe(first.serverPid);
    expect(second.url).toBe(first.url);
    expect(await query(second.url, 'select word from kept')).toEqual([{ word: 'here' }]);
  });

  it('finds what was committed when delivr and its server were both killed', async () => {
    const dataDir = await processes.folder();
    const first = await processes.start({ dataDir, isDurable: true });
    await query(first.url, withTable);
    process.kill(first.serverPid, 'SIGKILL');
    await kill(first.child);
    const second = await processes.start({ dataDir, isDurable: true });
    expect(await query(second.url, 'select word from kept')).toEqual([{ word: 'here' }]);
  });

  it.each([
    ['by a crash long ago', 60_000],
    ['a moment ago, as by a start that is at work', 0],
  ])('gets over a pid file that was left empty %s', async (_, ageMs) => {
    const dataDir = await processes.folder();
    const first = await processes.start({ dataDir });
    await query(first.url, withTable);
    await terminate(first.child);
    const pidFile = join(dataDir, 'postgres', 'postmaster.pid');
    await writeFile(pidFile, '', { mode: 0o600 });
    const { uid, gid } = await stat(join(dataDir, 'postgres'));
    await chown(pidFile, uid, gid);
    const then = new Date(Date.now() - ageMs);
    await utimes(pidFile, then, then);
    const second = await processes.start({ dataDir });
    expect(await query(second.url, 'select word from kept')).toEqual([{ word: 'here' }]);
  });

  it('on a folder in use is refused and named the one that uses it', async () => {
    const dataDir = await processes.folder();
    const first = await processes.start({ dataDir });
    await expect(processes.start({ dataDir })).rejects.toThrow(
      new RegExp(`Another delivr runs on ${dataDir}: process ${first.child.pid}, since .* Stop it first`),
    );
    expect(await query(first.url, 'select 1 as undisturbed')).toEqual([{ undisturbed: 1 }]);
  });

  it('sees through a pid file whose pid belongs to a stranger by now', async () => {
    const dataDir = await processes.folder();
    const first = await processes.start({ dataDir });
    await query(first.url, withTable);
    const pidFile = join(dataDir, 'postgres', 'postmaster.pid');
    const lines = (await readFile(pidFile, 'utf8')).split('\n');
    await terminate(first.child);
    await writeFile(pidFile, [process.pid, ...lines.slice(1)].join('\n'), { mode: 0o600 });
    await giveToOwnerOf(pidFile, join(dataDir, 'postgres'));
    const second = await processes.start({ dataDir });
    expect(await query(second.url, 'select word from kept')).toEqual([{ word: 'here' }]);
    expect(await pidInFile(dataDir)).toBe(second.serverPid);
  });

  it('on a copy of a folder in use makes a server of its own, whoever owns the copy', async () => {
    const [original, copy] = [await processes.folder(), join(await processes.folder(), 'data')];
    await terminate((await processes.start({ dataDir: original })).child);
    await cp(original, copy, { recursive: true });
    await chmod(join(copy, 'postgres'), 0o755);
    await chmod(join(copy, 'secrets', 'postgres-password'), 0o644);
    const first = await processes.start({ dataDir: original });
    await cp(join(original, 'postgres', 'postmaster.pid'), join(copy, 'postgres', 'postmaster.pid'));
    const second = await processes.start({ dataDir: copy });
    expect(second.serverPid).not.toBe(first.serverPid);
    expect((await stat(join(copy, 'postgres'))).mode & 0o777).toBe(0o700);
    expect((await stat(join(copy, 'secrets', 'postgres-password'))).mode & 0o777).toBe(0o600);
    expect(await query(first.url, 'select 1 as undisturbed')).toEqual([{ undisturbed: 1 }]);
  });

  it('removes what an interrupted first start left, and not what one at work needs', async () => {
    const dataDir = await processes.folder();
    const first = await processes.start({ dataDir });
    await terminate(first.child);
    const own = await identifyProcess(process.pid);
    const owner = (startedAt: string) => `${process.pid}-${Buffer.from(startedAt).toString('base64url')}`;
    const [atWork, left] = [owner(own!.startedAt), owner('long ago')].map(
      (name) => `postgres.new.${name}.00ff`,
    );
    for (const name of [atWork, left]) await mkdir(join(dataDir, name!));
    await processes.start({ dataDir });
    expect((await readdir(dataDir)).sort()).toEqual(['postgres', atWork, 'secrets']);
  });

  it('refuses a folder of another major version, saying how to move on', async () => {
    const dataDir = await processes.folder();
    await terminate((await processes.start({ dataDir })).child);
    await writeFile(join(dataDir, 'postgres', 'PG_VERSION'), '17\n');
    await expect(processes.start({ dataDir })).rejects.toThrow(
      /made by PostgreSQL 17.*brings PostgreSQL 18.*To move on/,
    );
    expect(await readFile(join(dataDir, 'postgres', 'PG_VERSION'), 'utf8')).toBe('17\n');
  });

  it('refuses a folder whose password is lost instead of making another', async () => {
    const dataDir = await processes.folder();
    await terminate((await processes.start({ dataDir })).child);
    await writeFile(join(dataDir, 'secrets', 'postgres-admin-password'), 'lab-password-of-elsewhere\n');
    await expect(processes.start({ dataDir })).rejects.toThrow('Restore both from one backup');
  });
});

describe('a stop', () => {
  it('is graceful: the next start has nothing to recover', async () => {
    const dataDir = await processes.folder();
    const first = await processes.start({ dataDir });
    const open = query(first.url, 'select pg_sleep(60)').catch((error: unknown) => String(error));
    await eventually(async () =>
      expect(
        await query(first.url, `select from pg_stat_activity where query like '%sleep(60)'`),
      ).not.toHaveLength(0),
    );
    process.kill(-first.child.pid!, 'SIGTERM');
    expect(await open).toMatch(/terminating connection|terminated unexpectedly/);
    await eventually(() => expect(first.child.exitCode).toBe(0));
    await processes.start({ dataDir });
    const log = await readFile(join(dataDir, 'postgres', 'server.log'), 'utf8');
    expect(log).toContain('database system was shut down at');
    expect(log).not.toContain('recovery');
  });
});

async function giveToOwnerOf(path: string, like: string): Promise<void> {
  const { uid, gid } = await stat(like);
  await chown(path, uid, gid);
}
