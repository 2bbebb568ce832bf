/** What became of every line of every file: accepted, of a type not known, a copy, or rejected with a reason. */

import type { SkipReason } from '../../domain/event.ts';
import type { SourceId } from '../../domain/source.ts';
import type { FileReport } from '../../domain/source-report.ts';
import type { Connection } from '../open.ts';
import { prepared } from './prepared.ts';

interface Tally {
  readonly lineage: number;
  readonly accepted: number;
  readonly other: number;
}

/**
 * Live files by path. One scan over all records, so for a doctor and no screen. Files that share their content share its figures; `lines` counts
 * the lines of a log, and the records ever seen of a document.
 */
export function fileReports(db: Connection): FileReport[] {
  const tallies = new Map(
    (
      prepared(
        db,
        `SELECT e.lineage, count(*) AS accepted, count(*) FILTER (WHERE k.name LIKE 'other:%') AS other
           FROM events e JOIN kinds k USING (kind_id) GROUP BY e.lineage`,
      ).all() as Tally[]
    ).map((row) => [row.lineage, row]),
  );
  const skipped = new Map<number, Map<SkipReason, number>>();
  const reasons = prepared(
    db,
    `SELECT lineage, reason, count(*) AS count FROM skipped GROUP BY lineage, reason ORDER BY lineage, reason`,
  ).all() as { lineage: number; reason: SkipReason; count: number }[];
  for (const { lineage, reason, count } of reasons)
    skipped.set(lineage, (skipped.get(lineage) ?? new Map<SkipReason, number>()).set(reason, count));
  const files = prepared(
    db,
    `SELECT path, source, lineage, line_no + (tail_length > 0) AS lines FROM files WHERE state = 'live' ORDER BY path`,
  ).all() as { path: string; source: SourceId; lineage: number; lines: number }[];
  return files.map(({ path, source, lineage, lines }) => ({
    path,
    source,
    lines,
    accepted: tallies.get(lineage)?.accepted ?? 0,
    other: tallies.get(lineage)?.other ?? 0,
    skippedByReason: skipped.get(lineage) ?? new Map(),
  }));
}
