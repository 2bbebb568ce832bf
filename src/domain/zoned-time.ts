/** Wall clocks of IANA zones: offsets, instants and days, correct across changes of the clocks. */

const DAY_MS = 86_400_000;

/**
 * The instant at which clocks of `timezone` show `wall`. A time that comes twice (autumn) is the first of the two; one that is
 * skipped (spring) is read with the offset before the change, so that midnight in a gap is the first moment of its day.
 */
export function instantOf(wall: number, timezone: string): number {
  const before = zoneOffset(wall - DAY_MS, timezone);
  const after = zoneOffset(wall + DAY_MS, timezone);
  const candidates = [wall - before, wall - after].sort((a, b) => a - b);
  return candidates.find((at) => at + zoneOffset(at, timezone) === wall) ?? wall - before;
}

const formats = new Map<string, Intl.DateTimeFormat>();

/** Wall clock minus UTC at an instant, ms. */
export function zoneOffset(at: number, timezone: string): number {
  if (timezone === 'UTC') return 0;
  let format = formats.get(timezone);
  if (format === undefined) {
    format = new Intl.DateTimeFormat('en-US', {
      timeZone: timezone,
      calendar: 'gregory',
      hourCycle: 'h23',
      era: 'short',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    });
    formats.set(timezone, format);
  }
  const parts = new Map(format.formatToParts(at).map((part) => [part.type, part.value]));
  const number = (type: Intl.DateTimeFormatPartTypes): number => Number(parts.get(type));
  const year = parts.get('era') === 'BC' ? 1 - number('year') : number('year');
  const date = new Date(0);
  date.setUTCFullYear(year, number('month') - 1, number('day'));
  const seconds = (number('hour') * 60 + number('minute')) * 60 + number('second');
  return date.getTime() + seconds * 1000 - Math.floor(at / 1000) * 1000;
}

/** First instant of the day that `at` lies in, in the zone. */
export function startOfDay(at: number, timezone: string): number {
  const wall = at + zoneOffset(at, timezone);
  return instantOf(Math.floor(wall / DAY_MS) * DAY_MS, timezone);
}
