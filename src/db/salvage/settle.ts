/**
 * Makes salvaged rows agree with each other again. What the logs on disk still tell is taken out, to be read anew; what only the
 * database knows stays whole (DATA.md 7). Everything happens in one transaction.
 */

import type { Connection } from '../open.ts';
import { dropDays } from '../period-sums.ts';
import { SEAT_KINDS, seatColumn } from '../places.ts';
import type { SalvagedTable } from './copy-tables.ts';
import { recountMissing } from './recount.ts';

/** Names that rows refer to by number but whose own row is lost: they get one, so that nothing is mixed up or falls out of sums. */
const LOST_NAMES = [
  ...SEAT_KINDS.map(
    (kind) =>
      `INSERT OR IGNORE INTO seats (seat_id, kind, name) SELECT DISTINCT ${seatColumn(kind)}, '${kind}', ${kind} FROM places`,
  ),
  `INSERT OR IGNORE INTO kinds (kind_id, name) SELECT DISTINCT kind_id, 'other:lost-' || kind_id FROM events
   WHERE kind_id NOT IN (SELECT kind_id FROM kinds)`,
  `INSERT OR IGNORE INTO models (model_id, name, canonical) SELECT DISTINCT model_id, 'lost-' || model_id, 'lost-' || model_id
   FROM (SELECT model_id FROM model_calls UNION SELECT model_id FROM rollups UNION SELECT model_id FROM sessions)
   WHERE model_id <> 0 AND model_id NOT IN (SELECT model_id FROM models)`,
  `INSERT OR IGNORE INTO tools (tool_id, name, kind) SELECT DISTINCT tool_id, 'lost-' || tool_id, 'other' FROM tool_calls
   WHERE tool_id IS NOT NULL AND tool_id NOT IN (SELECT tool_id FROM tools)`,
  `INSERT OR IGNORE INTO fingerprints (fingerprint_id, fingerprint, category, sample)
   SELECT DISTINCT fingerprint_id, 'lost-' || fingerprint_id, 'unknown', '' FROM errors
   WHERE fingerprint_id NOT IN (SELECT fingerprint_id FROM fingerprints)`,
  `INSERT OR IGNORE INTO task_names (task_ref, task_id) SELECT DISTINCT task_ref, 'lost-' || task_ref
   FROM (SELECT task_ref FROM session_tasks UNION SELECT task_ref FROM events UNION SELECT task_ref FROM alerts)
   WHERE task_ref IS NOT NULL AND task_ref NOT IN (SELECT task_ref FROM task_names)`,
  `INSERT OR IGNORE INTO sessions (session_key, harness, session_id, source, first_at, last_at)
   SELECT session_key, 'unknown', 'lost-' || session_key, 'claude-code', coalesce(min(at), min(bucket) * 900000), coalesce(max(at), max(bucket) * 900000)
   FROM (SELECT session_key, at, NULL AS bucket FROM events UNION ALL SELECT session_key, first_at, NULL FROM model_calls
     UNION ALL SELECT session_key, NULL, bucket FROM rollups)
   WHERE session_key > 0 AND session_key NOT IN (SELECT session_key FROM sessions) GROUP BY session_key`,
  `INSERT INTO files (lineage, source, dev, ino, path, gz, fingerprint_length, fingerprint, offset, line_no, guard_length, guard, tail_length,
     size, mtime_ms, ctime_ms, state, adapter_version)
   SELECT e.lineage, min(s.source), 0, 0, '', 0, 0, '', 0, 0, 0, '', 0, -1, -1, -1, 'closed', 0 FROM events e JOIN sessions s USING (session_key)
   WHERE e.lineage NOT IN (SELECT lineage FROM files) GROUP BY e.lineage`,
];

/** Where the records of sessions stand, as far as it was lost too. */
const PLACE_LOST = `
INSERT INTO session_files (session_key, lineage, first_offset, last_offset)
  SELECT session_key, lineage, min(offset), max(offset) FROM events WHERE session_key <> 0 GROUP BY 1, 2
  ON CONFLICT DO UPDATE SET first_offset = min(first_offset, excluded.first_offset), last_offset = max(last_offset, excluded.last_offset);`;

/**
 * Sessions that the logs on disk tell whole, and those that live both there and in logs that are gone. A session whose records are
 * all lost counts as told by the logs when no log is gone, or when it is still known where they stood.
 */
