/** Which of the two kinds of line a Gas Town log holds: an event of the town, or what a session cost. */

import type { JsonObject } from '../json-line.ts';

export type GastownShape = 'event' | 'cost';

/** null: neither. */
export function gastownShape(row: JsonObject): GastownShape | null {
  if (typeof row.type === 'string' && row.type !== '') return 'event';
  return isCost(row) ? 'cost' : null;
}

/** Does a line tell that its file is one of Gas Town's? A line of the curated feed has no `visibility`. */
export function isGastownRow(row: JsonObject): boolean {
  const isEvent =
    row.source === 'gt' && typeof row.type === 'string' && typeof row.ts === 'string' && 'visibility' in row;
  return isEvent || (isCost(row) && typeof row.role === 'string' && row.type === undefined);
}

function isCost(row: JsonObject): boolean {
  return typeof row.session_id === 'string' && row.cost_usd !== undefined && row.ended_at !== undefined;
}
