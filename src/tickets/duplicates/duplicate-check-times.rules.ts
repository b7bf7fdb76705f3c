/** When the next search for duplicates is due, given when the creation was last uncertain; null: the last one is over. */
export function nextCheckAt(uncertainAt: Date, delaysMs: readonly number[], now: Date): Date | null {
  const next = delaysMs
    .map((delayMs) => uncertainAt.getTime() + delayMs)
    .find((time) => time > now.getTime());
  return next === undefined ? null : new Date(next);
}
