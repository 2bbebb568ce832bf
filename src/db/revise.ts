/** Takes in a newer version of a record that a document or database holds: counted once, its facts brought up to date. */

import type { ParsedRecord } from '../domain/event.ts';
import type { FileBatch, LocatedRecord } from '../domain/source.ts';
import type { Connection } from './open.ts';
import type { Claim } from './record-ids.ts';
import { bucketOf } from './rollups.ts';
import type { SessionRow } from './session-row.ts';
import type { Stores } from './stores.ts';

/** What the newer version is. */
export interface Version {
  readonly record: ParsedRecord;
  readonly session: SessionRow | null;
  readonly kindId: number;
  readonly role: number;
  readonly taskRef: number | null;
  readonly place: {
    readonly lineage: number;
    readonly offset: number;
    readonly at: number;
    readonly sessionKey: number;
  };
}

interface Stored {
  readonly role: number;
  readonly kindId: number;
  readonly uidKey: number | null;
  readonly at: number | null;
  readonly sessionKey: number;
}

interface Helpers {
  /** What any sight of a record tells of its session. */
  readonly notice: (session: SessionRow, version: Version) => void;
  readonly isCopyOf: (claim: Claim, line: LocatedRecord, at: number) => boolean;
  /** Keeps the place as a line that was not accepted. */
  readonly skipCopy: (lineage: number, line: LocatedRecord) => void;
}

export function createReviser(db: Connection, stores: Stores) {
  const { facts, ids, kindCounts, rollups } = stores;
  const find = db.prepare(
    `SELECT role, kind_id AS kindId, uid_key AS uidKey, at, session_key AS sessionKey FROM events WHERE lineage = ? AND offset = ?`,
  );
  const change = db.prepare(
    `UPDATE events SET length = ?, kind_id = ?, role = ?, task_ref = coalesce(?, task_ref), uid_key = ? WHERE lineage = ? AND offset = ?`,
  );
  const remove = db.prepare(`DELETE FROM events WHERE lineage = ? AND offset = ?`);

  /** The record has become what another file holds too: that one counts. */
  const withdraw = (
    batch: FileBatch,
    { place: { lineage, offset } }: Version,
    { kindId, at, sessionKey }: Stored,
  ): void => {
    remove.run(lineage, offset);
    kindCounts.add(batch.source, kindId, -1);
    rollups.add(sessionKey, bucketOf(at), 0, 'events', -1);
  };

  return (batch: FileBatch, version: Version, line: LocatedRecord, helpers: Helpers): boolean => {
    const { record, session, kindId, role, taskRef, place } = version;
    const { lineage, offset } = place;
    const stored = find.get(lineage, offset) as Stored | undefined;
    if (stored === undefined) return false;
    // Known by what it says, as its siblings are: it is the same again, and some of its facts have no keys to be known by.
    if (record.sibling !== null) return true;
    let { uidKey } = stored;
    const isRenamed = record.uidKey !== null && record.uidKey !== uidKey;
    const claim = isRenamed ? ids.byUid(record.uidKey as number, lineage, offset) : null;
    if (claim !== null && claim.kind !== 'copy') uidKey = claim.key;
    if (claim?.kind === 'copy' && helpers.isCopyOf(claim, line, place.at)) {
      withdraw(batch, version, stored);
      helpers.skipCopy(lineage, line);
    } else {
      change.run(line.length, kindId, role, taskRef, uidKey, lineage, offset);
      if (kindId !== stored.kindId) {
        kindCounts.add(batch.source, stored.kindId, -1);
        kindCounts.add(batch.source, kindId, 1);
      }
    }
    if (session === null) facts.applyLoose(record, place, batch.source);
    else {
      helpers.notice(session, version);
      facts.apply({
        record,
        session,
        place,
        taskRef,
        source: batch.source,
        isDocument: true,
        formerRole: stored.role,
      });
    }
    return true;
  };
}
