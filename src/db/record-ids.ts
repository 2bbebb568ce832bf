/** Joins copies of a record: by the id its format gives it, or by content among sibling files (DATA.md 2 and 3). */

import type { ParsedRecord } from '../domain/event.ts';
import { hash53 } from '../domain/hash.ts';
import type { Connection } from './open.ts';
import { type Place, PlaceMap } from './place-map.ts';

/** A first read of an archive keeps ids in memory up to here (about 100 MB) and builds their index once, at its end. */
const BULK_LIMIT = 2_500_000;
const INDEX = `CREATE INDEX IF NOT EXISTS events_by_uid ON events (uid_key) WHERE uid_key IS NOT NULL`;

export interface Claim {
  /** new: first sight, to be stored under `key`. known: this very place again. copy: the record stands at `place` already. */
  readonly kind: 'new' | 'known' | 'copy';
  readonly key: number;
  readonly place: Place;
}

export function createRecordIds(db: Connection) {
  db.exec(INDEX);
  const inIndex = () => db.prepare(`SELECT lineage, offset FROM events WHERE uid_key = ?`);
  let find = inIndex();
  let bulk: PlaceMap | null = null;
  const count = db
    .prepare(
      `INSERT INTO sibling_lines (scope_key, content_key, role, count) VALUES (?, ?, ?, 1)
       ON CONFLICT DO UPDATE SET count = count + 1 RETURNING count`,
    )
    .pluck();

  const claim = (key: number, lineage: number, offset: number): Claim => {
    const place = bulk === null ? (find.get(key) as Place | undefined) : bulk.get(key);
    if (place === null || place === undefined) {
      if (bulk !== null && (!bulk.set(key, lineage, offset) || bulk.size >= BULK_LIMIT)) endBulk();
      return { kind: 'new', key, place: { lineage, offset } };
    }
    const same = place.lineage === lineage && place.offset === offset;
    return { kind: same ? 'known' : 'copy', key, place };
  };

  const endBulk = (): void => {
    if (bulk === null) return;
    bulk = null;
    db.exec(INDEX);
    find = inIndex();
  };

  return {
    /** Ids are found without looking at the rows of the records. */
    areInMemory: () => bulk !== null,
    /** Claims a record by its own id. */
    byUid: (uidKey: number, lineage: number, offset: number): Claim => claim(uidKey, lineage, offset),
    /** Claims the n-th equal line of a role; the same n in another role is the same event. */
    bySibling(sibling: NonNullable<ParsedRecord['sibling']>, lineage: number, offset: number): Claim {
      const scope = hash53(sibling.scope);
      const n = count.get(scope, sibling.contentKey, sibling.role) as number;
      return claim(hash53(`${scope}:${sibling.contentKey}:${n}`, 3), lineage, offset);
    },
    /** Before a first read of much: nothing is indexed until `endBulk`. Only for a database whose ids fit in memory. */
    beginBulk(): void {
      const held = db.prepare(`SELECT count(*) FROM events`).pluck().get() as number;
      if (bulk !== null || held >= BULK_LIMIT / 2) return;
      bulk = new PlaceMap();
      const stored = db
        .prepare(`SELECT uid_key, lineage, offset FROM events WHERE uid_key IS NOT NULL`)
        .raw();
      for (const [key, lineage, offset] of stored.iterate() as IterableIterator<[number, number, number]>)
        if (!bulk.set(key, lineage, offset)) {
          bulk = null;
          return;
        }
      db.exec(`DROP INDEX events_by_uid`);
    },
    endBulk,
  };
}
