/** Moves what was counted for one session to another: copies that turn out to be the original, attempts that find their session. */

import type { ParsedRecord } from '../domain/event.ts';
import type { Attempts } from './attempts.ts';
import type { Calls } from './calls.ts';
import { isLostName } from './lost-sessions.ts';
import { FIRST_USES } from './notes.ts';
import type { Connection } from './open.ts';
import type { Place } from './place-map.ts';
import type { Places } from './places.ts';
import { COPIED } from './roles.ts';
import { bucketOf, type Rollups, SUMS, type Sum } from './rollups.ts';
import type { SessionRow } from './session-row.ts';
import type { Sessions } from './sessions.ts';
import type { Tools } from './tools.ts';

export type Mover = ReturnType<typeof createMover>;

export function createMover(
  db: Connection,
  sessions: Sessions,
  rollups: Rollups,
  tools: Tools,
  attempts: Attempts,
  calls: Calls,
  places: Places,
) {
  const findEvent = db.prepare(
    `SELECT session_key AS sessionKey, at, flags FROM events WHERE lineage = ? AND offset = ?`,
  );
  const moveEvent = db.prepare(
    `UPDATE events SET session_key = ?, flags = ? WHERE lineage = ? AND offset = ?`,
  );
  const moveErrors = db.prepare(`UPDATE errors SET session_key = ? WHERE lineage = ? AND offset = ?`);
  const spanOf = db.prepare(
    `SELECT min(e.at) AS first, max(e.at) AS last FROM session_files f JOIN events e ON e.lineage = f.lineage AND e.offset BETWEEN f.first_offset AND f.last_offset
     WHERE f.session_key = ? AND e.session_key = f.session_key`,
  );
  const fallback = db
    .prepare(`SELECT session_key FROM sessions WHERE session_id = ? AND now_at IS NULL AND turn_at IS NULL`)
    .pluck();
  const sums = SUMS.map((name) => `${name} = ${name} + excluded.${name}`).join(', ');
  const absorb = [
    `UPDATE events SET session_key = @to WHERE session_key = @from AND lineage IN (SELECT lineage FROM session_files WHERE session_key = @from)`,
    `UPDATE errors SET session_key = @to WHERE session_key = @from`,
    `UPDATE tool_calls SET session_key = @to WHERE session_key = @from`,
    `UPDATE model_calls SET session_key = @to WHERE session_key = @from`,
    `UPDATE alerts SET session_key = @to WHERE session_key = @from`,
    `INSERT INTO session_tasks (session_key, task_ref, first_at, last_at, source)
       SELECT @to, task_ref, first_at, last_at, source FROM session_tasks WHERE session_key = @from
     ON CONFLICT DO UPDATE SET first_at = min(coalesce(first_at, excluded.first_at), coalesce(excluded.first_at, first_at)),
       last_at = max(coalesce(last_at, excluded.last_at), coalesce(excluded.last_at, last_at)),
       source = max(coalesce(source, excluded.source), coalesce(excluded.source, source))`,
    `DELETE FROM session_tasks WHERE session_key = @from`,
    `INSERT INTO evidence SELECT @to, rung, status, reason, at, seen_at FROM evidence WHERE session_key = @from ON CONFLICT DO NOTHING`,
    `DELETE FROM evidence WHERE session_key = @from`,
    ...Object.entries(FIRST_USES).flatMap(([table, used]) => [
      `INSERT INTO ${table} SELECT @to, ${used}, first_at FROM ${table} WHERE session_key = @from
       ON CONFLICT DO UPDATE SET first_at = min(coalesce(first_at, excluded.first_at), coalesce(excluded.first_at, first_at))`,
      `DELETE FROM ${table} WHERE session_key = @from`,
    ]),
    `INSERT INTO session_files SELECT @to, lineage, first_offset, last_offset FROM session_files WHERE session_key = @from
     ON CONFLICT DO UPDATE SET first_offset = min(first_offset, excluded.first_offset), last_offset = max(last_offset, excluded.last_offset)`,
    `DELETE FROM session_files WHERE session_key = @from`,
    `INSERT INTO rollups SELECT @to, bucket, model_id, ${SUMS.join(', ')} FROM rollups WHERE session_key = @from
     ON CONFLICT DO UPDATE SET ${sums}`,
    `DELETE FROM rollups WHERE session_key = @from`,
    `DELETE FROM sessions WHERE session_key = @from`,
  ].map((sql) => db.prepare(sql));

  /** Sums that a record itself (not its model calls) contributed. */
  const shift = (record: ParsedRecord, toolCalls: number, bucket: number, from: number, to: number): void => {
    const own: [Sum, number][] = [
      ['events', 1],
      ['tool_calls', toolCalls],
      ['clamped_fields', record.clampedFields],
    ];
    for (const fact of record.facts) {
      if (fact.type === 'tool_result' && fact.isError) own.push(['tool_errors', 1], ['errors', 1]);
      if (fact.type === 'error') own.push(['errors', 1]);
      if (fact.type === 'compaction') own.push(['compactions', 1]);
    }
    for (const [name, value] of own) {
      rollups.add(from, bucket, 0, name, -value);
      rollups.add(to, bucket, 0, name, value);
    }
  };

  const fitSpan = (session: SessionRow): void => {
    sessions.flush();
    const span = spanOf.get(session.key) as { first: number | null; last: number | null };
    sessions.set(session, 'first_at', span.first);
    sessions.set(session, 'last_at', span.last);
  };

  /** All that is one session's becomes another's. */
  const absorbSession = (key: number, session: SessionRow): void => {
    const from = sessions.byKey(key);
    tools.forgetOpen();
    calls.flush();
    attempts.flush();
    attempts.move(from.key, session.key);
    sessions.flush();
    rollups.flush();
    places.absorb(from.key, session.key);
    for (const statement of absorb) statement.run({ from: from.key, to: session.key });
    sessions.forget(from);
    for (const column of ENDINGS)
      if (session[column] === null && from[column] !== null)
        sessions.set(session, column, from[column] as never);
    if (from.first_at !== null && (session.first_at === null || from.first_at < session.first_at))
      sessions.set(session, 'first_at', from.first_at);
    if (from.last_at !== null && (session.last_at === null || from.last_at > session.last_at))
      sessions.set(session, 'last_at', from.last_at);
  };

  return {
    /**
     * A copy names another session than the record that was seen first. The session is the same whatever order the files are
     * read in: a row that says it was copied loses, then the smaller session id wins.
     */
    claimCopy(record: ParsedRecord, session: SessionRow, claim: Place): void {
      const event = findEvent.get(claim.lineage, claim.offset) as
        | { sessionKey: number; at: number | null; flags: number }
        | undefined;
      if (event === undefined) return;
      if (event.sessionKey === session.key) {
        if (!record.copied) moveEvent.run(session.key, event.flags & ~COPIED, claim.lineage, claim.offset);
        return;
      }
      const owner = sessions.byKey(event.sessionKey);
      const stored = { copied: (event.flags & COPIED) !== 0, id: owner.session_id };
      const isNamed = !isLostName(stored.id);
      const wins = stored.copied === record.copied ? session.session_id < stored.id : stored.copied;
      if (isNamed && !wins) return;
      moveEvent.run(
        session.key,
        record.copied ? event.flags : event.flags & ~COPIED,
        claim.lineage,
        claim.offset,
      );
      moveErrors.run(session.key, claim.lineage, claim.offset);
      const toolCalls = tools.move(
        { lineage: claim.lineage, offset: claim.offset, at: event.at, sessionKey: owner.key },
        session.key,
      );
      shift(record, toolCalls, bucketOf(event.at), owner.key, session.key);
      sessions.placed(session, claim.lineage, claim.offset);
      fitSpan(owner);
      fitSpan(session);
    },
    /** A session says that it works on an attempt; records that named only the attempt become its own. */
    adoptAttempt(attemptId: string, session: SessionRow): void {
      sessions.flush();
      const key = fallback.get(attemptId) as number | undefined;
      if (key !== undefined && key !== session.key) absorbSession(key, session);
    },
    /** A session whose name was lost turns out to be this one. */
    absorb: absorbSession,
  };
}

const ENDINGS = [
  ...(['end_status', 'end_at', 'duration_ms', 'reported_cost', 'reported_at'] as const),
  ...(['lines_added', 'lines_deleted', 'files_modified', 'commits'] as const),
] as const;
