/** The log files as they were last seen, and which of them an event named since. */

import fs from 'node:fs';
import { statLog, watchedPaths } from '../ingest/log-stats.ts';
import type { FoundFile } from './find-files.ts';

/** Files that changed so recently are looked at by every sweep. */
const RECENT_MS = 10 * 60_000;

export class KnownFiles {
  #files = new Map<string, FoundFile>();
  /** Those that were recent when they were last asked for: no other becomes so without being seen anew. null = look at all. */
  #lately: Map<string, FoundFile> | null = null;
  readonly #dirty = new Set<string>();
  /** Something that is not known changed: all roots are to be walked again. */
  isLookDue = false;

  get size(): number {
    return this.#files.size;
  }

  get isAnythingDue(): boolean {
    return this.isLookDue || this.#dirty.size > 0;
  }

  /** All that a walk over the roots found. */
  replace(files: readonly FoundFile[]): void {
    this.#files = new Map(files.map((found) => [found.file.path, found]));
    this.#lately = null;
  }

  /** An event named this path; null = somewhere. */
  noteChange(path: string | null): void {
    if (path === null || !this.#files.has(path)) this.isLookDue = true;
    else this.#dirty.add(path);
  }

  /** Paths that changed in the last ten minutes, the most recent first. */
  recent(nowMs: number): string[] {
    const lately = [...(this.#lately ?? this.#files)].filter(
      ([, { file }]) => file.mtimeMs >= nowMs - RECENT_MS,
    );
    this.#lately = new Map(lately);
    return [...this.#lately.values()]
      .sort((a, b) => b.file.mtimeMs - a.file.mtimeMs)
      .flatMap(({ file }) => watchedPaths(file.path));
  }

  /** Takes the files that events named, as they are now; one that is gone makes a look due. */
  takeDirty(): FoundFile[] {
    const paths = [...this.#dirty];
    this.#dirty.clear();
    return paths.flatMap((path) => this.#restat(path));
  }

  #restat(path: string): FoundFile[] {
    const known = this.#files.get(path);
    const stats = fs.statSync(path, { throwIfNoEntry: false });
    if (known === undefined || stats === undefined || !stats.isFile()) {
      this.isLookDue = true;
      return [];
    }
    const found = { ...known, file: { ...known.file, ...statLog(path, stats) } };
    this.#files.set(path, found);
    this.#lately?.set(path, found);
    return [found];
  }
}
