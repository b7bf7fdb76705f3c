import { setTimeout as sleep } from 'node:timers/promises';
import { Fleet, type FleetOptions } from './fleet.js';
import { faultPlans } from './plan.js';
import { Person } from './person.js';
import { Progress } from './progress.js';
import { PLATFORMS } from '../tracker-projects.js';
import { Releases } from './releases.js';
import { quietPeriodMs } from './settings.js';
import type { FaultyTracker } from './tracker.js';
import { verifyAll, type Verdict } from './verdict.js';

export interface FaultRun extends FleetOptions {
  readonly seed: number;
  readonly releases: number;
  /** Releases go to the places of all of them, round robin. */
  readonly trackers: readonly FaultyTracker[];
  /** After which the run is given up. */
  readonly deadlineMs: number;
  /** Ends it early. */
  readonly signal?: AbortSignal;
  /** Called every few seconds. */
  readonly onProgress?: (states: Readonly<Record<string, number>>, kills: number) => void;
}

export interface FaultRunResult extends Verdict {
  /** Tickets that a person had to look for, as the tracker's row of the proof table says. */
  readonly askedOfPerson: number;
  readonly kills: number;
  readonly ms: number;
}

const REPORT_EVERY_MS = 5_000;

/**
 * Creates releases while trackers fail at random and a worker is killed again and again, waits until no ticket goes on
 * by itself, and verifies that each ticket was created exactly once.
 */
export async function runWithFaults(run: FaultRun): Promise<FaultRunResult> {
  const { trackers, databaseUrl, seed } = run;
  const startedAt = Date.now();
  const fleet = await Fleet.start(run);
  try {
    const releases = new Releases(fleet.url);
    await releases.prepare(trackers.flatMap(({ places }) => places));
    const progress = await Progress.open(databaseUrl);
    const reporting = setInterval(() => {
      void progress.states().then((states) => run.onProgress?.(states, fleet.kills));
    }, REPORT_EVERY_MS);
    try {
      for (const tracker of trackers) tracker.faults.random(...faultPlans(seed, tracker, run.timeoutMs));
      await fleet.startWorkers(seed);
      await releases.create(run.releases, run.signal);
      return await waitAndVerify(run, fleet, releases, progress, startedAt);
    } finally {
      clearInterval(reporting);
      await progress.close();
    }
  } finally {
    await fleet.stop();
  }
}

async function waitAndVerify(
  run: FaultRun,
  fleet: Fleet,
  releases: Releases,
  progress: Progress,
  startedAt: number,
): Promise<FaultRunResult> {
  const { trackers, timeoutMs } = run;
  const expected = run.releases * PLATFORMS.length;
  const isOver = () =>
    Date.now() >= startedAt + run.deadlineMs ||
    fleet.unexpectedExits.length > 0 ||
    (run.signal?.aborted ?? false);
  const person = new Person(releases, trackers, timeoutMs);
  do await progress.untilIdle(expected, isOver);
  while (!isOver() && (await person.resolveUncertain()) > 0);
  const ms = Date.now() - startedAt;
  await fleet.stopKilling();
  await sleep(quietPeriodMs(timeoutMs));
  const verdict = verifyAll(run.releases, await releases.tickets(), trackers);
  const duplicates = await progress.reportedDuplicates();
  const reports = duplicates > 0 ? [`The product believes that there are ${duplicates} second tickets.`] : [];
  const violations = [...verdict.violations, ...reports, ...fleet.unexpectedExits];
  return { ...verdict, violations, askedOfPerson: person.askedAbout.size, kills: fleet.kills, ms };
}
