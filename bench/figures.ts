/** The value below which `percent` of the values lie (nearest rank). */
export function percentile(values: readonly number[], percent: number): number {
  const sorted = [...values].sort((one, other) => one - other);
  return sorted[Math.max(0, Math.ceil((percent / 100) * sorted.length) - 1)] ?? Number.NaN;
}

/** One line of a table, whose first column is `nameWidth` wide. */
export function row(cells: readonly string[], nameWidth = 20): string {
  return `${cells.map((cell, column) => (column === 0 ? cell.padEnd(nameWidth) : cell.padStart(14))).join('')}\n`;
}
