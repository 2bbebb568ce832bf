/** Counts of records by source and type, as deltas written once a transaction. */

import { getOrInsert } from '../domain/get-or-insert.ts';
import type { SourceId } from '../domain/source.ts';
import type { Connection } from './open.ts';

export function createKindCounts(db: Connection) {
  const put = db.prepare(
    `INSERT INTO kind_counts (source, kind_id, count) VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET count = count + excluded.count`,
  );
  const deltas = new Map<SourceId, Map<number, number>>();
  return {
    add(source: SourceId, kindId: number, count = 1): void {
      const own = getOrInsert(deltas, source, () => new Map<number, number>());
      own.set(kindId, (own.get(kindId) ?? 0) + count);
    },
    flush(): void {
      for (const [source, kinds] of deltas)
        for (const [kindId, count] of kinds) put.run(source, kindId, count);
      deltas.clear();
    },
  };
}
