import type { Fault } from '../../../lab/http/faults.js';
import type { Case } from './case.js';
import type { CurrentTracker, RunningTracker } from './conformance-fixture.js';
import { aDraft, drafts, createAll, CreationLoop } from './creation-loop.js';

/** What can strike the call that creates; the tracker may have made the tickets or not. */
const FAULTS: readonly (readonly [string, Fault])[] = [
  ['the answer is lost after they were made', { kind: 'drop-after-commit' }],
  ['the connection is reset before', { kind: 'drop-before-commit' }],
  ['the connection is lost half-way', { kind: 'drop-mid-commit', elements: 1 }],
  ['500 before', { kind: 'server-error', status: 500 }],
  [
    '502 as a page, after they were made',
    { kind: 'server-error', status: 502, body: 'html', when: 'after-commit' },
  ],
  ['503 before, as a page', { kind: 'server-error', status: 503, body: 'html' }],
  ['408', { kind: 'server-error', status: 408 }],
  ['half an answer', { kind: 'bad-json' }],
  ['a page where an answer was due', { kind: 'html-page' }],
  ['a redirect', { kind: 'redirect' }],
  ['too many calls, with a pause', { kind: 'rate-limit', retryAfterSeconds: 2 }],
  ['too many calls, without a word about when', { kind: 'rate-limit' }],
  ['silence before', { kind: 'hang-before-commit' }],
  ['silence after they were made', { kind: 'hang-after-commit' }],
];

export function exactlyOnceCases(current: CurrentTracker, proves: Case): void {
  describe('exactly once', () => {
    for (const [what, fault] of FAULTS) {
      proves(`although ${what}`, async () => {
        current().lab.faults.inject(current().operations.create, fault);
        const wanted = drafts(current(), 3);
        const tickets = await new CreationLoop(current(), current().connect()).createAll(wanted);
        expect(current().tickets()).toHaveLength(3);
        for (const { operationId, title } of wanted) {
          expect([title, current().countOf(operationId)]).toEqual([title, 1]);
          const existing = current()
            .tickets()
            .find(({ remoteId }) => remoteId === tickets.get(operationId)?.remoteId);
          expect(existing?.title).toBe(title);
        }
      });
    }

    proves('although the look for it fails at first', async () => {
      const { create, createAndFind } = current().operations;
      current().lab.faults.inject(create, { kind: 'drop-after-commit' });
      for (const operation of createAndFind.filter((name) => name !== create)) {
        current().lab.faults.inject(operation, { kind: 'server-error', status: 503 }, { times: 2 });
      }
      const wanted = aDraft(current());
      await new CreationLoop(current(), current().connect()).createAll([wanted]);
      expect([current().tickets().length, current().countOf(wanted.operationId)]).toEqual([1, 1]);
    });

    proves('although it was closed before anybody looked', async () => {
      const lost = await lose(current());
      current().setStatus(lost.remoteId, current().statuses.done);
      expect(await lost.found()).toBe(lost.remoteId);
    });

    proves('although it was archived before anybody looked', async () => {
      const lost = await lose(current());
      current().archive!(lost.remoteId);
      expect(await lost.found()).toBe(lost.remoteId);
    });

    proves('and a look finds the very ticket, or says that there never was one', async () => {
      const wanted = aDraft(current());
      const connection = current().connect();
      const [ticket] = await createAll(connection, [wanted]);
      const loop = new CreationLoop(current(), connection);
      expect((await loop.lookUp(wanted))?.remoteId).toBe(ticket!.remoteId);
      expect(await loop.lookUp(aDraft(current()))).toBeNull();
    });

    proves('and a search long after finds the very ticket, and makes none', async () => {
      const [wanted, never] = [aDraft(current()), aDraft(current())];
      const connection = current().connect();
      const [ticket] = await createAll(connection, [wanted]);
      const searches = [wanted, never].map(({ operationId, projectKey }) => {
        return { operationId, projectKey, sentAt: new Date() };
      });
      const finds = await connection.searchTickets(searches);
      expect(finds.get(wanted.operationId)?.map(({ remoteId }) => remoteId)).toEqual([ticket!.remoteId]);
      expect(finds.get(never.operationId)).toBeUndefined();
      expect(current().tickets()).toHaveLength(1);
    });
  });
}

/** A ticket that was made, while its answer was lost. */
async function lose(running: RunningTracker) {
  running.lab.faults.inject(running.operations.create, { kind: 'drop-after-commit' });
  const connection = running.connect();
  const wanted = aDraft(running);
  const [outcome] = await connection.createTickets([wanted]);
  expect(outcome?.kind).toBe('uncertain');
  const { remoteId } = running.tickets()[0]!;
  const found = async () => (await new CreationLoop(running, connection).lookUp(wanted))?.remoteId;
  return { remoteId, found };
}
