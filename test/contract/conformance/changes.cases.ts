import { randomUUID } from 'node:crypto';
import { type PmConnection, ProviderFailure } from '../../../src/providers/contract/index.js';
import type { Case } from './case.js';
import type { CurrentTracker } from './conformance-fixture.js';
import { failureOf } from './credentials.cases.js';
import { aDraft, createAll } from './creation-loop.js';

/** Every tracker of ours can do these. */
type CompleteConnection = PmConnection &
  Required<Pick<PmConnection, 'transition' | 'planTransition' | 'comment' | 'putExternalLink'>>;

const LINK = { id: 'build-android-77', url: 'https://ci.example.test/77', title: 'Build 77' };

export function changesCases(current: CurrentTracker, proves: Case): void {
  const connect = () => current().connect() as CompleteConnection;
  const aTicket = async (connection: PmConnection) =>
    (await createAll(connection, [aDraft(current())]))[0]!.remoteId;
  const statusOf = (id: string) =>
    current()
      .tickets()
      .find(({ remoteId }) => remoteId === id)?.status;
  const to = (status: string) => ({ status, fields: null });

  /** Loses the answer of the last call that `work` makes, which a first run on another ticket counts. */
  async function withLostAnswer(
    work: (remoteId: string) => Promise<unknown>,
    remoteIds: readonly [string, string],
  ) {
    current().lab.calls.reset();
    await work(remoteIds[0]);
    const skip = current().lab.calls.total - 1;
    const fault = current().lab.faults.inject('*', { kind: 'drop-after-commit' }, { skip });
    await work(remoteIds[1]).catch(() => undefined);
    expect(fault.hits).toBe(1);
    await work(remoteIds[1]);
  }

  describe('moving a ticket along', () => {
    proves('plans from reads alone, and goes to where it was planned', async () => {
      const connection = connect();
      const ticket = await aTicket(connection);
      const { done } = current().statuses;
      const before = statusOf(ticket);
      const plan = await connection.planTransition(ticket, to(done.toUpperCase()));
      expect([plan.kind, statusOf(ticket)]).toEqual(['possible', before]);
      if (plan.kind === 'possible') expect(plan.via.at(-1)).toBe(done);
      expect(await connection.transition(ticket, to(done))).toEqual({ kind: 'done', status: done });
      expect(statusOf(ticket)).toBe(done);
    });

    proves('leaves it where it is already', async () => {
      const connection = connect();
      const ticket = await aTicket(connection);
      const { inProgress } = current().statuses;
      current().setStatus(ticket, inProgress);
      expect(await connection.planTransition(ticket, to(inProgress))).toEqual({
        kind: 'there',
        status: inProgress,
      });
      expect(await connection.transition(ticket, to(inProgress))).toEqual({
        kind: 'done',
        status: inProgress,
      });
    });

    proves('says why it cannot, and where it could go', async () => {
      const connection = connect();
      const ticket = await aTicket(connection);
      const { unreachable } = current().statuses;
      const before = statusOf(ticket);
      for (const status of ['No such status', ...(unreachable === null ? [] : [unreachable])]) {
        const outcome = await connection.transition(ticket, to(status));
        expect([status, outcome.kind]).toEqual([status, 'blocked']);
        if (outcome.kind !== 'blocked') continue;
        expect(outcome.reason).not.toBe('');
        expect(outcome.possibleStatuses.length).toBeGreaterThan(0);
        expect(statusOf(ticket)).toBe(before);
        expect((await connection.planTransition(ticket, to(status))).kind).toBe('blocked');
      }
    });

    proves('does no harm twice, nor when the answer is lost', async () => {
      const connection = connect();
      const tickets = [await aTicket(connection), await aTicket(connection)] as const;
      const { done } = current().statuses;
      await withLostAnswer((ticket) => connection.transition(ticket, to(done)), tickets);
      expect(tickets.map(statusOf)).toEqual([done, done]);
    });
  });

  describe('commenting', () => {
    proves('comments once, however often it is asked and whatever is lost', async () => {
      const connection = connect();
      const tickets = [await aTicket(connection), await aTicket(connection)] as const;
      const comments = new Map(
        tickets.map((ticket) => [ticket, { id: randomUUID(), body: 'It **shipped** today.' }]),
      );
      await withLostAnswer((ticket) => connection.comment(ticket, comments.get(ticket)!), tickets);
      for (const ticket of tickets) {
        expect(current().comments(ticket)).toEqual([expect.stringContaining('shipped')]);
      }
      await connection.comment(tickets[0], { id: randomUUID(), body: 'Another.' });
      expect(current().comments(tickets[0])).toHaveLength(2);
    });
  });

  describe('linking a build', () => {
    proves('links twice without doubles, and updates what it links to', async () => {
      const connection = connect();
      const ticket = await aTicket(connection);
      await connection.putExternalLink(ticket, LINK);
      await connection.putExternalLink(ticket, LINK);
      expect(current().links(ticket)).toEqual([LINK.url]);
      await connection.putExternalLink(ticket, { ...LINK, url: 'https://ci.example.test/77/again' });
      expect(current().links(ticket)).toEqual(['https://ci.example.test/77/again']);
      await connection.putExternalLink(ticket, {
        ...LINK,
        id: 'build-android-78',
        url: 'https://ci.example.test/78',
      });
      expect([...current().links(ticket)].sort()).toEqual([
        'https://ci.example.test/77/again',
        'https://ci.example.test/78',
      ]);
    });

    proves('links once although the answer is lost', async () => {
      const connection = connect();
      const tickets = [await aTicket(connection), await aTicket(connection)] as const;
      await withLostAnswer((ticket) => connection.putExternalLink(ticket, LINK), tickets);
      for (const ticket of tickets) expect(current().links(ticket)).toEqual([LINK.url]);
    });

    proves(
      'takes no page for people for an answer: it was not linked, and is linked once in the end',
      async () => {
        const connection = connect();
        const ticket = await aTicket(connection);
        current().lab.calls.reset();
        await connection.putExternalLink(await aTicket(connection), LINK);
        const last = current().lab.calls.all.at(-1)!.operation;
        current().lab.faults.inject(last, { kind: 'html-page' });
        expect((await failureOf(connection.putExternalLink(ticket, LINK))).failure).toBe(
          ProviderFailure.UNEXPECTED,
        );
        await connection.putExternalLink(ticket, LINK);
        expect(current().links(ticket)).toEqual([LINK.url]);
      },
    );
  });

  describe('changing a ticket that is gone', () => {
    proves('is NOT_FOUND, whatever was to be done', async () => {
      const connection = connect();
      const ticket = await aTicket(connection);
      current().delete(ticket);
      const { done } = current().statuses;
      for (const work of [
        () => connection.planTransition(ticket, to(done)),
        () => connection.transition(ticket, to(done)),
        () => connection.comment(ticket, { id: randomUUID(), body: 'Hello.' }),
        () => connection.putExternalLink(ticket, LINK),
      ]) {
        expect((await failureOf(work())).failure).toBe(ProviderFailure.NOT_FOUND);
      }
    });
  });
}
