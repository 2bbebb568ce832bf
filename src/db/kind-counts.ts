/** Counts of records by source and type, as deltas written once a transaction. */

import { getOrInsert } from '../domain/get-or-insert.ts';
import type { SourceId } from '../domain/source.ts';
import type { Connection } from './open.ts';

export function createKindCounts(db: Connection) {
  const put = db.prepare(
    `INSERT INTO kind_counts (source, kind_id, count) VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET count = count + excluded.count`,
  );
  /** Counts of each source by kind, a small number. */
  const deltas = new Map<SourceId, number[]>();
  let last: { source: SourceId; counts: number[] } | null = null;
  return {
    add(source: SourceId, kindId: number, count = 1): void {
      if (last?.source !== source) last = { source, counts: getOrInsert(deltas, source, () => []) };
      const { counts } = last;
      while (counts.length <= kindId) counts.push(0);
      counts[kindId] = (counts[kindId] as number) + count;
    },
    flush(): void {
      for (const [source, counts] of deltas)
        for (const [kindId, count] of counts.entries()) if (count !== 0) put.run(source, kindId, count);
      deltas.clear();
      last = null;
    },
  };
}