const sortSessions = (known: 'events' | 'session_files'): string => `
CREATE TEMP TABLE told AS SELECT session_key FROM sessions WHERE session_key NOT IN (
  SELECT session_key FROM events WHERE lineage NOT IN (SELECT lineage FROM on_disk)
  UNION SELECT session_key FROM session_files WHERE lineage NOT IN (SELECT lineage FROM on_disk)
  UNION SELECT session_key FROM sessions WHERE session_key NOT IN (SELECT session_key FROM ${known})
    AND EXISTS (SELECT 1 FROM files WHERE lineage NOT IN (SELECT lineage FROM on_disk)));
CREATE TEMP TABLE mixed AS SELECT session_key FROM (SELECT session_key, lineage FROM events UNION SELECT session_key, lineage FROM session_files)
  WHERE lineage IN (SELECT lineage FROM on_disk) AND session_key NOT IN (SELECT session_key FROM told) GROUP BY session_key;`;

const TABLES_OF_SESSIONS = [
  'events',
  'errors',
  'tool_calls',
  'model_calls',
  'attempts',
  'rollups',
  'session_files',
  'session_tasks',
] as const;

/** The session keeps its number, so that its alerts stay its own; all else about it is read anew. */
const FORGET_TOLD = `
${TABLES_OF_SESSIONS.map((table) => `DELETE FROM ${table} WHERE session_key IN (SELECT session_key FROM told);`).join('\n')}
INSERT OR REPLACE INTO sessions (session_key, harness, session_id, parent_id, source)
  SELECT session_key, harness, session_id, parent_id, source FROM sessions WHERE session_key IN (SELECT session_key FROM told);
DELETE FROM skipped WHERE lineage IN (SELECT lineage FROM on_disk);
UPDATE files SET offset = 0, line_no = 0, tail_length = 0, saved_state = NULL, size = -1
  WHERE state = 'live' AND lineage IN (SELECT lineage FROM on_disk);`;

/** Where records of a session were lost whose log is on disk, what followed from them goes too: reading them again brings it back. */
const FIT_MIXED = `
${['errors', 'tool_calls']
  .map(
    (
      table,
    ) => `DELETE FROM ${table} WHERE session_key IN (SELECT session_key FROM mixed) AND lineage IN (SELECT lineage FROM on_disk)
  AND NOT EXISTS (SELECT 1 FROM events e WHERE e.lineage = ${table}.lineage AND e.offset = ${table}.offset);`,
  )
  .join('\n')}
DELETE FROM model_calls WHERE message_key IS NULL AND session_key IN (SELECT session_key FROM mixed)
  AND first_at NOT IN (SELECT at FROM events WHERE at IS NOT NULL AND session_key IN (SELECT session_key FROM mixed));
DELETE FROM rollups WHERE session_key IN (SELECT session_key FROM mixed);`;

/**
 * The counts of sibling lines are of no log in particular: they begin again, and the n-th equal line is known again by the id that its
 * event was stored under.
 */
const COUNT_AGAIN = `
DELETE FROM sibling_lines;
DELETE FROM kind_counts;
INSERT INTO kind_counts (source, kind_id, count) SELECT f.source, e.kind_id, count(*)
  FROM events e JOIN (SELECT lineage, min(source) AS source FROM files GROUP BY lineage) f USING (lineage)
  WHERE e.flags & 1 GROUP BY f.source, e.kind_id;`;

/** Gives every number that a row refers to a row of its own, where damage took it. */
export function nameLost(db: Connection): void {
  db.transaction(() => {
    for (const sql of LOST_NAMES) db.exec(sql);
  }).immediate();
}

/** `onDisk`: lineages of which every recorded byte is still in a log. */
export function settle(db: Connection, tables: readonly SalvagedTable[], onDisk: readonly number[]): void {
  const damaged = new Set(tables.filter((table) => table.damaged).map(({ table }) => table));
  db.transaction(() => {
    db.exec(`CREATE TEMP TABLE on_disk (lineage INTEGER PRIMARY KEY)`);
    const put = db.prepare(`INSERT INTO on_disk (lineage) VALUES (?)`);
    for (const lineage of onDisk) put.run(lineage);
    db.exec(sortSessions(damaged.has('session_files') ? 'events' : 'session_files'));
    if (damaged.has('session_files')) db.exec(PLACE_LOST);
    if (onDisk.length > 0) db.exec(FORGET_TOLD);
    if (TABLES_OF_SESSIONS.some((table) => damaged.has(table))) db.exec(FIT_MIXED);
    recountMissing(db);
    db.exec(COUNT_AGAIN);
    dropDays(db);
    db.exec(`DROP TABLE temp.on_disk; DROP TABLE temp.told; DROP TABLE temp.mixed;`);
  }).immediate();
}
