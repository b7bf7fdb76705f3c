/** One case of the suite, as one tracker did in it. */
export interface CaseResult {
  /** `Jira Cloud`. */
  readonly tracker: string;
  /** `exactly once`; empty where the case stands alone. */
  readonly group: string;
  readonly name: string;
  readonly outcome: 'passed' | 'failed' | 'skipped';
  /** Why the tracker cannot have it, as its driver declares; null where nothing is declared. */
  readonly reason: string | null;
}

export interface ConformanceTable {
  readonly markdown: string;
  /** What keeps the table from being a proof: cells that failed, are empty, or skipped without a reason. */
  readonly violations: readonly string[];
}

/** Trackers by cases, in the order of the suite. */
export function conformanceTable(results: readonly CaseResult[]): ConformanceTable {
  const trackers = [...new Set(results.map(({ tracker }) => tracker))].sort(fixturesLast);
  const byCase = Map.groupBy(results, ({ group, name }) => JSON.stringify([group, name]));
  const notes = new Notes();
  const violations: string[] = [];
  const rows: string[][] = [];
  let lastGroup = '';
  for (const ofCase of byCase.values()) {
    const { group, name } = ofCase[0]!;
    if (group !== lastGroup) rows.push([`**${group}**`, ...trackers.map(() => '')]);
    lastGroup = group;
    const cells = trackers.map((tracker) => {
      const result = ofCase.find((one) => one.tracker === tracker);
      const violation = violationOf(result);
      if (violation) violations.push(`${tracker}: ${[group, name].filter(Boolean).join(' ')}: ${violation}`);
      return cellOf(result, notes);
    });
    rows.push([name, ...cells]);
  }
  const markdown = [...linesOf(['case', ...trackers], rows), '', ...notes.lines].join('\n');
  return { markdown: `${markdown.trimEnd()}\n`, violations };
}

function violationOf(result: CaseResult | undefined): string | null {
  if (!result) return 'was not run';
  if (result.outcome === 'failed') return 'failed';
  return result.outcome === 'skipped' && !result.reason ? 'skipped without a reason' : null;
}

function cellOf(result: CaseResult | undefined, notes: Notes): string {
  if (result?.outcome === 'passed') return '✓';
  if (result?.outcome === 'skipped' && result.reason)
    return `— ${notes.numberOf(result.tracker, result.reason)}`;
  return '✗';
}

/** Reasons, each with a number. */
class Notes {
  private readonly known: string[] = [];

  numberOf(tracker: string, reason: string): number {
    const note = `${tracker}: ${reason}`;
    if (!this.known.includes(note)) this.known.push(note);
    return this.known.indexOf(note) + 1;
  }

  get lines(): string[] {
    return this.known.map((note, index) => `${index + 1}. ${note}.`);
  }
}

/** Aligned, as the formatter of this project wants it. */
export function linesOf(head: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const escaped = [head, ...rows].map((row) => row.map((cell) => cell.replaceAll('|', '\\|')));
  const widths = head.map((_, column) => Math.max(...escaped.map((row) => (row[column] ?? '').length)));
  const line = (row: readonly string[]) =>
    `| ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`;
  const rule = `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`;
  const [first = [], ...others] = escaped;
  return [line(first), rule, ...others.map(line)];
}

/** For sorting trackers by name. */
export function fixturesLast(one: string, other: string): number {
  const rank = (tracker: string) => (/\(fixture\)/.test(tracker) ? 1 : 0);
  return rank(one) - rank(other) || one.localeCompare(other, 'en');
}
