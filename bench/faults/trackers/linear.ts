import { startLinearLab } from '../../../lab/index.js';
import type { FaultyTracker, FaultyTrackerOptions } from '../tracker.js';
import { generate, skewedClock } from './conditions.js';

/** Its reads are never behind; it refuses mutations with 200 or 400, as the seed says. */
export async function startLinear({ places, seed }: FaultyTrackerOptions): Promise<FaultyTracker> {
  const teams = generate(places, (place) => ({ key: `SHOP${place + 1}` }));
  const { clockOffsetMs, description: clock } = skewedClock(seed);
  const lab = await startLinearLab({ name: 'faults', teams, clockOffsetMs, checksContract: false });
  lab.workspace.refusalStatus = seed % 3 === 0 ? 400 : 200;
  return {
    name: 'linear',
    places: teams.map(({ key }) => {
      const { apiKey } = lab.addUser('Bot', `bot@${key.toLowerCase()}.example.test`, `lin_api_lab-${key}`);
      return { projectKey: key, connection: { linear: { baseUrl: lab.baseUrl, apiKey } } };
    }),
    creations: ['mutation issueBatchCreate', 'mutation issueCreate'],
    frequent: [],
    rateLimits: [
      { kind: 'rate-limit', resetInSeconds: 1 },
      { kind: 'rate-limit', resetInSeconds: 1, limiter: 'complexity' },
      { kind: 'rate-limit', retryAfterSeconds: 1 },
      { kind: 'rate-limit' },
    ],
    mayAskPerson: false,
    faults: lab.faults,
    calls: lab.calls,
    conditions: `${clock}, refusals with ${lab.workspace.refusalStatus}`,
    tickets: () =>
      lab.issues().map(({ id, identifier, title }) => ({ remoteId: id, key: identifier, title })),
    stop: () => lab.stop(),
  };
}
