import { recordCalls } from './call-counts.js';
import type { Case } from './case.js';
import type { CurrentTracker } from './conformance-fixture.js';
import { aDraft, drafts, createAll } from './creation-loop.js';

export function creationCases(current: CurrentTracker, proves: Case): void {
  describe('creating tickets', () => {
    proves('makes three, in their order, each with its operation id inside', async () => {
      const connection = current().connect();
      const wanted = drafts(current(), 3);
      const tickets = await createAll(connection, wanted);
      const existing = current().tickets();
      expect(existing.map(({ title }) => title).sort()).toEqual(wanted.map(({ title }) => title));
      for (const [index, { remoteId, key, url }] of tickets.entries()) {
        const ticket = existing.find((one) => one.remoteId === remoteId);
        expect(ticket).toMatchObject({ key, title: wanted[index]!.title });
        expect(URL.canParse(url)).toBe(true);
        expect(current().countOf(wanted[index]!.operationId)).toBe(1);
      }
    });

    proves('takes no more calls than the tracker needs', async () => {
      const connection = current().connect();
      await createAll(connection, [aDraft(current())]);
      current().lab.calls.reset();
      await createAll(connection, drafts(current(), 3));
      const { total } = current().lab.calls;
      recordCalls('3 tickets made', total, current().fewestCalls.create(3));
      expect(total).toBe(current().fewestCalls.create(3));
    });

    proves('sends all that a draft can say here', async () => {
      const { draft, expected, read } = current().rich;
      const [ticket] = await createAll(current().connect(), [aDraft(current(), draft)]);
      expect(read(ticket!.remoteId)).toEqual(expected);
    });

    proves('is refused where the draft is wrong: said with its field, the others made', async () => {
      const entries = Object.entries(current().refusedDrafts);
      expect(entries.length).toBeGreaterThan(0);
      for (const [word, parts] of entries) {
        const before = current().tickets().length;
        const outcomes = await current()
          .connect()
          .createTickets([aDraft(current()), aDraft(current(), parts), aDraft(current())]);
        expect([word, ...outcomes.map(({ kind }) => kind)]).toEqual([word, 'created', 'rejected', 'created']);
        const [, refused] = outcomes;
        if (refused?.kind === 'rejected') {
          expect([word, refused.error.message === '', refused.error.tookEffect]).toEqual([word, false, 'no']);
        }
        expect(current().tickets()).toHaveLength(before + 2);
      }
    });

    proves('answers nothing to no drafts, without a call', async () => {
      expect(await current().connect().createTickets([])).toEqual([]);
      expect(current().lab.calls.total).toBe(0);
    });
  });
}
