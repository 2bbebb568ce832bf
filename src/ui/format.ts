/** Numbers and times as short text: money, tokens, ages, durations, shares. Unknown is `?`, never 0. */

const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;
const DAY_MS = 86_400_000;

/** Micro-dollars as `$3.10`, `$0.004`, `<$0.001`, `$1,234`, `$123k`; null is `?`. At most 7 characters below ten million dollars. */
export function formatMoney(usdMicros: number | null): string {
  if (usdMicros === null) {
    return '?';
  }
  const usd = Math.abs(usdMicros) / 1e6;
  const sign = usdMicros < 0 ? '-' : '';
  if (usd === 0) {
    return '$0.00';
  }
  if (usd < 0.0005) {
    return `${sign}<$0.001`;
  }
  if (usd < 0.0095) {
    return `${sign}$${usd.toFixed(3)}`;
  }
  if (usd < 999.995) {
    return `${sign}$${usd.toFixed(2)}`;
  }
  if (usd < 99_999.5) {
    return `${sign}$${grouped(Math.round(usd))}`;
  }
  return `${sign}$${grouped(Math.round(usd / 1000))}k`;
}

/** Money for a narrow column: as `formatMoney`, but whole dollars from $100 (`$412`) and thousands from $10,000 (`$12k`). */
export function formatMoneyShort(usdMicros: number | null): string {
  const usd = (usdMicros ?? 0) / 1e6;
  if (usd < 99.995) {
    return formatMoney(usdMicros);
  }
  return usd < 9999.5 ? `$${grouped(Math.round(usd))}` : `$${grouped(Math.round(usd / 1000))}k`;
}

/** Counts as `7`, `999`, `1.2k`, `310k`, `1.2M`, `2.0B`; null is `?`. At most 4 characters below a trillion. */
export function formatTokens(count: number | null): string {
  if (count === null) {
    return '?';
  }
  if (count < 999.5) {
    return String(Math.round(count));
  }
  for (const [unit, letter] of TOKEN_UNITS) {
    const value = count / unit;
    if (value < 9.95) {
      return `${value.toFixed(1)}${letter}`;
    }
    if (value < 999.5) {
      return `${Math.round(value)}${letter}`;
    }
  }
  return `${grouped(Math.round(count / 1e12))}T`;
}

const TOKEN_UNITS: readonly (readonly [number, string])[] = [
  [1e3, 'k'],
  [1e6, 'M'],
  [1e9, 'B'],
  [1e12, 'T'],
];

/** A whole number with thousands marked; null is `?`. */
export function formatCount(count: number | null): string {
  return count === null ? '?' : grouped(Math.round(count));
}

/** A count of what a source may never log: `n/a` when it does not. */
export function formatLogged(count: number | null): string {
  return count === null ? 'n/a' : formatCount(count);
}

/**
 * How long ago, in steps of a minute so that a quiet screen stays still: `<1m`, `41m`, `1h02`, `11h`, `2d`;
 * null is `?`. At most 4 characters below 1000 days. A time ahead of the clock counts as now.
 */
export function formatAge(ageMs: number | null): string {
  if (ageMs === null) {
    return '?';
  }
  if (ageMs < MINUTE_MS) {
    return '<1m';
  }
  if (ageMs < HOUR_MS) {
    return `${Math.floor(ageMs / MINUTE_MS)}m`;
  }
  if (ageMs < DAY_MS) {
    return ageMs < 10 * HOUR_MS ? hoursAndMinutes(ageMs) : `${Math.floor(ageMs / HOUR_MS)}h`;
  }
  return `${Math.floor(ageMs / DAY_MS)}d`;
}

/** Age of `at` at `now`; null stays unknown. */
export function ageOf(at: number | null, now: number): string {
  return formatAge(at === null ? null : now - at);
}

/** How long something took: `450ms`, `3.2s`, `41s`, `2m05`, `1h02`, `3d`; null is empty. */
export function formatDuration(durationMs: number | null): string {
  if (durationMs === null) {
    return '';
  }
  if (durationMs < 999.5) {
    return `${Math.max(0, Math.round(durationMs))}ms`;
  }
  if (durationMs < 9950) {
    return `${(durationMs / 1000).toFixed(1)}s`;
  }
  const seconds = Math.round(durationMs / 1000);
  if (seconds < 60) {
    return `${seconds}s`;
  }
  if (seconds < 3600) {
    return `${Math.floor(seconds / 60)}m${String(seconds % 60).padStart(2, '0')}`;
  }
  return durationMs < DAY_MS ? hoursAndMinutes(durationMs) : `${Math.floor(durationMs / DAY_MS)}d`;
}

/** A share as `71 %`; null is `?`. Full and above is `100%`, so that it never grows past 4 characters below 1000 %. */
export function formatPercent(share: number | null): string {
  if (share === null) {
    return '?';
  }
  const percent = Math.round(share * 100);
  return percent >= 100 ? `${percent}%` : `${percent} %`;
}

/** `opus-4-6` of `claude-opus-4-6-20260101`: the vendor's prefix and the date say nothing in a narrow column. */
export function shortModel(model: string): string {
  const short = model
    .replace(/^.*\//u, '')
    .replace(/^claude-/u, '')
    .replace(/[-@]20\d{6}$/u, '');
  return short === '' ? model : short;
}

/** Clocks of one time zone; an unknown zone falls back to UTC. */
export interface ClockFormat {
  /** `14:02:11`; `--:--:--` when unknown. */
  time(at: number | null): string;
  /** `2026-03-14 14:02`; `?` when unknown. */
  date(at: number | null): string;
}

/** `timezone` null = the machine's own. */
export function clockFormat(timezone: string | null): ClockFormat {
  let format: Intl.DateTimeFormat | null = null;
  const pick = (at: number): Map<string, string> => {
    format ??= dateFormat(timezone);
    return new Map(format.formatToParts(at).map((part) => [part.type, part.value]));
  };
  return {
    time: (at) => {
      if (!isTime(at)) {
        return '--:--:--';
      }
      const part = pick(at);
      return `${part.get('hour')}:${part.get('minute')}:${part.get('second')}`;
    },
    date: (at) => {
      if (!isTime(at)) {
        return '?';
      }
      const part = pick(at);
      return `${part.get('year')}-${part.get('month')}-${part.get('day')} ${part.get('hour')}:${part.get('minute')}`;
    },
  };
}

function dateFormat(timezone: string | null): Intl.DateTimeFormat {
  return new Intl.DateTimeFormat('en-CA', {
    ...(timezone === null ? {} : { timeZone: knownZone(timezone) }),
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    hourCycle: 'h23',
  });
}

function isTime(at: number | null): at is number {
  return at !== null && Math.abs(at) <= 8.64e15;
}

function knownZone(timezone: string): string {
  try {
    new Intl.DateTimeFormat('en', { timeZone: timezone });
    return timezone;
  } catch {
    return 'UTC';
  }
}

function hoursAndMinutes(durationMs: number): string {
  const hours = Math.floor(durationMs / HOUR_MS);
  const minutes = Math.floor((durationMs % HOUR_MS) / MINUTE_MS);
  return `${hours}h${String(minutes).padStart(2, '0')}`;
}

function grouped(value: number): string {
  return String(value).replace(/\B(?=(\d{3})+$)/gu, ',');
}
