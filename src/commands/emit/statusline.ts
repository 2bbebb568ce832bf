/**
 * `agentperf emit statusline`: what Claude Code gives its statusline command (JSON on stdin). Limits go into the ledger, a short text to
 * stdout, so that it can be the statusline command itself.
 */

import fs from 'node:fs';
import { RATE_LIMIT } from '../../domain/ledger-schema.ts';
import { safeText } from '../../domain/safe-text.ts';
import type { Draft } from './hooks.ts';
import { parsed } from './stdin.ts';

type Payload = Readonly<Record<string, unknown>>;

/** Names of the windows, and how long they are. */
const WINDOWS = [
  ['five_hour', 300, '5h'],
  ['seven_day', 10_080, '7d'],
] as const;
const MINUTE_MS = 60_000;
/** Seconds up to the year 5138; larger numbers are milliseconds. */
const MOST_SECONDS = 1e11;

interface Limit {
  readonly name: string;
  readonly minutes: number;
  readonly short: string;
  /** 0 to 100. */
  readonly usedPercent: number;
  /** Epoch ms. */
  readonly resetsAt: number | null;
}

/** One record a window that is told; none where there are no limits (no subscription) or no session. */
export function limitDrafts(payload: Payload): Draft[] {
  const { session_id } = payload;
  if (typeof session_id !== 'string' || session_id === '') return [];
  return limitsOf(payload).map(({ name, minutes, usedPercent, resetsAt }) => ({
    type: RATE_LIMIT,
    fields: {
      ...{ session_id, harness: 'claude_code', limit_id: name, window_minutes: minutes },
      ...{
        used_percent: usedPercent,
        resets_at: resetsAt === null ? null : new Date(resetsAt).toISOString(),
      },
    },
  }));
}

/** `Opus 4.5 · $0.41 · ctx 22 % · 5h 24 % (2h10m left) · 7d 41 %`: what is told, in one line without a newline. */
export function statusText(payload: Payload, now: number): string {
  const cost = numberIn(objectOf(payload.cost).total_cost_usd, 0, 1e9);
  const context = numberIn(objectOf(payload.context_window).used_percentage, 0, 1_000);
  const model = objectOf(payload.model);
  const name = [model.display_name, model.id].find((text) => typeof text === 'string' && text !== '');
  const parts = [
    typeof name === 'string' ? safeText(name.slice(0, 40)) : null,
    cost === null ? null : `$${cost.toFixed(2)}`,
    context === null ? null : `ctx ${Math.round(context)} %`,
    ...limitsOf(payload).map((limit) => limitText(limit, now)),
  ];
  return parts.filter((part) => part !== null).join(' · ');
}

function limitText({ short, usedPercent, resetsAt }: Limit, now: number): string {
  const used = `${short} ${Math.round(usedPercent)} %`;
  if (resetsAt === null || resetsAt <= now) return used;
  const minutes = Math.ceil((resetsAt - now) / MINUTE_MS);
  const [days, hours] = [Math.floor(minutes / 1_440), Math.floor((minutes % 1_440) / 60)];
  const left = days > 0 ? `${days}d${hours}h` : hours > 0 ? `${hours}h${minutes % 60}m` : `${minutes}m`;
  return `${used} (${left} left)`;
}

function limitsOf(payload: Payload): Limit[] {
  const limits = objectOf(payload.rate_limits);
  return WINDOWS.flatMap(([name, minutes, short]) => {
    const window = objectOf(limits[name]);
    const usedPercent = numberIn(window.used_percentage, 0, 100);
    return usedPercent === null
      ? []
      : [{ name, minutes, short, usedPercent, resetsAt: resetTime(window.resets_at) }];
  });
}

/** Epoch seconds; a text is ISO 8601. */
function resetTime(value: unknown): number | null {
  if (typeof value === 'string') return Number.isFinite(Date.parse(value)) ? Date.parse(value) : null;
  const number = numberIn(value, 1, 8.64e15);
  if (number === null) return null;
  return Math.trunc(number < MOST_SECONDS ? number * 1000 : number);
}

function objectOf(value: unknown): Payload {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Payload) : {};
}

function numberIn(value: unknown, low: number, high: number): number | null {
  return typeof value === 'number' && value >= low && value <= high ? value : null;
}

/** A statusline runs several times a second: what the end of the ledger says already is not said again. */
const LOOK_BACK_BYTES = 8 * 1024;

export function isSaidAlready(file: string, { fields }: Draft): boolean {
  const said = ['limit_id', 'window_minutes', 'used_percent', 'resets_at'].filter(
    (name) => fields[name] !== null,
  );
  for (const line of endOf(file).split('\n').reverse()) {
    const row = parsed(line);
    if (row?.type !== RATE_LIMIT || row.limit_id !== fields.limit_id) continue;
    return said.every((name) => row[name] === fields[name]);
  }
  return false;
}

function endOf(file: string): string {
  try {
    const descriptor = fs.openSync(file, fs.constants.O_RDONLY | (fs.constants.O_NONBLOCK ?? 0));
    try {
      const stat = fs.fstatSync(descriptor);
      if (!stat.isFile()) return '';
      const bytes = Buffer.alloc(Math.min(stat.size, LOOK_BACK_BYTES));
      const read = fs.readSync(descriptor, bytes, 0, bytes.length, stat.size - bytes.length);
      return bytes.toString('utf8', 0, read);
    } finally {
      fs.closeSync(descriptor);
    }
  } catch {
    return '';
  }
}
