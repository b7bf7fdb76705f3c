import { startAsanaLab } from '../../../lab/index.js';
import type { FaultyTracker, FaultyTrackerOptions } from '../tracker.js';
import { generate, INDEX_LAG_MS, skewedClock } from './conditions.js';

/** Its lists are never behind, its search is. */
export async function startAsana({ places, seed }: FaultyTrackerOptions): Promise<FaultyTracker> {
  const { clockOffsetMs, description: clock } = skewedClock(seed);
  const lab = await startAsanaLab({
    ...{ name: 'faults', projects: generate(places, (place) => ({ name: `Shop ${place + 1}` })) },
    ...{ searchLagMs: INDEX_LAG_MS, clockOffsetMs, checksContract: false },
  });
  return {
    name: 'asana',
    places: lab.site.projects.map(({ gid, name }, place) => {
      const accessToken = `lab-token-${place + 1}`;
      lab.site.accounts.push({ user: lab.addUser(`Bot of ${name}`, `bot-${place}@asana.test`), accessToken });
      return { projectKey: gid, connection: { asana: { baseUrl: lab.baseUrl, accessToken } } };
    }),
    creations: ['POST /tasks'],
    frequent: [],
    rateLimits: [{ kind: 'rate-limit', retryAfterSeconds: 1 }, { kind: 'rate-limit' }],
    mayAskPerson: false,
    faults: lab.faults,
    calls: lab.calls,
    conditions: `search ${INDEX_LAG_MS} ms late, ${clock}`,
    tickets: () => lab.tasks().map(({ gid, name }) => ({ remoteId: gid, key: gid, title: name })),
    stop: () => lab.stop(),
  };
}
