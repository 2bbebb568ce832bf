/** A session's timeline, tools and context, read along its own stretch of its files. */

import { getOrInsert } from '../../domain/get-or-insert.ts';
import type { ContextPoint, LogPlace, TimelineEntry, TimelineKind, ToolReport } from '../../domain/live.ts';
import type { Connection } from '../open.ts';
import { ROLES } from '../roles.ts';
import { prepared } from './prepared.ts';
import { placeOf } from './sessions.ts';

/** Roles that a timeline shows, and as what. Tool results are shown with their call. */
const SHOWN: ReadonlyMap<number, TimelineKind> = new Map<number, TimelineKind>([
  [ROLES.prompt, 'prompt'],
  [ROLES.reply, 'reply'],
  [ROLES.toolCall, 'tool'],
  [ROLES.error, 'error'],
  [ROLES.compaction, 'compaction'],
  [ROLES.turnEnd, 'turn_end'],
  [ROLES.sessionEnd, 'end'],
]);

interface EventRow {
  lineage: number;
  offset: number;
  length: number;
  role: number;
  kind: string;
  at: number | null;
}

interface CallRow {
  lineage: number;
  offset: number;
  name: string | null;
  isError: number | null;
  durationMs: number | null;
  resultLineage: number | null;
  resultOffset: number | null;
  resultLength: number | null;
}

export interface CallFigures {
  readonly at: number;
  readonly context: number;
  readonly tokens: number;
  readonly costUsdMicros: number | null;
}

/** The newest `limit` entries, oldest first; `calls` are the session's model calls, put beside the record that began them. */
export function timeline(
  db: Connection,
  sessionKey: number,
  calls: readonly CallFigures[],
  limit: number,
): { entries: TimelineEntry[]; truncated: boolean } {
  const roles = [...SHOWN.keys()].join(', ');
  const rows = prepared(
    db,
    `SELECT e.lineage, e.offset, e.length, e.role, k.name AS kind, e.at
       FROM session_files f JOIN events e ON e.lineage = f.lineage AND e.offset BETWEEN f.first_offset AND f.last_offset JOIN kinds k USING (kind_id)
       WHERE f.session_key = ? AND e.session_key = f.session_key AND e.role IN (${roles}) AND e.flags & 1
       ORDER BY e.at DESC, e.offset DESC LIMIT ?`,
  ).all(sessionKey, limit + 1) as EventRow[];
  const tools = toolsByPlace(db, sessionKey);
  const figures = new Map(calls.map((call) => [call.at, call]));
  const locate = placeFinder(db);
  const entries: TimelineEntry[] = [];
  for (const row of rows.slice(0, limit).reverse()) {
    const place = locate(row.lineage, row.offset, row.length);
    if (place === null) continue;
    const tool = tools.get(`${row.lineage}:${row.offset}`);
    const call = row.at === null ? undefined : figures.get(row.at);
    if (row.at !== null) figures.delete(row.at);
    entries.push({
      at: row.at,
      kind: SHOWN.get(row.role) ?? 'other',
      label: tool?.name ?? row.kind,
      isError: tool?.isError === 1 || row.role === ROLES.error,
      durationMs: tool?.durationMs ?? null,
      tokens: call?.tokens ?? null,
      costUsdMicros: call?.costUsdMicros ?? null,
      place,
      resultPlace: tool === undefined ? null : resultPlace(tool, locate),
    });
  }
  return { entries, truncated: rows.length > limit };
}

type Locate = (lineage: number, offset: number, length: number) => LogPlace | null;

/** Finds the file of a lineage once. */
function placeFinder(db: Connection): Locate {
  const files = new Map<number, LogPlace | null>();
  return (lineage, offset, length) => {
    const file = getOrInsert(files, lineage, () => placeOf(db, lineage, 0, 0));
    return file === null ? null : { ...file, offset, length };
  };
}

function resultPlace(tool: CallRow, locate: Locate): LogPlace | null {
  const { resultLineage, resultOffset, resultLength } = tool;
  if (resultLineage === null || resultOffset === null || resultLength === null) return null;
  return locate(resultLineage, resultOffset, resultLength);
}

/** The first call of each record. */
function toolsByPlace(db: Connection, sessionKey: number): Map<string, CallRow> {
  const rows = prepared(
    db,
    `SELECT c.lineage, c.offset, t.name, c.is_error AS isError, c.duration_ms AS durationMs, c.result_lineage AS resultLineage,
         c.result_offset AS resultOffset, e.length AS resultLength
       FROM tool_calls c LEFT JOIN tools t USING (tool_id) LEFT JOIN events e ON e.lineage = c.result_lineage AND e.offset = c.result_offset
       WHERE c.session_key = ? ORDER BY c.at DESC`,
  ).all(sessionKey) as CallRow[];
  return new Map(rows.map((row) => [`${row.lineage}:${row.offset}`, row]));
}

/** Calls of a session by time: what each cost and how much context it sent. */
export function callsOf(db: Connection, sessionKey: number): CallFigures[] {
  return prepared(
    db,
    `SELECT first_at AS at, coalesce(input, 0) + coalesce(cache_read, 0) + coalesce(cache_creation_5m, 0) + coalesce(cache_creation_1h, 0)
         + coalesce(cache_creation_unsplit, 0) AS context, coalesce(input, 0) + coalesce(cache_read, 0) + coalesce(cache_creation_5m, 0)
         + coalesce(cache_creation_1h, 0) + coalesce(cache_creation_unsplit, 0) + coalesce(output, 0) + coalesce(unclassified, 0) AS tokens, cost AS costUsdMicros
       FROM model_calls WHERE session_key = ? AND counted = 1 AND first_at IS NOT NULL ORDER BY first_at`,
  ).all(sessionKey) as CallFigures[];
}

/** At most `limit` points, evenly taken, the last one always. */
export function contextPoints(
  calls: readonly { at: number; context: number }[],
  limit: number,
): ContextPoint[] {
  const sent = calls.filter((call) => call.context > 0);
  const step = Math.max(1, Math.ceil(sent.length / limit));
  return sent
    .filter((_, index) => (sent.length - 1 - index) % step === 0)
    .map((call) => ({ at: call.at, tokens: call.context }));
}

export function toolsOf(db: Connection, sessionKey: number): ToolReport[] {
  const rows = prepared(
    db,
    `SELECT coalesce(t.name, '?') AS name, c.is_error AS isError, c.duration_ms AS durationMs FROM tool_calls c LEFT JOIN tools t USING (tool_id)
       WHERE c.session_key = ?`,
  ).all(sessionKey) as { name: string; isError: number | null; durationMs: number | null }[];
  const byName = new Map<string, typeof rows>();
  for (const row of rows) getOrInsert(byName, row.name, () => []).push(row);
  return [...byName]
    .map(([name, calls]) => ({
      name,
      calls: calls.length,
      errors: calls.filter((call) => call.isError === 1).length,
      medianDurationMs: median(calls.flatMap((call) => (call.durationMs === null ? [] : [call.durationMs]))),
    }))
    .sort((a, b) => b.calls - a.calls);
}

function median(values: number[]): number | null {
  if (values.length === 0) return null;
  values.sort((a, b) => a - b);
  const middle = values.length >> 1;
  const high = values[middle] as number;
  return values.length % 2 === 1 ? high : Math.round(((values[middle - 1] as number) + high) / 2);
}
