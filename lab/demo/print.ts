/** What the demo says, for a person who watches it. */
export function print(line = ''): void {
  process.stdout.write(`${line}\n`);
}

let steps = 0;

export function step(line: string): void {
  steps += 1;
  print(`\n${steps}. ${line}`);
}

/** Columns as wide as they need to be. */
export function table(rows: readonly (readonly string[])[]): void {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  for (const row of rows)
    print(
      `   ${row
        .map((cell, column) => cell.padEnd(widths[column]!))
        .join('  ')
        .trimEnd()}`,
    );
}
