/** Texts of trackers are a stranger's: cut between code points, and without what PostgreSQL refuses. */

/** At most `max` code points. NUL and halves of a character become U+FFFD: left out, an id could become another's. */
export function cleanText(text: string, max: number): string {
  const clean = text.toWellFormed().replaceAll('\u0000', '\ufffd');
  // No code point is shorter than one unit.
  if (clean.length <= max) return clean;
  const points = Array.from(clean);
  return points.length <= max ? clean : `${points.slice(0, max - 1).join('')}…`;
}

/** Every string in a value that was read from JSON, cleaned and as long as it was. */
export function cleanJson(value: unknown): unknown {
  if (typeof value === 'string') return cleanText(value, Infinity);
  if (Array.isArray(value)) return value.map(cleanJson);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [cleanText(name, Infinity), cleanJson(member)]),
  );
}
