/** A subscription's limits as the vendor reports them beside token counts (codex.md 6). */

import type { AgentEvent } from '../../../domain/event.ts';
import { rowText } from '../claude-code/row-fields.ts';
import { isObject } from '../fields.ts';
import type { Row } from './row.ts';

/** The limit of the subscription itself; others (of one model, of reviews) stand in rows of their own. */
const OWN_LIMIT = 'codex';
const WINDOWS = ['primary', 'secondary'] as const;
const MINUTE_MS = 60_000;
const MOST_SECONDS = 1e10;

/** What counting needs of a row. */
export type CountingRow = Pick<Row, 'fields' | 'texts' | 'clamps' | 'at' | 'state'>;

/** Adds both windows; what says the same as less than a minute before is not said again. */
export function addRateLimits(row: CountingRow, value: unknown, facts: AgentEvent[]): void {
  if (!isObject(value) || (typeof value.limit_id === 'string' && value.limit_id !== OWN_LIMIT)) {
    return;
  }
  for (const name of WINDOWS) {
    const window = value[name];
    if (isObject(window)) {
      addWindow(row, name, window, value.plan_type, facts);
    }
  }
}

function addWindow(
  row: CountingRow,
  name: (typeof WINDOWS)[number],
  window: Record<string, unknown>,
  plan: unknown,
  facts: AgentEvent[],
): void {
  const usedPercent = numberIn(window.used_percent, 0, 100);
  if (usedPercent === null) {
    row.clamps.count++;
    return;
  }
  const windowMinutes = numberIn(window.window_minutes, 1, 1e7);
  const resetsAt = resetTime(window, row.at);
  const minute = Math.floor((row.at ?? 0) / MINUTE_MS);
  const said = `${usedPercent},${windowMinutes ?? ''},${Math.round((resetsAt ?? 0) / MINUTE_MS)},${minute}`;
  if (row.state.limits[name] === said) {
    return;
  }
  row.state.limits[name] = said;
  facts.push({
    type: 'rate_limit',
    limitId: OWN_LIMIT,
    windowMinutes,
    usedPercent,
    resetsAt,
    plan: typeof plan === 'string' ? rowText(plan, row) : null,
  });
}

/** `resets_at` in epoch seconds; older builds say in how many seconds. */
function resetTime(window: Record<string, unknown>, at: number | null): number | null {
  const seconds = numberIn(window.resets_at ?? window.reset_at, 1, MOST_SECONDS);
  if (seconds !== null) {
    return Math.trunc(seconds * 1000);
  }
  const wait = numberIn(window.resets_in_seconds, 0, MOST_SECONDS);
  return wait === null || at === null ? null : at + Math.trunc(wait * 1000);
}

function numberIn(value: unknown, low: number, high: number): number | null {
  return typeof value === 'number' && value >= low && value <= high ? value : null;
}
