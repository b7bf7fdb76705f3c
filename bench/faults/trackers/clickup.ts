import { startClickUpLab } from '../../../lab/index.js';
import type { FaultyTracker, FaultyTrackerOptions } from '../tracker.js';
import { generate, INDEX_LAG_MS, skewedClock } from './conditions.js';

const LIST_LAG_MS = 300;

/** Its workspace-wide list is behind, and each list a little too. */
export async function startClickUp({ places, seed }: FaultyTrackerOptions): Promise<FaultyTracker> {
  const { clockOffsetMs, description: clock } = skewedClock(seed);
  const lists = generate(places, (place) => ({ id: String(901 + place), name: `Releases ${place + 1}` }));
  const lab = await startClickUpLab({ name: 'faults', lists, clockOffsetMs, checksContract: false });
  lab.site.indexLagMs = INDEX_LAG_MS;
  lab.site.listLagMs = LIST_LAG_MS;
  return {
    name: 'clickup',
    places: lists.map(({ id, name }) => {
      const { token: apiToken } = lab.addMember(`Bot of ${name}`, `pk_lab-token-${id}`);
      return { projectKey: id, connection: { clickup: { baseUrl: lab.baseUrl, apiToken } } };
    }),
    creations: ['POST /api/v2/list/{list_id}/task'],
    frequent: [],
    rateLimits: [{ kind: 'rate-limit', resetInSeconds: 1 }, { kind: 'rate-limit' }],
    mayAskPerson: false,
    faults: lab.faults,
    calls: lab.calls,
    conditions: `its workspace's list ${INDEX_LAG_MS} ms late, lists ${LIST_LAG_MS} ms, ${clock}`,
    tickets: () => lab.tasks().map(({ id, name }) => ({ remoteId: id, key: id, title: name })),
    stop: () => lab.stop(),
  };
}
