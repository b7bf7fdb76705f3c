import { appendFileSync } from 'node:fs';

/** What was counted: the calls, beside the fewest that the tracker's API allows. */
export interface CallCount {
  /** The whole name of the case. */
  readonly test: string;
  /** `3 tickets made`. */
  readonly what: string;
  readonly calls: number;
  readonly fewest: number;
}

/** Keeps a count for the table of `npm run conformance`, which names the file; the case itself compares the two. */
export function recordCalls(what: string, calls: number, fewest: number): void {
  const file = process.env['CONFORMANCE_CALLS'];
  if (!file) return;
  const count: CallCount = { test: expect.getState().currentTestName ?? '', what, calls, fewest };
  appendFileSync(file, `${JSON.stringify(count)}\n`);
}
