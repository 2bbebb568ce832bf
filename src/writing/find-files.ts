/** Which files there are to read, and which of them have something new. */

import type { FileRegistry, SourceProblem, SourceRoot } from '../domain/source.ts';
import { type Discovery, discover } from '../ingest/discover.ts';
import { isUnchanged } from '../ingest/identity.ts';
import { Recogniser } from '../ingest/recognise.ts';
import { ADAPTERS } from '../ingest/sources/registry.ts';

export type FoundFile = Extract<Discovery, { kind: 'file' }>;

export interface Findings {
  /** Newest first: what is live is on the screen at once. */
  readonly files: readonly FoundFile[];
  readonly problems: readonly SourceProblem[];
}

/** Looks through the roots; content verdicts are remembered between looks. */
export function createFinder(roots: readonly SourceRoot[]): () => Findings {
  const adapters = ADAPTERS.filter((adapter) => roots.some((root) => root.source === adapter.id));
  const recogniser = new Recogniser(adapters);
  const places = withoutRepeats(roots);
  return () => {
    const files: FoundFile[] = [];
    const problems = new Map<string, SourceProblem>();
    for (const found of discover(places, adapters, recogniser)) {
      if (found.kind === 'file') files.push(found);
      if (found.kind === 'problem') problems.set(found.problem.path, found.problem);
    }
    files.sort((a, b) => b.file.mtimeMs - a.file.mtimeMs || (a.file.path < b.file.path ? -1 : 1));
    return { files, problems: [...problems.values()] };
  };
}

/** A named folder stands once for each source that may be in it; content decides, so it is walked once, unless the user said what it holds. */
function withoutRepeats(roots: readonly SourceRoot[]): SourceRoot[] {
  const named = new Set<string>();
  return roots.filter(
    (root) => !root.explicit || root.forced === true || (!named.has(root.path) && named.add(root.path)),
  );
}

/** Files that are not as they were when they were last read to their end: by stat alone, nothing is opened. */
export function changedFiles(registry: FileRegistry, files: readonly FoundFile[]): FoundFile[] {
  const rows = new Map(registry.liveFiles().map((row) => [`${row.dev}:${row.ino}`, row]));
  return files.filter(({ file }) => {
    const row = rows.get(`${file.dev}:${file.ino}`);
    return row === undefined || row.source !== file.source || !isUnchanged(row, file);
  });
}

/** Bytes that are still to be read of these files, as far as stats tell. */
export function pendingBytes(registry: FileRegistry, files: readonly FoundFile[]): number {
  const offsets = new Map(registry.liveFiles().map((row) => [`${row.dev}:${row.ino}`, row.offset]));
  return files.reduce((sum, { file }) => {
    const offset = offsets.get(`${file.dev}:${file.ino}`) ?? 0;
    return sum + (file.size >= offset ? file.size - offset : file.size);
  }, 0);
}
