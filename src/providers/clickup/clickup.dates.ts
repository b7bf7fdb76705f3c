/**
 * The moment that a day without a time is sent as. ClickUp shows the day that it is then in the time zone of whoever
 * reads: noon UTC is the same day nearly everywhere. Where it is not for the account itself (from UTC+12 on), noon there.
 * @param day YYYY-MM-DD. @param timeZone of the account, by its IANA name; null: not known.
 */
export function dueTimeOf(day: string, timeZone: string | null): number {
  const noonUtc = Date.parse(`${day}T12:00:00Z`);
  const offsetMs = timeZone === null ? 0 : offsetAt(noonUtc, timeZone);
  return dayOf(noonUtc + offsetMs) === day ? noonUtc : noonUtc - offsetMs;
}

/** How far a time zone's clock is ahead of UTC; 0 where nobody knows the zone. */
function offsetAt(time: number, timeZone: string): number {
  try {
    const parts = new Intl.DateTimeFormat('en', {
      ...{ timeZone, hourCycle: 'h23', year: 'numeric', month: 'numeric', day: 'numeric' },
      ...{ hour: 'numeric', minute: 'numeric', second: 'numeric' },
    } as Intl.DateTimeFormatOptions).formatToParts(time);
    const [year, month, day, hour, minute, second] = ['year', 'month', 'day', 'hour', 'minute', 'second'].map(
      (name) => Number(parts.find(({ type }) => type === name)?.value),
    ) as [number, number, number, number, number, number];
    return Date.UTC(year, month - 1, day, hour, minute, second) - time;
  } catch (error) {
    if (error instanceof RangeError) return 0;
    throw error;
  }
}

function dayOf(time: number): string {
  return new Date(time).toISOString().slice(0, 10);
}
