/** Records one line: its event row or its reason, and all that its facts change. */

import { isRejection, type ParsedRecord, type SessionRef, type SkipReason } from '../domain/event.ts';
import type { FileBatch, LocatedRecord } from '../domain/source.ts';
import type { Connection } from './open.ts';
import type { Claim } from './record-ids.ts';
import { COPIED, COUNTED, ROLES, roleOf, TIME_FROM_LOG } from './roles.ts';
import { bucketOf } from './rollups.ts';
import { applySpan } from './session-state.ts';
import type { SessionRow } from './sessions.ts';
import type { Stores } from './stores.ts';

/** Roles whose record says what the session does now. */
const NOW_ROLES = new Set<number>([ROLES.prompt, ROLES.reply, ROLES.toolCall, ROLES.error]);

/** What one commit recorded. */
export interface Tally {
  records: number;
  readonly skipped: Map<SkipReason, number>;
}

interface EventFacts {
  readonly session: SessionRow;
  readonly kindId: number;
  readonly role: number;
  readonly at: number | null;
  readonly taskRef: number | null;
}

export function createLineRecorder(db: Connection, stores: Stores, now: () => number) {
  const { sessions, rollups, kinds, kindCounts, tasks, facts, ids, checkpoints, mover } = stores;
  let last: { ref: SessionRef; session: SessionRow } | null = null;
  let tally: Tally = { records: 0, skipped: new Map() };

  const putEvent = db.prepare(
    `INSERT INTO events (lineage, offset, length, kind_id, role, session_key, at, task_ref, flags, uid_key)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT DO NOTHING`,
  );
  const storedEvent = db.prepare(
    `SELECT length, kind_id AS kindId, at, flags FROM events WHERE lineage = ? AND offset = ?`,
  );
  const isEvent = db.prepare(`SELECT 1 FROM events WHERE lineage = ? AND offset = ?`).pluck();
  const putSkipped = db.prepare(
    `INSERT INTO skipped (lineage, offset, line_no, length, reason) VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`,
  );
  const putTask = db.prepare(
    `INSERT INTO session_tasks (session_key, task_ref) VALUES (?, ?) ON CONFLICT DO NOTHING`,
  );

  const skip = (lineage: number, line: LocatedRecord, reason: SkipReason): boolean => {
    if (isEvent.get(lineage, line.offset) !== undefined) return false;
    if (putSkipped.run(lineage, line.offset, line.lineNo, line.length, reason).changes === 0) return false;
    tally.skipped.set(reason, (tally.skipped.get(reason) ?? 0) + 1);
    return true;
  };

  /** The session of a record. A line that speaks of an attempt from outside goes to the session that works on it, if one is known. */
  const sessionOf = (record: ParsedRecord, batch: FileBatch): SessionRow => {
    // A reader gives records of one session one and the same reference: no look-up for them.
    if (record.session === last?.ref && record.harness === last.session.harness && namesNothing(record))
      return last.session;
    const session = findSession(record, batch);
    last = record.session.id === session.session_id ? { ref: record.session, session } : null;
    return session;
  };

  const findSession = (record: ParsedRecord, batch: FileBatch): SessionRow => {
    const owner = isAboutAttempt(record) ? sessions.spokenOf(record.harness, record.session.id) : null;
    if (owner !== null) return owner;
    const session = sessions.of(record.harness, record.session, batch.source);
    const attemptId = attemptOf(record);
    if (attemptId !== null && attemptId !== record.session.id && session.attempt_id !== attemptId) {
      sessions.set(session, 'attempt_id', attemptId);
      mover.adoptAttempt(attemptId, session);
    }
    return session;
  };

  /** The batch reads again what holds rejected lines: a newer adapter may accept them. */
  let skippedAhead = false;
  const anySkipped = db.prepare(`SELECT 1 FROM skipped WHERE lineage = ? AND offset >= ? LIMIT 1`).pluck();
  const unskip = db.prepare(`DELETE FROM skipped WHERE lineage = ? AND offset = ?`);

  const insertEvent = (
    lineage: number,
    line: LocatedRecord,
    facts: EventFacts,
    flags: number,
    uidKey: number | null,
  ): boolean => {
    const { kindId, role, session, at, taskRef } = facts;
    return (
      putEvent.run(lineage, line.offset, line.length, kindId, role, session.key, at, taskRef, flags, uidKey)
        .changes === 1
    );
  };

  /** A line already recorded at this place. False: what stands there is another line, so the file left its lineage. */
  const isSameLine = (
    lineage: number,
    line: LocatedRecord,
    context: EventFacts,
    fromLog: boolean,
  ): boolean => {
    const stored = storedEvent.get(lineage, line.offset) as
      | { length: number; kindId: number; at: number | null; flags: number }
      | undefined;
    if (stored === undefined) return true;
    const timed = fromLog && (stored.flags & TIME_FROM_LOG) !== 0;
    return (
      stored.length === line.length && (timed ? stored.at === context.at : stored.kindId === context.kindId)
    );
  };

  /** Two ids may have one hash: a copy has the time or the length of what it copies. */
  const isCopyOf = ({ place }: Claim, line: LocatedRecord, at: number): boolean => {
    const stored = storedEvent.get(place.lineage, place.offset) as
      | { length: number; at: number | null }
      | undefined;
    return stored !== undefined && (stored.at === at || stored.length === line.length);
  };

  /** Records one line; returns the lineage to go on with. */
  const recordLine = (
    batch: FileBatch,
    lineage: number,
    line: LocatedRecord,
    live: boolean,
    divergedKey?: number | null,
  ): number => {
    const { result } = line;
    if (isRejection(result)) {
      skip(lineage, line, result.rejected);
      return lineage;
    }
    const session = sessionOf(result, batch);
    const at = result.at ?? Math.floor(batch.mtimeMs);
    const taskRef = result.taskId === null ? null : tasks.id(result.taskId, undefined);
    const context: EventFacts = {
      session,
      kindId: kinds.id(result.kind, undefined),
      role: roleOf(result.facts),
      at,
      taskRef,
    };
    const fromLog = result.timeSource === 'log';
    const flags = (fromLog ? TIME_FROM_LOG : 0) | (result.copied ? COPIED : 0);
    const place = { lineage, offset: line.offset, at, sessionKey: session.key };

    let uidKey = divergedKey ?? null;
    if (result.uidKey !== null && divergedKey === undefined) {
      const claim = ids.byUid(result.uidKey, lineage, line.offset);
      if (claim.kind === 'known') return lineage;
      if (claim.kind === 'new') uidKey = claim.key;
      else if (isCopyOf(claim, line, at)) {
        if (!skip(lineage, line, 'duplicate')) return lineage;
        facts.applyCopy({ record: result, session, place, taskRef });
        mover.claimCopy(result, session, claim.place);
        return lineage;
      }
    }
    if (result.sibling !== null && isEvent.get(lineage, line.offset) === undefined) {
      const claim = ids.bySibling(result.sibling, lineage, line.offset);
      uidKey ??= claim.key;
      if (claim.kind === 'copy') {
        insertEvent(lineage, line, context, flags, null);
        return lineage;
      }
    }
    if (!insertEvent(lineage, line, context, flags | COUNTED, uidKey)) {
      if (isSameLine(lineage, line, context, fromLog)) return lineage;
      return recordLine(batch, checkpoints.diverge(batch.fileId, lineage, line.offset), line, live, uidKey);
    }
    if (skippedAhead) unskip.run(lineage, line.offset);
    tally.records++;
    kindCounts.add(batch.source, context.kindId);
    count(session, result, place, taskRef, context.role, line, live);
    return lineage;
  };

  const count = (
    session: SessionRow,
    record: ParsedRecord,
    place: { lineage: number; offset: number; at: number; sessionKey: number },
    taskRef: number | null,
    role: number,
    line: LocatedRecord,
    live: boolean,
  ): void => {
    rollups.add(session.key, bucketOf(place.at), 0, 'events', 1);
    if (record.clampedFields > 0)
      rollups.add(session.key, bucketOf(place.at), 0, 'clamped_fields', record.clampedFields);
    sessions.placed(session, place.lineage, place.offset);
    applySpan(sessions, session, place.at, record.timeSource === 'log');
    if (live) sessions.set(session, 'grew_at', now());
    if (NOW_ROLES.has(role) && place.at >= (session.now_at ?? 0)) noteNow(session, place, line.length);
    if (taskRef !== null) putTask.run(session.key, taskRef);
    facts.apply({ record, session, place, taskRef });
  };

  const noteNow = (
    session: SessionRow,
    place: { lineage: number; offset: number; at: number },
    length: number,
  ): void => {
    session.now_lineage = place.lineage;
    session.now_offset = place.offset;
    session.now_length = length;
    session.now_at = place.at;
    sessions.touch(session);
  };

  return {
    /** Starts the count of a new commit. */
    begin(): Tally {
      last = null;
      tally = { records: 0, skipped: new Map() };
      return tally;
    },
    /** Before the lines of a batch. */
    enter(lineage: number, fromOffset: number): void {
      skippedAhead = anySkipped.get(lineage, fromOffset) !== undefined;
    },
    /** Records a line; returns the lineage to go on with (another one when the file's content left its own). */
    recordLine,
  };
}

/** Says nothing about which session or attempt it belongs to beyond its reference. */
function namesNothing(record: ParsedRecord): boolean {
  return record.facts.every(
    (fact) => fact.type !== 'session_info' && fact.type !== 'reported_total' && fact.type !== 'foreign_alert',
  );
}

function attemptOf(record: ParsedRecord): string | null {
  for (const fact of record.facts)
    if (fact.type === 'session_info' && fact.attemptId !== undefined) return fact.attemptId;
  return null;
}

/** A metrics or alert line: it speaks of an attempt from outside and has no session of its own. */
function isAboutAttempt(record: ParsedRecord): boolean {
  return record.facts.some((fact) => fact.type === 'reported_total' || fact.type === 'foreign_alert');
}
