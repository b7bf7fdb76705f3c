import type { FaultRunResult } from './run.js';
import type { FaultyTracker } from './tracker.js';

/** What a run came to, line by line. */
export function report(
  result: FaultRunResult,
  { faults, calls }: FaultyTracker,
  seed: number,
): readonly string[] {
  const faultCount = Object.values(faults.counts).reduce((sum, count) => sum + count, 0);
  const { created, expected, duplicates, lost, askedOfPerson, violations } = result;
  return [
    `faults: ${faultCount} (${listed(faults.counts)})`,
    `calls:  ${calls.total} (${listed(calls.counts())})`,
    `kills:  ${result.kills}`,
    `time:   ${(result.ms / 1_000).toFixed(1)} s`,
    ...(askedOfPerson > 0
      ? [`${askedOfPerson} left to a person, as the tracker's row of the proof table says`]
      : []),
    `${created} of ${expected} tickets, ${duplicates} duplicates, ${lost} lost (seed ${seed})`,
    ...violations.map((violation) => `WRONG: ${violation}`),
  ];
}

export function listed(counts: Readonly<Record<string, number>>): string {
  return Object.entries(counts)
    .map(([name, count]) => `${name} ${count}`)
    .join(', ');
}
