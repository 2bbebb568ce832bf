/** Times as logs write them to epoch milliseconds, with a fixed answer for every wrong one (RELIABILITY.md 2.3). */

import type { TimeSource } from '../../domain/event.ts';

/** What a time is judged by and replaced with. All epoch ms. */
export interface LineClock {
  /** Time of the last line of this file that had one. */
  readonly lastAt: number | null;
  readonly mtimeMs: number;
  readonly nowMs: number;
}

export interface LineTime {
  readonly at: number | null;
  readonly source: TimeSource;
  /** The value was not an ISO 8601 time with zone and had to be guessed or replaced. */
  readonly clamped: boolean;
}

const DAY_MS = 86_400_000;
/** 2015-01-01: no coding agent wrote logs before. */
const EARLIEST_MS = 1_420_070_400_000;
/** Last millisecond of year 9999: what lies behind is no time. */
const LATEST_MS = 253_402_300_799_999;
/** Smaller numbers are epoch seconds, greater ones milliseconds. */
const SECONDS_LIMIT = 1e11;

const ISO_TIME =
  /^(\d{4})-(\d\d)-(\d\d)(?:[Tt ](\d\d):(\d\d)(?::(\d\d)(?:[.,](\d{1,9}))?)?\s?(Z|z|[+-]\d\d(?::?\d\d)?)?)?$/;

/**
 * Reads ISO 8601 (any offset, up to nine fraction digits; without zone or time of day: UTC) and epoch seconds or milliseconds
 * (numbers or digits). Impossible, missing and older than 2015: the time of the line before, else the file's. More than 24 hours
 * ahead: the clock of reading.
 */
export function readTime(value: unknown, clock: LineClock): LineTime {
  if (typeof value === 'string') {
    const exact = exactTime(value);
    if (exact >= EARLIEST_MS && exact <= clock.nowMs) {
      return { at: exact, source: 'log', clamped: false };
    }
  }
  const read = readLoose(value);
  if (read === null || !(read.at >= EARLIEST_MS && read.at <= LATEST_MS)) {
    return { at: clock.lastAt ?? clock.mtimeMs, source: 'inherited', clamped: true };
  }
  if (read.at > clock.nowMs + DAY_MS) {
    return { at: clock.nowMs, source: 'ingest', clamped: true };
  }
  return { at: read.at, source: 'log', clamped: read.guessed };
}

/** `YYYY-MM-DDTHH:MM:SS.mmmZ`, the form of nearly every line; -1 for any other form. Wrong digits never give a time in range. */
function exactTime(text: string): number {
  if (
    text.length !== 24 ||
    text.charCodeAt(23) !== 0x5a ||
    text.charCodeAt(4) !== 0x2d ||
    text.charCodeAt(7) !== 0x2d ||
    text.charCodeAt(10) !== 0x54 ||
    text.charCodeAt(13) !== 0x3a ||
    text.charCodeAt(16) !== 0x3a ||
    text.charCodeAt(19) !== 0x2e
  ) {
    return -1;
  }
  const milliseconds = digits(text, 20, 3);
  const date = dayMs(digits(text, 0, 4), digits(text, 5, 2), digits(text, 8, 2));
  const time = timeOfDayMs(digits(text, 11, 2), digits(text, 14, 2), digits(text, 17, 2));
  return milliseconds >= 0 && date !== null && time !== null ? date + time + milliseconds : -1;
}

/** Length of `YYYY-MM-DDTHH:MM:SS.mmmZ`. */
export const TIME_BYTES = 24;
const DASH = 0x2d;
const COLON = 0x3a;
/** The last date that was read, as the number that its eight digits are. */
let lastDate = { digits: -1, ms: 0 };

/**
 * What `readTime` says of the text `bytes[at, at + TIME_BYTES)` when it is an exact time that is neither too old nor ahead of `nowMs`;
 * -1 for every other one.
 */
