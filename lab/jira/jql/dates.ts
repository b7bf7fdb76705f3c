import { refuse } from '../errors.js';

/** Milliseconds in a JQL duration's unit. */
const UNITS: Readonly<Record<string, number>> = {
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 604_800_000,
};

/**
 * An instant of JQL: `-15m`, `2026-01-31`, `2026-01-31 10:00` (in the caller's time zone, no seconds), or milliseconds
 * since the epoch.
 */
export function jqlInstant(text: string, now: number, timeZone: string): number {
  const relative = /^([-+]?)(\d+)([mhdw])$/.exec(text);
  if (relative) {
    const [, sign, amount, unit = 'm'] = relative;
    return now + (sign === '-' ? -1 : 1) * Number(amount) * (UNITS[unit] ?? 0);
  }
  const absolute = /^(\d{4})[-/](\d{1,2})[-/](\d{1,2})(?: (\d{1,2}):(\d{2}))?$/.exec(text);
  if (absolute) {
    const [, year, month, day, hour = '0', minute = '0'] = absolute;
    return inZone(
      Date.UTC(Number(year), Number(month) - 1, Number(day), Number(hour), Number(minute)),
      timeZone,
    );
  }
  if (/^\d{10,}$/.test(text)) return Number(text);
  throw refuse(
    400,
    `Date value '${text}' for field 'created' is invalid. Valid formats include: 'yyyy/MM/dd HH:mm', 'yyyy-MM-dd HH:mm', ` +
      "'yyyy/MM/dd', 'yyyy-MM-dd', or a period format e.g. '-5d', '4w 2d'.",
  );
}

/** The instant at which the clocks of a zone show what UTC clocks show at `wall`. */
function inZone(localTime: number, timeZone: string): number {
  const shown = (at: number) => {
    const parts = new Intl.DateTimeFormat('en-US', {
      timeZone,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
    }).formatToParts(at);
    const part = (type: string) => Number(parts.find((each) => each.type === type)?.value);
    return Date.UTC(part('year'), part('month') - 1, part('day'), part('hour'), part('minute'));
  };
  return localTime - (shown(localTime) - localTime);
}
