/** One row a source: what was read, and whether that is all there is. */

import fs from 'node:fs';
import type { Connection } from '../db/open.ts';
import { type SourceFigures, sources } from '../db/queries/sources.ts';
import type { SourceProblem, SourceRoot } from '../domain/source.ts';
import type { SourceReport } from '../domain/source-report.ts';
import { isInside } from '../ingest/open-file.ts';
import { adapterOf } from '../ingest/sources/registry.ts';
import { notLogged } from '../metrics/parity.ts';

/** `problems`: places that could not be read just now, as far as somebody looked. */
export function sourceReports(
  db: Connection,
  roots: readonly SourceRoot[],
  problems: readonly SourceProblem[],
): SourceReport[] {
  const read = new Map(sources(db).map((row) => [row.source, row]));
  const ids = [...new Set([...roots.map((root) => root.source), ...read.keys()])];
  const isAnythingRead = [...read.values()].some(({ files }) => files > 0);
  return ids.map((source): SourceReport => {
    const figures = read.get(source);
    const paths = roots.filter((root) => root.source === source).map((root) => root.path);
    const present = paths.filter((path) => fs.existsSync(path));
    // Whose log it is that cannot be read, nobody knows: it is held against a source only where it may have been all there was.
    const unread = problems.filter((problem) =>
      problem.source === null
        ? ((figures?.files ?? 0) > 0 || !isAnythingRead) && paths.some((path) => isInside(problem.path, path))
        : problem.source === source,
    ).length;
    return {
      source,
      path: (present.length > 0 ? present : paths).join(', '),
      files: figures?.files ?? 0,
      bytes: figures?.bytes ?? 0,
      records: figures?.records ?? 0,
      skippedByReason: figures?.skippedByReason ?? new Map(),
      otherTypes: figures?.otherTypes ?? new Map(),
      lastReadAt: figures?.lastReadAt ?? null,
      state: stateOf(figures, paths.length > 0 && present.length === 0, unread),
      notLogged: notLogged(adapterOf(source).yields),
      note: noteOf(figures?.gaps ?? 0, unread),
    };
  });
}

function stateOf(
  figures: SourceFigures | undefined,
  isMissing: boolean,
  unread: number,
): SourceReport['state'] {
  const { files = 0, gaps = 0 } = figures ?? {};
  if (unread > 0 && files === 0) return 'unreadable';
  if (unread > 0 || gaps > 0) return 'partial';
  if (isMissing) return 'missing';
  return files === 0 ? 'empty' : 'ok';
}

function noteOf(gaps: number, unread: number): string | null {
  const notes = [
    ...(unread > 0 ? [`${unread} place(s) could not be read`] : []),
    ...(gaps > 0 ? [`${gaps} file(s) were cut before their last bytes were read`] : []),
  ];
  return notes.length === 0 ? null : notes.join('; ');
}
