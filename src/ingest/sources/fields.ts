/** Readers of untrusted log fields: a usable value, or null and one more clamped field (RELIABILITY.md 2.3). */

import { createHash } from 'node:crypto';
import { wellFormed } from '../../domain/well-formed.ts';

/** How many fields of a record were not usable as logged and were set to null or repaired. */
export interface Clamps {
  count: number;
}

const TOKEN_LIMIT = 1e12;
const COST_USD_LIMIT = 1e6;
const DURATION_MS_LIMIT = 365 * 24 * 3_600_000;
const ID_BYTES = 512;
const ID_PREFIX_BYTES = 480;
const TEXT_CHARACTERS = 2048;

/** Tokens: an integer from 0 to 1e12. A digits-only string and a fraction are repaired; everything else is null, never the cap. */
export function tokenCount(value: unknown, clamps: Clamps): number | null {
  return wholeNumber(value, TOKEN_LIMIT, clamps);
}

/** Milliseconds: an integer from 0 to one year; repaired and refused as `tokenCount`. */
export function durationMs(value: unknown, clamps: Clamps): number | null {
  return wholeNumber(value, DURATION_MS_LIMIT, clamps);
}

/** US dollars (a number, or a plain decimal string such as `0.50`) as integer micro-dollars, from 0 to 1e6 dollars. */
export function costUsdMicros(value: unknown, clamps: Clamps): number | null {
  if (value === undefined) {
    return null;
  }
  let usd = value;
  if (typeof value === 'string' && /^\d{1,12}(?:\.\d{1,18})?$/.test(value)) {
    clamps.count++;
    usd = Number(value);
  }
  if (typeof usd !== 'number' || !(usd >= 0 && usd <= COST_USD_LIMIT)) {
    return refused(clamps);
  }
  return Math.round(usd * 1e6);
}

/**
 * An identifier: a non-empty string of at most 512 bytes of UTF-8. A longer one becomes its first 480 bytes, `#` and 16 hex
 * digits of its SHA-256; a number its decimal text.
 */
export function idText(value: unknown, clamps: Clamps): string | null {
  if (value === undefined) {
    return null;
  }
  if (typeof value === 'number') {
    clamps.count++;
    return String(value);
  }
  if (typeof value !== 'string' || value === '') {
    return refused(clamps);
  }
  const isShort = value.length * 3 <= ID_BYTES || Buffer.byteLength(value) <= ID_BYTES;
  return isShort ? repaired(value, clamps) : shortenedId(value, clamps);
}

/** Text that may be empty, well-formed and cut to `limit` characters; null for every other type. */
export function shortText(value: unknown, clamps: Clamps, limit = TEXT_CHARACTERS): string | null {
  if (value === undefined || value === null) {
    return null;
  }
  if (typeof value !== 'string') {
    return refused(clamps);
  }
  return repaired(value.length > limit ? wellFormed(value.slice(0, limit)) : value, clamps);
}

export function bool(value: unknown, clamps: Clamps): boolean | null {
  return typeof value === 'boolean' ? value : absentOrRefused(value, clamps);
}

/** A JSON object that is no array. */
export function object(value: unknown, clamps: Clamps): Record<string, unknown> | null {
  return isObject(value) ? value : absentOrRefused(value, clamps);
}

export function array(value: unknown, clamps: Clamps): readonly unknown[] | null {
  return Array.isArray(value) ? value : absentOrRefused(value, clamps);
}

/** Is the value a JSON object (no array, not null)? */
export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function wholeNumber(value: unknown, limit: number, clamps: Clamps): number | null {
  if (typeof value === 'number' && value >= 0 && value <= limit) {
    const whole = Math.trunc(value);
    if (!Object.is(whole, value) || Object.is(value, -0)) {
      clamps.count++;
    }
    return whole + 0;
  }
  if (value === undefined) {
    return null;
  }
  if (typeof value === 'string' && /^\d{1,15}$/.test(value) && Number(value) <= limit) {
    clamps.count++;
    return Number(value);
  }
  return refused(clamps);
}

function shortenedId(value: string, clamps: Clamps): string {
  clamps.count++;
  const bytes = Buffer.from(value);
  let end = ID_PREFIX_BYTES;
  while (((bytes[end] as number) & 0xc0) === 0x80) {
    end--;
  }
  const hash = createHash('sha256').update(bytes).digest('hex').slice(0, 16);
  return `${bytes.toString('utf8', 0, end)}#${hash}`;
}

function repaired(text: string, clamps: Clamps): string {
  const clean = wellFormed(text);
  if (clean !== text) {
    clamps.count++;
  }
  return clean;
}

function absentOrRefused(value: unknown, clamps: Clamps): null {
  return value === undefined ? null : refused(clamps);
}

function refused(clamps: Clamps): null {
  clamps.count++;
  return null;
}
