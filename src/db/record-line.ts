/** Records one line: its event row or its reason, and all that its facts change. */

import { isRejection, type ParsedRecord, type SkipReason } from '../domain/event.ts';
import type { FileBatch, LocatedRecord, SourceId } from '../domain/source.ts';
import { createLostSessions } from './lost-sessions.ts';
import type { Connection } from './open.ts';
import type { Claim } from './record-ids.ts';
import type { EventFacts, Spot, Tally } from './record-parts.ts';
import { createPlainRecorder } from './record-plain.ts';
import { createSessionFinder } from './record-session.ts';
import { createReviser, type Version } from './revise.ts';
import { COPIED, COUNTED, ROLES, roleOf, TIME_FROM_LOG } from './roles.ts';
import { AT, bucketOf } from './rollups.ts';
import type { SessionRow } from './session-row.ts';
import { applySpan } from './session-state.ts';
import type { RecorderOptions, Stores } from './stores.ts';
import { createTwins } from './twins.ts';

/** Roles whose record says what the session does now. */
const NOW_ROLES = new Set<number>([ROLES.prompt, ROLES.reply, ROLES.toolCall, ROLES.error]);

/** Session key of records that are about no session. */
const NOBODY = 0;

export function createLineRecorder(
  db: Connection,
  stores: Stores,
  { now, usageKinds, rewritten }: Pick<RecorderOptions, 'now' | 'usageKinds' | 'rewritten'>,
) {
  const { sessions, rollups, kinds, kindCounts, tasks, facts, ids, events, checkpoints, mover } = stores;
  const revise = createReviser(db, stores);
  const finder = createSessionFinder(sessions, stores);
  const lost = createLostSessions(db, mover.absorb);
  const recordPlain = createPlainRecorder(stores, now);
  const twins = createTwins(db, events);
  let tally: Tally = { records: 0, skipped: new Map() };

  const putSkipped = db.prepare(
    `INSERT INTO skipped (lineage, offset, line_no, length, reason) VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`,
  );

  const skip = (lineage: number, line: LocatedRecord, reason: SkipReason): boolean => {
    if (events.isStored(lineage, line.offset)) return false;
    if (putSkipped.run(lineage, line.offset, line.lineNo, line.length, reason).changes === 0) return false;
    tally.skipped.set(reason, (tally.skipped.get(reason) ?? 0) + 1);
    return true;
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
    const { offset, length } = line;
    const sessionKey = session?.key ?? NOBODY;
    return events.insert(lineage, offset, length, kindId, role, sessionKey, at, taskRef, flags, uidKey);
  };

  /** A line already recorded at this place. False: what stands there is another line, so the file left its lineage. */
  const isSameLine = (
    lineage: number,
    line: LocatedRecord,
    context: EventFacts,
    fromLog: boolean,
  ): boolean => {
    const stored = events.stored(lineage, line.offset);
    if (stored === undefined) return true;
    const timed = fromLog && (stored.flags & TIME_FROM_LOG) !== 0;
    return (
      stored.length === line.length && (timed ? stored.at === context.at : stored.kindId === context.kindId)
    );
  };

  /** Two ids may have one hash: a copy has the time or the length of what it copies. */
  const isCopyOf = ({ place }: Claim, line: LocatedRecord, at: number): boolean => {
    const stored = events.stored(place.lineage, place.offset);
    return stored !== undefined && (stored.at === at || stored.length === line.length);
  };

  /** A record that is read again where it stood before: of a session that had lost its name, this is it. */
  const recognise = (
    { lineage, offset }: Claim['place'],
    line: LocatedRecord,
    record: ParsedRecord,
    session: SessionRow | null,
  ): void => {
    if (!lost.isAny() || session === null || record.copied || offset !== line.offset) return;
    events.flush();
    lost.recognise(lineage, offset, session);
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
    const session = finder.sessionOf(result, batch.source);
    const mayHaveTwin =
      session !== null && rewritten?.has(batch.source) === true && twins.areAny(session, lineage);
    const mayBePlain = session !== null && !skippedAhead && divergedKey === undefined && !mayHaveTwin;
    if (mayBePlain && recordPlain(batch, lineage, line, result, session, live)) {
      tally.records++;
      return lineage;
    }
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
    const place = { lineage, offset: line.offset, at, sessionKey: session?.key ?? NOBODY };
    const common = { source: batch.source, isDocument: batch.isDocument === true };
    if (batch.isDocument === true) {
      const version = { record: result, ...context, place };
      if (revise(batch, version, line, revision(line, live, batch.source))) return lineage;
    }

    let uidKey = divergedKey ?? null;
    // The ids that were in memory may have become too many.
    if (!ids.areInMemory()) events.flush();
    if (result.uidKey !== null && divergedKey === undefined) {
      const claim = ids.byUid(result.uidKey, lineage, line.offset);
      if (claim.kind !== 'new') recognise(claim.place, line, result, session);
      if (claim.kind === 'known') return lineage;
      if (claim.kind === 'new') uidKey = claim.key;
      else if (isCopyOf(claim, line, at)) {
        // A copy in a document may change: what it says now may be more than what the other holds.
        if (!skip(lineage, line, 'duplicate') && batch.isDocument !== true) return lineage;
        if (session === null) {
          // Written once more in one file: what was said between no longer holds.
          if (claim.place.lineage === lineage) facts.applyLoose(result, place, batch.source);
          return lineage;
        }
        facts.applyCopy({ record: result, session, place, taskRef, ...common, formerRole: null });
        mover.claimCopy(result, session, claim.place);
        return lineage;
      }
    }
    if (result.sibling !== null && !events.isStored(lineage, line.offset)) {
      const claim = ids.bySibling(result.sibling, lineage, line.offset);
      uidKey ??= claim.key;
      if (claim.kind === 'copy') {
        recognise(claim.place, line, result, session);
        insertEvent(lineage, line, context, flags, null);
        return lineage;
      }
    }
    if (mayHaveTwin && fromLog && !events.isStored(lineage, line.offset)) {
      const twin = twins.find(session, lineage, { ...context, at });
      if (twin !== null) {
        sessions.placed(session, lineage, line.offset);
        insertEvent(lineage, line, context, twins.replaces(twin) ? flags | COUNTED : flags, null);
        return lineage;
      }
    }
    if (!insertEvent(lineage, line, context, flags | COUNTED, uidKey)) {
      recognise(place, line, result, session);
      if (isSameLine(lineage, line, context, fromLog)) return lineage;
      return recordLine(batch, checkpoints.diverge(batch.fileId, lineage, line.offset), line, live, uidKey);
    }
    if (skippedAhead) unskip.run(lineage, line.offset);
    tally.records++;
    kindCounts.add(batch.source, context.kindId);
    rollups.addAt(place.sessionKey, bucketOf(at), 0, AT.events, 1);
    if (result.clampedFields > 0)
      rollups.add(place.sessionKey, bucketOf(at), 0, 'clamped_fields', result.clampedFields);
    if (session === null) facts.applyLoose(result, place, batch.source);
    else {
      sessions.placed(session, lineage, line.offset);
      notice(session, result, place, context, line, live, batch.source);
      facts.apply({ record: result, session, place, taskRef, ...common, formerRole: null });
    }
    return lineage;
  };

  /** What any sight of a record tells of its session: its span, growth, what it does now, its task. */
  const notice = (
    session: SessionRow,
    record: ParsedRecord,
    place: Spot,
    { role, taskRef }: Pick<EventFacts, 'role' | 'taskRef'>,
    line: LocatedRecord,
    live: boolean,
    source: SourceId,
  ): void => {
    applySpan(sessions, session, place.at, record.timeSource === 'log');
    if (live) sessions.set(session, 'grew_at', now());
    if (taskRef !== null) sessions.worksOn(session, taskRef, place.at, source);
    if (!NOW_ROLES.has(role) || usageKinds.has(record.kind) || place.at < (session.now_at ?? 0)) return;
    session.now_lineage = place.lineage;
    session.now_offset = place.offset;
    session.now_length = line.length;
    session.now_at = place.at;
    sessions.touch(session);
  };

  const revision = (line: LocatedRecord, live: boolean, source: SourceId) => ({
    notice: (session: SessionRow, version: Version) =>
      notice(session, version.record, version.place, version, line, live, source),
    isCopyOf,
    skipCopy: (lineage: number, copy: LocatedRecord) => {
      skip(lineage, copy, 'duplicate');
    },
  });

  return {
    /** Starts the count of a new commit. */
    begin(): Tally {
      finder.forget();
      twins.forget();
      tally = { records: 0, skipped: new Map() };
      return tally;
    },
    /** Before the lines of a batch. */
    enter(lineage: number, fromOffset: number): void {
      skippedAhead = anySkipped.get(lineage, fromOffset) !== undefined;
      events.enter(lineage, fromOffset, ids.areInMemory());
    },
    /** Behind them: nothing of the batch is left to be written but what the stores hold. */
    leave: () => events.flush(),
    /** Records a line; returns the lineage to go on with (another one when the file's content left its own). */
    recordLine,
  };
}
