import { boundedProvider } from './bounded-provider.js';
import { ProviderError } from './provider-error.js';
import { ProviderFailure } from './provider-failure.js';
import type { PmConnection, PmProvider } from './provider.js';
import { TicketStatusCategory } from './ticket.js';

const HUGE = `${'x'.repeat(100_000)}\ud83d`;
const good = { remoteId: '1', key: 'A-1', url: 'https://a.test/1' };

function connectionWith(methods: Partial<PmConnection>): PmConnection {
  const provider = { connect: () => methods } as unknown as PmProvider;
  return boundedProvider(provider).connect({ values: {}, scope: 'test' });
}

describe('what a connection answers', () => {
  it('is bounded, in lists, maps and objects', async () => {
    const status = { ...good, status: HUGE, statusId: null, category: TicketStatusCategory.DONE };
    const connection = connectionWith({
      whoAmI: async () => ({ remoteId: '1', displayName: HUGE }),
      listProjects: async () => [{ ...good, name: 'a\u0000b' }],
      getTickets: async () => new Map([['A-1', status]]),
    });
    expect((await connection.whoAmI()).displayName).toHaveLength(255);
    const [project] = await connection.listProjects({ search: null, first: 1 });
    expect(project?.name).toBe('a\ufffdb');
    const snapshot = (await connection.getTickets(['A-1'])).get('A-1');
    expect(snapshot).toMatchObject({ ...good, category: TicketStatusCategory.DONE });
    expect(snapshot?.status).toHaveLength(255);
  });

  it('is refused where an id can be none, but for the other tickets of one call', async () => {
    const bad = { ...good, key: HUGE };
    const connection = connectionWith({
      createTickets: async () => [
        { kind: 'created', operationId: 'a', ticket: bad },
        { kind: 'created', operationId: 'b', ticket: good },
      ],
      listProjects: async () => [{ ...bad, name: 'x' }],
    });
    const [first, second] = await connection.createTickets([]);
    expect(first).toMatchObject({ kind: 'uncertain', operationId: 'a', error: { tookEffect: 'unknown' } });
    expect(second).toEqual({ kind: 'created', operationId: 'b', ticket: good });
    await expect(connection.listProjects({ search: null, first: 1 })).rejects.toMatchObject({
      failure: ProviderFailure.UNEXPECTED,
    });
  });

  it('about several tickets is of use for all but the one whose id can be none', async () => {
    const bad = { ...good, remoteId: HUGE };
    const status = { status: 'Done', statusId: null, category: TicketStatusCategory.DONE };
    const connection = connectionWith({
      getTickets: async () =>
        new Map([
          ['1', { ...good, ...status }],
          ['2', { ...bad, ...status }],
        ]),
      findTickets: async () =>
        new Map([
          ['a', { kind: 'found', tickets: [good] }],
          ['b', { kind: 'found', tickets: [bad] }],
        ]),
      searchTickets: async () =>
        new Map([
          ['a', [good]],
          ['b', [bad]],
        ]),
    });
    const read = await connection.getTickets(['1', '2']);
    expect(read.get('1')).toEqual({ ...good, ...status });
    expect(read.get('2')).toMatchObject({ ...status, key: 'A-1' });
    const found = await connection.findTickets([]);
    expect(found.get('a')).toEqual({ kind: 'found', tickets: [good] });
    expect(found.get('b')).toMatchObject({ kind: 'absent', proven: false });
    expect([...(await connection.searchTickets([])).keys()]).toEqual(['a']);
  });

  it('has the optional methods that the tracker has, and no others', () => {
    const connection = connectionWith({ transition: async () => ({}) as never });
    expect([typeof connection.transition, connection.comment]).toEqual(['function', undefined]);
  });

  it('is bounded in errors too', () => {
    const error = new ProviderError(ProviderFailure.REJECTED, HUGE, {
      fields: Array.from({ length: 60 }, () => ({ path: HUGE, message: HUGE })),
    });
    expect([error.message.length, error.fields.length, error.fields[0]?.path.length]).toEqual([
      1_000, 50, 255,
    ]);
  });
});
