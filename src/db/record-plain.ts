/** Records lines that say nothing but that they are there: three of four lines of a rollout. */

import type { ParsedRecord } from '../domain/event.ts';
import type { FileBatch, LocatedRecord } from '../domain/source.ts';
import { COPIED, COUNTED, ROLES, TIME_FROM_LOG } from './roles.ts';
import { AT, bucketOf } from './rollups.ts';
import type { SessionRow } from './session-row.ts';
import { applySpan } from './session-state.ts';
import type { Stores } from './stores.ts';

export function createPlainRecorder(stores: Stores, now: () => number) {
  const { sessions, rollups, kinds, kindCounts, facts, events } = stores;
  /** False: the line is not plain, or may meet one that is stored; nothing was done. */
  return (
    batch: FileBatch,
    lineage: number,
    line: LocatedRecord,
    record: ParsedRecord,
    session: SessionRow,
    live: boolean,
  ): boolean => {
    if (!isPlain(record) || batch.isDocument === true || !events.isAppending) return false;
    const at = record.at ?? Math.floor(batch.mtimeMs);
    const fromLog = record.timeSource === 'log';
    const kindId = kinds.id(record.kind, undefined);
    const flags = (fromLog ? TIME_FROM_LOG : 0) | (record.copied ? COPIED : 0) | COUNTED;
    events.insert(lineage, line.offset, line.length, kindId, ROLES.other, session.key, at, null, flags, null);
    kindCounts.add(batch.source, kindId);
    rollups.addAt(session.key, bucketOf(at), 0, AT.events, 1);
    sessions.placed(session, lineage, line.offset);
    applySpan(sessions, session, at, fromLog);
    if (live) sessions.set(session, 'grew_at', now());
    facts.settle();
    return true;
  };
}

/** Without facts, and known by nothing but its place. */
function isPlain(record: ParsedRecord): boolean {
  return (
    record.facts.length === 0 &&
    record.uidKey === null &&
    record.sibling === null &&
    record.taskId === null &&
    record.clampedFields === 0
  );
}
