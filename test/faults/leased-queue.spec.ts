import { type EntityManager, MikroORM } from '@mikro-orm/postgresql';
import { Job, type Lease, LeasedQueue } from '../../src/shared/jobs/index.js';
import { createTestDatabase, type TestDatabase } from '../support/test-database.js';

interface Key {
  readonly shop: string;
  readonly till: string;
}

const MINUTE_MS = 60_000;
const QUEUE = new LeasedQueue<Key>({
  table: 'parcels',
  job: new Job<Key>('parcels.pack', 'pack', ['till']),
  priority: 7,
  columns: { shop: 'shop', till: 'till' },
  limits: [
    { by: ['shop', 'till'], max: 2 },
    { by: ['shop'], max: 3 },
  ],
  isOpen: `q.state <> 'DONE' and q.state <> 'PACKING'`,
  isUsable: 'not q.is_shut',
  isExpiring: `q.state = 'PACKING'`,
  waitingReason: { column: 'reason', isShown: `q.state = 'NEW'` },
  rowsPerClaim: 2,
  order: 'q.attempts, q.due_at, q.id',
  claimSets: `state = case when q.state = 'NEW' then 'PACKING' else q.state end`,
});
const CHECKS = new LeasedQueue<{ readonly till: string }>({
  table: 'parcels',
  job: new Job<{ readonly till: string }>('parcels.check', 'check', ['till']),
  columns: { till: 'till' },
  limits: [{ by: [], max: 2 }],
});
const TABLE = `create table parcels (
  id uuid primary key default gen_random_uuid(), shop text not null, till text not null, state text not null default 'NEW',
  is_shut boolean not null default false, attempts int not null default 0, reason jsonb,
  due_at timestamptz default now() - interval '1 minute', lease_owner uuid, lease_until timestamptz,
  created_at timestamptz not null default now() - interval '1 day', updated_at timestamptz not null default now())`;

