import { Client } from 'pg';
import { Deployment } from './deployment.js';
import { percentile, row } from './figures.js';
import { measureKilledWorker } from './recovery/killed-worker.js';
import { measureReturnedTracker } from './recovery/returned-tracker.js';

/**
 * How long work waits after an accident, with the waiting times as shipped: from a worker's kill -9 to the next claim of
 * what it had, and from a tracker's return to the last of the tickets that waited for it.
 */
const NAME_WIDTH = 56;

const deployment = await Deployment.open();
const database = new Client({ connectionString: deployment.databaseUrl });
try {
  const api = await deployment.startApi();
  await database.connect();
  print('A worker is killed in the middle of a burst; another one is there.');
  const { unclaimed, claimed } = await measureKilledWorker(deployment, api, database, print);
  print('A tracker is away while 1,000 tickets of one integration are asked for; one worker.');
  await deployment.startWorker();
  const { first, last } = await measureReturnedTracker(api, database, print);
  process.stdout.write(row(['', 'samples', 'p50 s', 'p95 s', 'longest s'], NAME_WIDTH));
  show('kill -9 to the next claim: job taken, ticket not yet', unclaimed);
  show('kill -9 to the next claim: ticket under its lease', claimed);
  show('tracker back to the first ticket', first);
  show('tracker back to the last of 1,000 tickets', last);
} finally {
  await database.end();
  await deployment.stop();
}

function show(name: string, values: readonly number[]): void {
  const seconds = (percent: number) => (percentile(values, percent) / 1_000).toFixed(1);
  process.stdout.write(
    row([name, String(values.length), seconds(50), seconds(95), seconds(100)], NAME_WIDTH),
  );
}

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}
