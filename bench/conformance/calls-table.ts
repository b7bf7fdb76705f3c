import { fixturesLast, linesOf } from './table.js';

/** Calls that one tracker was asked, beside the fewest that its API allows (`test/contract/conformance/call-counts.ts`). */
export interface CallCount {
  /** The whole name of the case, which begins with the tracker's. */
  readonly test: string;
  readonly what: string;
  readonly calls: number;
  readonly fewest: number;
}

/** Trackers by what was counted. */
export function callsTable(counts: readonly CallCount[]): string {
  const byTracker = Map.groupBy(counts, ({ test }) => test.split(':')[0]!);
  const kinds = [...new Set(counts.map(({ what }) => what))].sort();
  const trackers = [...byTracker.keys()].sort(fixturesLast);
  const rows = trackers.map((tracker) => [
    tracker,
    ...kinds.map((kind) => {
      const count = byTracker.get(tracker)!.find(({ what }) => what === kind);
      return count ? `${count.calls} of ${count.fewest}` : '–';
    }),
  ]);
  const head = '## Calls\n\nMade, of the fewest that the tracker’s API allows.\n';
  return `${head}\n${linesOf(['tracker', ...kinds], rows).join('\n')}\n`;
}