describe('a leased queue', () => {
  let database: TestDatabase;
  let orm: MikroORM;

  beforeAll(async () => {
    database = await createTestDatabase();
    orm = await MikroORM.init({
      clientUrl: database.url,
      entities: [],
      discovery: { warnWhenNoEntities: false },
    });
    await em().execute(TABLE);
  });
  beforeEach(async () => {
    await em().execute('delete from parcels');
    await em().execute('delete from graphile_worker._private_jobs');
  });
  afterAll(async () => {
    await orm?.close(true);
    await database?.drop();
  });

  const em = (): EntityManager => orm.em.fork() as EntityManager;
  const rows = async (where = 'true') => {
    const found = await em().execute<any[]>(`select * from parcels where ${where} order by till, id`);
    const toDate = (text: string | null) => text && new Date(text);
    return found.map((row) => ({
      ...row,
      due_at: toDate(row.due_at),
      lease_until: toDate(row.lease_until),
    }));
  };
  const set = (sets: string, where = 'true') => em().execute(`update parcels set ${sets} where ${where}`);
  const jobs = () => em().execute<any[]>('select key, priority from graphile_worker.jobs order by key');
  const jobKeys = async () => (await jobs()).map(({ key }) => key);
  const claim = (till: string, shop = 'north'): Promise<Lease | null> =>
    em().transactional((tx) => QUEUE.claim(tx, { shop, till }, MINUTE_MS));

  async function put(till: string, columns: Record<string, unknown> = {}): Promise<string> {
    const values = { shop: 'north', till, ...columns };
    const names = Object.keys(values);
    const [row] = await em().execute<{ id: string }[]>(
      `insert into parcels (${names.join(', ')}) values (${names.map(() => '?').join(', ')}) returning id`,
      Object.values(values),
    );
    return row!.id;
  }

  describe('a claim', () => {
    it('takes due rows of one batch under a lease, and sets what the queue says', async () => {
      const id = await put('a');
      await put('b');
      await put('a', { due_at: new Date(Date.now() + MINUTE_MS) });

      const lease = await claim('a');
      expect(lease?.ids).toEqual([id]);
      const [row] = await rows(`id = '${id}'`);
      expect(row).toMatchObject({ lease_owner: lease!.owner, state: 'PACKING' });
      expect(row.lease_until.getTime() - Date.now()).toBeGreaterThan(MINUTE_MS / 2);
      expect(await rows('lease_owner is not null')).toHaveLength(1);
    });

    it('takes nothing that is done, not usable, or without a due time', async () => {
      await put('a', { state: 'DONE' });
      await put('a', { is_shut: true });
      await put('a', { due_at: null });
      expect(await claim('a')).toBeNull();
    });

    it('takes a row again only once its lease has run out, and then the first owner can end nothing', async () => {
      const id = await put('a', { state: 'LOST' });
      const first = await claim('a');
      expect(await claim('a')).toBeNull();

      await set(`lease_until = now() - interval '1 second'`);
      const second = await claim('a');
      expect(second?.ids).toEqual([id]);
      await QUEUE.release(em(), first!, 0);
      expect((await rows())[0].lease_owner).toBe(second!.owner);
    });

    it('takes as many rows as the queue allows, in its order', async () => {
      const failed = await put('a', { attempts: 3, due_at: new Date(0) });
      const fresh = [await put('a'), await put('a')];
      expect([...(await claim('a'))!.ids].sort()).toEqual(fresh.sort());
      expect((await claim('a'))!.ids).toEqual([failed]);
    });

    it('never exceeds a limit, however many come at once', async () => {
      for (const till of 'aaaaaabbbbbbcccccc') await put(till);
      for (const till of 'aaaaaa') await put(till, { shop: 'south' });
      const attempts = [...'aaaabbbbcccc'].map((till) => claim(till));
      const [north, south] = await Promise.all([
        Promise.all(attempts),
        Promise.all([...'aaaa'].map((till) => claim(till, 'south'))),
      ]);
      expect(north.filter(Boolean)).toHaveLength(3);
      expect(south.filter(Boolean)).toHaveLength(2);
    });

    it('has room again where leases have run out', async () => {
      for (const till of 'aaaaaa') await put(till);
      expect([await claim('a'), await claim('a'), await claim('a')].filter(Boolean)).toHaveLength(2);
      await set(`lease_until = now() - interval '1 second'`, 'lease_owner is not null');
      expect(await claim('a')).not.toBeNull();
    });

    it('counts leases of the whole table where a limit names no field', async () => {
      for (const till of 'abc') await put(till);
      const claims = [...'abc'].map((till) =>
        em().transactional((tx) => CHECKS.claim(tx, { till }, MINUTE_MS)),
      );
      expect((await Promise.all(claims)).filter(Boolean)).toHaveLength(2);
    });
  });

  describe('what is due', () => {
    it('is enqueued once for each batch, with its key, payload and priority', async () => {
      await put('a');
      await put('a');
      await put('b', { shop: 'south' });
      await QUEUE.enqueueDue(em());
      await QUEUE.enqueueDue(em());
      expect(await jobs()).toEqual([
        { key: 'pack:a', priority: 7 },
        { key: 'pack:b', priority: 7 },
      ]);
      const [stored] = await em().execute<any[]>(
        `select payload from graphile_worker._private_jobs where key = 'pack:b'`,
      );
      expect(stored.payload).toEqual({ shop: 'south', till: 'b' });
    });

    it('is enqueued for what was asked for alone', async () => {
      await put('a');
      await put('b', { shop: 'south' });
      await QUEUE.enqueueDue(em(), { shop: 'south' });
      expect(await jobKeys()).toEqual(['pack:b']);
    });

    it('is enqueued as far as there is room, what has waited longest first', async () => {
      for (const [index, till] of [...'dcbae'].entries())
        await put(till, { due_at: new Date(index * 1_000) });
      await set('created_at = due_at');
      await QUEUE.enqueueDue(em());
      expect(await jobKeys()).toEqual(['pack:b', 'pack:c', 'pack:d']);
    });

    it('leaves the room that live leases take', async () => {
      await put('a');
      expect(await claim('a')).not.toBeNull();
      for (const till of 'abcd') await put(till);
      await QUEUE.enqueueDue(em());
      expect(await jobKeys()).toHaveLength(2);
    });

    it('is nothing where rows are done, not usable, leased, or due later', async () => {
      await put('a', { state: 'DONE' });
      await put('b', { is_shut: true });
      await put('c');
      await claim('c');
      await put('d', { due_at: new Date(Date.now() + MINUTE_MS) });
      await QUEUE.enqueueDue(em());
      expect(await jobs()).toEqual([]);
    });
  });

  it('a lease that is released leaves its rows due after the delay', async () => {
    await put('a', { state: 'LOST' });
    const lease = await claim('a');
    await QUEUE.release(em(), lease!, MINUTE_MS);
    const [row] = await rows();
    expect(row).toMatchObject({ lease_owner: null, lease_until: null });
    expect(row.due_at.getTime()).toBeGreaterThan(Date.now() + MINUTE_MS / 2);
    expect(await claim('a')).toBeNull();
  });

  it('postponing moves nothing forward, and counts attempts up to the given number', async () => {
    const later = new Date(Date.now() + 10 * MINUTE_MS);
    await put('a', { attempts: 1 });
    await put('a', { attempts: 9, due_at: later });
    await put('a', { due_at: null });
    await put('b');
    await QUEUE.postpone(em(), { till: 'a' }, MINUTE_MS, 4);
    const found = await rows();
    const attempts = (dueAt: (row: any) => boolean) => found.filter(dueAt).map((row) => row.attempts);
    expect(attempts(({ due_at: dueAt }) => dueAt === null)).toEqual([0]);
    expect(attempts(({ due_at: dueAt }) => dueAt?.getTime() === later.getTime())).toEqual([9]);
    expect(attempts(({ due_at: dueAt }) => dueAt > new Date() && dueAt < later)).toEqual([4]);
    expect(found.find(({ till }) => till === 'b').attempts).toBe(0);
  });

  it('a pause says its reason on what waits for it, and keeps one of the same words that says more', async () => {
    await put('a');
    await put('b', { state: 'LOST' });
    await put('c', { reason: JSON.stringify({ message: 'Shut.', until: 'noon' }) });
    expect(await QUEUE.pause(em(), { shop: 'north' }, { message: 'Shut.' })).toEqual([
      { shop: 'north', till: 'a' },
    ]);
    expect((await rows()).map(({ reason }) => reason)).toEqual([
      { message: 'Shut.' },
      null,
      { message: 'Shut.', until: 'noon' },
    ]);
  });

  it('when a pause is over, what waited is due and says no reason; what is leased stays as it is', async () => {
    const later = new Date(Date.now() + MINUTE_MS);
    await put('a', { due_at: later, reason: JSON.stringify({ message: 'Shut.' }) });
    await put('b', { due_at: later, state: 'DONE' });
    await put('c', { state: 'LOST' });
    await claim('c');
    await set(`due_at = '${later.toISOString()}'`, `till = 'c'`);
    await QUEUE.resume(em(), { shop: 'north' });
    const [waited, done, leased] = await rows();
    expect(waited).toMatchObject({ due_at: new Date(0), reason: null });
    expect([done.due_at, leased.due_at]).toEqual([later, later]);
  });

  it('drops what nobody needs', async () => {
    await put('a');
    await put('b');
    await QUEUE.drop(em(), { till: 'a' });
    expect((await rows()).map(({ till }) => till)).toEqual(['b']);
  });

  it('what must be ended by its owner is not claimed after its lease, but listed, and locked for one', async () => {
    const id = await put('a');
    await claim('a');
    expect(await QUEUE.expired(em())).toEqual([]);
    await set(`lease_until = now() - interval '1 second'`);

    expect(await claim('a')).toBeNull();
    const key = { shop: 'north', till: 'a' };
    expect(await QUEUE.expired(em())).toEqual([key]);
    await em().transactional(async (tx) => {
      expect(await QUEUE.lockExpired(tx, key)).toEqual([id]);
      expect(await em().transactional((other) => QUEUE.lockExpired(other, key))).toEqual([]);
    });
  });
});
