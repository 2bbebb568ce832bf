/** Records lines that say nothing but that they are there, or that something goes on: three of four of a rollout, half of a transcript. */

import type { ParsedRecord } from '../domain/event.ts';
import type { FileBatch, LocatedRecord } from '../domain/source.ts';
import { COPIED, COUNTED, ROLES, TIME_FROM_LOG } from './roles.ts';
import { AT, bucketOf } from './rollups.ts';
import type { SessionRow } from './session-row.ts';
import { applySpan } from './session-state.ts';
import type { Stores } from './stores.ts';

export function createPlainRecorder(stores: Stores, now: () => number) {
  const { sessions, rollups, kinds, kindCounts, facts, events, ids } = stores;
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
    const { uidKey } = record;
    // Asking twice for a copy says the same twice.
    if (uidKey !== null && (!ids.areInMemory() || ids.byUid(uidKey, lineage, line.offset).kind !== 'new'))
      return false;
    const isProgress = record.facts.length > 0;
    const role = isProgress ? ROLES.progress : ROLES.other;
    const at = record.at ?? Math.floor(batch.mtimeMs);
    const fromLog = record.timeSource === 'log';
    const kindId = kinds.id(record.kind, undefined);
    const flags = (fromLog ? TIME_FROM_LOG : 0) | (record.copied ? COPIED : 0) | COUNTED;
    events.insert(lineage, line.offset, line.length, kindId, role, session.key, at, null, flags, uidKey);
    kindCounts.add(batch.source, kindId);
    rollups.addAt(session.key, bucketOf(at), 0, AT.events, 1);
    sessions.placed(session, lineage, line.offset);
    applySpan(sessions, session, at, fromLog);
    if (live) sessions.set(session, 'grew_at', now());
    facts.settle();
    if (isProgress) facts.goesOn(session, at);
    return true;
  };
}

/** Without facts but that of progress, and known by nothing but its place and its own id. */
function isPlain(record: ParsedRecord): boolean {
  const { facts } = record;
  return (
    (facts.length === 0 || (facts.length === 1 && facts[0]?.type === 'progress')) &&
    record.sibling === null &&
    record.taskId === null &&
    record.clampedFields === 0
  );
}
