import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { startEmbeddedPostgres } from '../src/shared/persistence/embedded/index.js';
import { firstFaults } from './faults/plan.js';
import { PLATFORMS } from './tracker-projects.js';
import { listed, report } from './faults/report.js';
import { runWithFaults } from './faults/run.js';
import { TRACKER_NAMES, type TrackerName, TRACKERS } from './faults/trackers/index.js';

/**
 * Exactly once under faults: an API and two workers on one database, one worker killed again and again, against an
 * emulated tracker that fails at random. The seed gives the same plan of faults and of killing again.
 * `--releases 1000 --seed 1 --tracker jira-cloud --minutes 20`; `--tracker all`: one after the other, each with as many.
 * Exit code 1 where a ticket was lost or made twice.
 */
const PLACES_MAX = 8;
const RELEASES_PER_PLACE = 5;
const TIMEOUT_MS = 2_500;
const MAX_LIFETIME_MS = 12_000;
const MAIN = fileURLToPath(new URL('../src/main.js', import.meta.url));

const { values } = parseArgs({
  options: {
    releases: { type: 'string', default: '1000' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    tracker: { type: 'string', default: 'jira-cloud' },
    minutes: { type: 'string', default: '20' },
  },
});
const [releases, seed, minutes] = [values.releases, values.seed, values.minutes].map(Number) as [
  number,
  number,
  number,
];
const trackers = TRACKER_NAMES.filter((name) => values.tracker === 'all' || values.tracker === name);
if (
  trackers.length === 0 ||
  ![releases, seed, minutes].every((given) => Number.isInteger(given) && given >= 0)
) {
  print(
    `--releases, --seed and --minutes want whole numbers, --tracker one of ${TRACKER_NAMES.join(', ')}, or all.`,
  );
  process.exit(2);
}

const stop = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stop.abort());
const wrong: TrackerName[] = [];
for (const tracker of trackers) {
  if (!stop.signal.aborted && !(await isRight(tracker))) wrong.push(tracker);
}
if (trackers.length > 1)
  print(wrong.length > 0 ? `WRONG with ${wrong.join(', ')}` : 'All of them are right.');
process.exit(wrong.length > 0 || stop.signal.aborted ? 1 : 0);

/** One run, on a database of its own. */
async function isRight(name: TrackerName): Promise<boolean> {
  const dataDir = await mkdtemp(join(tmpdir(), 'delivr-faults-'));
  const logger = { info: () => undefined, warn: print, error: print };
  const database = await startEmbeddedPostgres({ dataDir, logger, isDurable: false, stopTimeoutMs: 5_000 });
  const places = Math.min(PLACES_MAX, Math.ceil(releases / RELEASES_PER_PLACE));
  const tracker = await TRACKERS[name]({ places, seed, timeoutMs: TIMEOUT_MS });
  try {
    print(
      `seed ${seed}: ${releases} releases × ${PLATFORMS.length} platforms, ${name}, ${tracker.conditions}`,
    );
    print(`plan of the first calls that make tickets: ${firstFaults(seed, tracker, 60).join(', ')}`);
    const result = await runWithFaults({
      ...{
        seed,
        releases,
        trackers: [tracker],
        databaseUrl: database.connectionUrl,
        deadlineMs: minutes * 60_000,
      },
      ...{ timeoutMs: TIMEOUT_MS, maxLifetimeMs: MAX_LIFETIME_MS, signal: stop.signal, main: MAIN },
      onProgress: (states, kills) =>
        print(`  ${listed(states)}; ${kills} kills, ${tracker.calls.total} calls`),
    });
    for (const line of report(result, tracker, seed)) print(line);
    return result.violations.length === 0;
  } catch (error) {
    print(`seed ${seed} could not be run to its end: ${(error as Error).stack}`);
    return false;
  } finally {
    await tracker.stop();
    await database.stop();
    await rm(dataDir, { recursive: true, force: true });
  }
}

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}
