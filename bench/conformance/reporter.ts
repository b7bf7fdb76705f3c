import { readFile, writeFile } from 'node:fs/promises';
import { type CallCount, callsTable } from './calls-table.js';
import { type CaseResult, conformanceTable } from './table.js';

/** How `case.ts` words a declared case. */
const DECLARED = /^(.*) \(no such thing: (.+)\)$/s;

/** The part of a test's result that is read here. */
interface TestResult {
  readonly ancestorTitles: readonly string[];
  readonly title: string;
  readonly status: string;
}

interface RunResult {
  readonly testResults: readonly { readonly testResults: readonly TestResult[] }[];
}

/** Given to Jest beside its own: what the suite's cases came to, as a table in the file that CONFORMANCE_FILE names. */
export default class ConformanceReporter {
  private error: Error | undefined;

  async onRunComplete(_: unknown, { testResults: suites }: RunResult): Promise<void> {
    const { markdown, violations } = conformanceTable(
      suites.flatMap(({ testResults }) => testResults.map(caseOf)),
    );
    const counts = await countsIn(process.env['CONFORMANCE_CALLS']!);
    await writeFile(process.env['CONFORMANCE_FILE']!, `${markdown}\n${callsTable(counts)}`);
    if (violations.length === 0) return;
    process.stderr.write(`\nNot proven:\n${violations.join('\n')}\n`);
    this.error = new Error(`${violations.length} cases are not proven.`);
  }

  /** Jest fails the run for it. */
  getLastError(): Error | undefined {
    return this.error;
  }
}

function caseOf({ ancestorTitles, title, status }: TestResult): CaseResult {
  const [tracker = '', ...groups] = ancestorTitles;
  const [, name = title, reason = null] = DECLARED.exec(title) ?? [];
  const outcome = status === 'passed' || status === 'failed' ? status : 'skipped';
  return { tracker: tracker.replace(/:$/, ''), group: groups.join(' '), name, outcome, reason };
}

/** One line of JSON for each count. */
async function countsIn(file: string): Promise<readonly CallCount[]> {
  const lines = (await readFile(file, 'utf8').catch(() => '')).split('\n').filter(Boolean);
  return lines.map((line) => JSON.parse(line) as CallCount);
}
