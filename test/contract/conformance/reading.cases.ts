import { type PmConnection, TicketStatusCategory } from '../../../src/providers/contract/index.js';
import { recordCalls } from './call-counts.js';
import type { Case } from './case.js';
import type { CurrentTracker } from './conformance-fixture.js';
import { aDraft, drafts, createAll, createMany } from './creation-loop.js';

const MANY = 250;

export function readingCases(current: CurrentTracker, proves: Case): void {
  const one = async (connection: PmConnection) => (await createAll(connection, [aDraft(current())]))[0]!;

  describe('reading statuses', () => {
    proves(
      `reads ${MANY} in the fewest calls that the tracker allows`,
      async () => {
        const connection = current().connect();
        const tickets = await createMany(current(), connection, MANY);
        current().lab.calls.reset();
        const seen = await connection.getTickets(tickets.map(({ remoteId }) => remoteId));
        expect(seen.size).toBe(MANY);
        const { total } = current().lab.calls;
        recordCalls(`${MANY} statuses read`, total, current().fewestCalls.readStatuses(MANY));
        expect(total).toBe(current().fewestCalls.readStatuses(MANY));
      },
      120_000,
    );

    proves('says the status in the tracker’s own word, and its category', async () => {
      const connection = current().connect();
      const { remoteId, key, url } = await one(connection);
      const { statuses } = await connection.describeProject(current().projectKey);
      const { todo, inProgress, done, cancelled } = current().statuses;
      const expected: [string, TicketStatusCategory][] = [
        [todo, TicketStatusCategory.TODO],
        [inProgress, TicketStatusCategory.IN_PROGRESS],
        [done, TicketStatusCategory.DONE],
        ...(cancelled === null
          ? []
          : [[cancelled, TicketStatusCategory.CANCELLED] as [string, TicketStatusCategory]]),
      ];
      for (const [status, category] of expected) {
        current().setStatus(remoteId, status);
        const seen = await connection.getTickets([remoteId]);
        const { statusId, ...snapshot } = seen.get(remoteId)!;
        expect(snapshot).toEqual({ remoteId, key, url, status, category });
        const named = statuses.filter(({ name }) => name.toLowerCase() === status.toLowerCase());
        // One that is told is that of the project's description: names are resolved by it.
        if (statusId !== null) expect(named.map((one) => one.remoteId)).toContain(statusId);
      }
    });

    proves('finds a ticket by its key as well', async () => {
      const connection = current().connect();
      const { remoteId, key } = await one(connection);
      expect((await connection.getTickets([key])).get(key)?.remoteId).toBe(remoteId);
    });

    proves('leaves out what was deleted, and what never was, and no other', async () => {
      const connection = current().connect();
      const [first, second] = await createAll(connection, drafts(current(), 2));
      current().delete(first!.remoteId);
      const strange = ['../x', '%2e%2e', 'a b', "1' OR 1=1", ''];
      const seen = await connection.getTickets([first!.remoteId, second!.remoteId, ...strange]);
      expect([...seen.keys()]).toEqual([second!.remoteId]);
    });

    proves('leaves out what is hidden from us', async () => {
      const connection = current().connect();
      const { remoteId } = await one(connection);
      current().hide!(remoteId);
      expect((await connection.getTickets([remoteId])).size).toBe(0);
    });

    proves('still sees what was archived', async () => {
      const connection = current().connect();
      const { remoteId } = await one(connection);
      current().archive!(remoteId);
      expect((await connection.getTickets([remoteId])).get(remoteId)?.remoteId).toBe(remoteId);
    });

    proves('recognises what was moved by its id, under its new key and address', async () => {
      const connection = current().connect();
      const { remoteId } = await one(connection);
      const key = current().move!(remoteId);
      const seen = (await connection.getTickets([remoteId])).get(remoteId);
      expect(seen).toMatchObject({ remoteId, key });
    });

    proves('asks nobody about nothing', async () => {
      expect((await current().connect().getTickets([])).size).toBe(0);
      expect(current().lab.calls.total).toBe(0);
    });
  });
}
