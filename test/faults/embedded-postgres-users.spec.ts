import { access, chmod, chown, constants, cp, readdir, rm, stat } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { EmbeddedPostgresProcesses, kill, query, terminate } from '../support/embedded-postgres-processes.js';

const NOBODY = 65534;
/** Any other user that every Linux knows. */
const ANOTHER = 1;

const processes = new EmbeddedPostgresProcesses();
afterEach(() => processes.cleanUp());

const isRoot = process.getuid?.() === 0;
const itAsRoot = isRoot ? it : it.skip;
/** Some are about processes of other users, who must be able to run what is in this clone. */
const itAsAny = isRoot && (await canBeReadByAll(process.cwd(), process.execPath)) ? it : it.skip;
if (isRoot && itAsAny === it.skip)
  console.warn('Other users cannot enter the folder of this clone: what they would run is skipped.');
if (!isRoot)
  console.warn('Not run as root: what only root can try is skipped. The ordinary user is who runs this.');

/** A copy of the package, in a folder of the given mode. */
async function packageIn(mode: number): Promise<string> {
  const folder = await processes.folder();
  const parent = createRequire(import.meta.url).resolve('embedded-postgres');
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  const original = resolve(dirname(createRequire(parent).resolve(name)), '..');
  await cp(original, join(folder, 'package'), { recursive: true, verbatimSymlinks: true });
  await chmod(folder, mode);
  return join(folder, 'package', 'native');
}

async function ownerOf(pid: number): Promise<number> {
  return (await stat(`/proc/${pid}`)).uid;
}

describe('run as root', () => {
  itAsRoot('the server runs as an ordinary user, who owns its folder and nothing else', async () => {
    const dataDir = await processes.folder();
    const { serverPid } = await processes.start({ dataDir });
    expect(await ownerOf(serverPid)).toBe(NOBODY);
    expect((await stat(join(dataDir, 'postgres'))).uid).toBe(NOBODY);
    expect((await stat(join(dataDir, 'secrets'))).uid).toBe(0);
    expect((await stat(dataDir)).uid).toBe(0);
  });

  itAsAny('it runs as the user whose folder it is', async () => {
    const dataDir = await processes.folder(ANOTHER);
    const first = await processes.start({ dataDir });
    expect(await ownerOf(first.serverPid)).toBe(ANOTHER);
    expect((await stat(join(dataDir, 'secrets', 'postgres-password'))).uid).toBe(ANOTHER);
    await terminate(first.child);
    const second = await processes.start({ dataDir, uid: ANOTHER });
    expect(await ownerOf(second.serverPid)).toBe(ANOTHER);
  });

  itAsRoot('it works in a folder that nobody else can enter, the data staying there', async () => {
    const closed = await processes.folder();
    await chmod(closed, 0o700);
    const dataDir = join(closed, 'data');
    const first = await processes.start({ dataDir });
    await query(first.url, `create table kept (word text); insert into kept values ('here')`);
    await kill(first.child);
    const adopted = await processes.start({ dataDir });
    expect(adopted.serverPid).toBe(first.serverPid);
    await terminate(adopted.child);
    const started = await processes.start({ dataDir });
    expect(await query(started.url, 'select word from kept')).toEqual([{ word: 'here' }]);
    expect(await readdir(join(dataDir, 'postgres'))).toContain('PG_VERSION');
    expect((await stat(closed)).mode & 0o777).toBe(0o700);
  });

  itAsRoot(
    'it knows its server in a container, where root may not look into processes of others',
    async () => {
      const dataDir = await processes.folder();
      const first = await processes.start({ dataDir, withoutPtrace: true });
      await expect(processes.start({ dataDir, withoutPtrace: true })).rejects.toThrow(
        `process ${first.child.pid}`,
      );
      await kill(first.child);
      const second = await processes.start({ dataDir, withoutPtrace: true });
      expect(second.serverPid).toBe(first.serverPid);
    },
  );

  itAsRoot(
    'it copies programs that the server cannot reach, and takes no copy that is not its own',
    async () => {
      const nativeFolder = await packageIn(0o700);
      const shelf = await processes.folder();
      await chmod(shelf, 0o755);
      const options = { dataDir: await processes.folder(), programs: { nativeFolder, copyTo: [shelf] } };
      const first = await processes.start(options);
      expect(await query(first.url, 'select 1 as x')).toEqual([{ x: 1 }]);
      await terminate(first.child);
      const copies = await readdir(shelf);
      expect(copies).toHaveLength(1);
      await terminate((await processes.start(options)).child);
      expect(await readdir(shelf)).toEqual(copies);
      await chown(join(shelf, copies[0]!), ANOTHER, ANOTHER);
      await processes.start(options);
      const others = (await readdir(shelf)).filter((name) => name !== copies[0]);
      expect(others).toHaveLength(1);
      expect((await stat(join(shelf, others[0]!))).uid).toBe(0);
    },
  );
});

describe('run as an ordinary user', () => {
  it('the server is that user', async () => {
    const uid = isRoot ? NOBODY : process.getuid!();
    if (isRoot && !(await canBeReadByAll(process.cwd(), process.execPath))) {
      return console.warn('Skipped: other users cannot enter the folder of this clone.');
    }
    const dataDir = await processes.folder(isRoot ? uid : 0);
    const first = await processes.start({ dataDir, ...(isRoot ? { uid } : {}) });
    expect(await ownerOf(first.serverPid)).toBe(uid);
    await query(first.url, `create table kept (word text); insert into kept values ('here')`);
    await kill(first.child);
    const second = await processes.start({ dataDir, ...(isRoot ? { uid } : {}) });
    expect(second.serverPid).toBe(first.serverPid);
    expect(await query(second.url, 'select word from kept')).toEqual([{ word: 'here' }]);
  });

  itAsAny("another user's folder is refused with a sentence", async () => {
    const dataDir = await processes.folder();
    await terminate((await processes.start({ dataDir })).child);
    await chmod(dataDir, 0o755);
    await expect(processes.start({ dataDir, uid: ANOTHER })).rejects.toThrow(/belongs to another user/);
  });
});

describe('installed without install scripts', () => {
  it('the links and executable bits that are missing are made', async () => {
    const nativeFolder = await packageIn(0o755);
    for (const entry of await readdir(join(nativeFolder, 'lib'), { withFileTypes: true })) {
      if (entry.isSymbolicLink()) await rm(join(nativeFolder, 'lib', entry.name));
    }
    for (const program of ['initdb', 'pg_ctl', 'postgres'])
      await chmod(join(nativeFolder, 'bin', program), 0o644);
    const { url } = await processes.start({ dataDir: await processes.folder(), programs: { nativeFolder } });
    expect(await query(url, 'select 1 as x')).toEqual([{ x: 1 }]);
    await access(join(nativeFolder, 'bin', 'postgres'), constants.X_OK);
  });

  itAsAny('and where they cannot be made, a copy is put beside the data', async () => {
    const nativeFolder = await packageIn(0o755);
    await rm(join(nativeFolder, 'lib', 'libicuuc.so.60'));
    const dataDir = await processes.folder(NOBODY);
    const { url } = await processes.start({ dataDir, uid: NOBODY, programs: { nativeFolder } });
    expect(await query(url, 'select 1 as x')).toEqual([{ x: 1 }]);
    expect((await readdir(dataDir)).some((name) => name.startsWith('delivr-postgres-'))).toBe(true);
  });
});

async function canBeReadByAll(...paths: string[]): Promise<boolean> {
  for (let path of paths) {
    for (; path !== '/'; path = dirname(path)) if (!((await stat(path)).mode & 0o001)) return false;
  }
  return true;
}