export function exactTimeAt(bytes: Uint8Array, at: number, nowMs: number): number {
  const hasForm =
    bytes[at + 4] === DASH &&
    bytes[at + 7] === DASH &&
    bytes[at + 10] === 0x54 &&
    bytes[at + 13] === COLON &&
    bytes[at + 16] === COLON &&
    bytes[at + 19] === 0x2e &&
    bytes[at + 23] === 0x5a;
  if (!hasForm) {
    return -1;
  }
  const date =
    digitsAt(bytes, at, 4) * 10_000 + digitsAt(bytes, at + 5, 2) * 100 + digitsAt(bytes, at + 8, 2);
  if (date !== lastDate.digits) {
    const ms = date < 0 ? null : dayMs(Math.floor(date / 10_000), Math.floor(date / 100) % 100, date % 100);
    if (ms === null) {
      return -1;
    }
    lastDate = { digits: date, ms };
  }
  const time = timeOfDayMs(
    digitsAt(bytes, at + 11, 2),
    digitsAt(bytes, at + 14, 2),
    digitsAt(bytes, at + 17, 2),
  );
  const milliseconds = digitsAt(bytes, at + 20, 3);
  if (time === null || milliseconds < 0) {
    return -1;
  }
  const exact = lastDate.ms + time + milliseconds;
  return exact >= EARLIEST_MS && exact <= nowMs ? exact : -1;
}

/** As `digits`, of bytes. */
function digitsAt(bytes: Uint8Array, from: number, count: number): number {
  let value = 0;
  for (let i = from; i < from + count; i++) {
    const digit = (bytes[i] as number) - 0x30;
    value = digit >= 0 && digit <= 9 ? value * 10 + digit : -1e9;
  }
  return value;
}

/** `count` decimal digits from `from`; a large negative number when one of them is no digit. */
function digits(text: string, from: number, count: number): number {
  let value = 0;
  for (let i = from; i < from + count; i++) {
    const digit = text.charCodeAt(i) - 0x30;
    value = digit >= 0 && digit <= 9 ? value * 10 + digit : -1e9;
  }
  return value;
}

function readLoose(value: unknown): { at: number; guessed: boolean } | null {
  if (typeof value === 'number') {
    return { at: epochMs(value), guessed: true };
  }
  if (typeof value !== 'string' || value.length > 64) {
    return null;
  }
  if (/^\d{9,16}$/.test(value)) {
    return { at: epochMs(Number(value)), guessed: true };
  }
  return readIso(value);
}

function epochMs(epoch: number): number {
  return Math.trunc(epoch < SECONDS_LIMIT ? epoch * 1000 : epoch);
}

function readIso(text: string): { at: number; guessed: boolean } | null {
  const match = ISO_TIME.exec(text);
  if (match === null) {
    return null;
  }
  const part = (index: number): number => Number(match[index] ?? 0);
  const day = dayMs(part(1), part(2), part(3));
  const time = timeOfDayMs(part(4), part(5), part(6));
  const offset = offsetMs(match[8]);
  if (day === null || time === null || offset === null) {
    return null;
  }
  const milliseconds = Number((match[7] ?? '0').padEnd(3, '0').slice(0, 3));
  return { at: day + time + milliseconds - offset, guessed: match[8] === undefined };
}

/** UTC midnight of a calendar day; null when there is no such day. */
function dayMs(year: number, month: number, day: number): number | null {
  if (!(year >= 1 && month >= 1 && month <= 12 && day >= 1 && day <= daysOf(year, month))) {
    return null;
  }
  // Days from civil: years begin in March, so that the leap day is the last of its year.
  const y = month <= 2 ? year - 1 : year;
  const era = Math.floor(y / 400);
  const yearOfEra = y - era * 400;
  const dayOfYear = Math.floor((153 * (month > 2 ? month - 3 : month + 9) + 2) / 5) + day - 1;
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear;
  return (era * 146_097 + dayOfEra - 719_468) * DAY_MS;
}

function daysOf(year: number, month: number): number {
  if (month === 2) {
    return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28;
  }
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
}

function timeOfDayMs(hour: number, minute: number, second: number): number | null {
  const exists = hour >= 0 && hour < 24 && minute >= 0 && minute < 60 && second >= 0 && second < 60;
  return exists ? ((hour * 60 + minute) * 60 + second) * 1000 : null;
}

/** Offset east of UTC in ms; 0 for UTC and for no zone; null when there is no such offset. */
function offsetMs(zone: string | undefined): number | null {
  if (zone === undefined || zone === 'Z' || zone === 'z') {
    return 0;
  }
  const hours = Number(zone.slice(1, 3));
  const minutes = Number(zone.slice(3).replace(':', '') || 0);
  if (hours > 23 || minutes > 59) {
    return null;
  }
  return (zone.startsWith('-') ? -1 : 1) * (hours * 60 + minutes) * 60_000;
}
