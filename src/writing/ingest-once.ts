/** Reads everything that is new, once: as the writer, or by waiting for the one that is. */

import { availableParallelism } from 'node:os';
import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises';
import type { SourceId } from '../domain/source.ts';
import { changedFiles, createFinder, type FoundFile, pendingBytes } from './find-files.ts';
import type { IngestSummary, MonitorOptions } from './options.ts';
import { isDocument, newTally, readFiles } from './read-files.ts';
import { openDoor, type Writer } from './writer.ts';

/** How long to wait for another writer to have read what we saw (DATA.md 7). */
const WAIT_MS = 10_000;
const POLL_MS = 50;
/** A file that keeps changing while it is read is looked at so often. */
const PASSES = 3;
/**
 * The writer has a core to itself. One parse worker is as fast as it, so that a second one pays only where there is a third core:
 * on two it takes 5 % more processor time (each thread compiles the same code) and 30 MB.
 */
const WORKERS = Math.max(1, Math.min(2, availableParallelism() - 1));

/** Throws UserError 5, 6, 7 when the database cannot be used. */
export async function ingestOnce(options: MonitorOptions): Promise<IngestSummary> {
  const startedAt = performance.now();
  const find = createFinder(options.roots);
  const found = find();
  const door = openDoor(options);
  try {
    const stale = new Set<SourceId>();
    const tally = newTally();
    let missing: readonly FoundFile[] = found.files;
    const deadline = performance.now() + WAIT_MS;
    for (;;) {
      const writer = door.tryEnter();
      if (writer !== null) {
        try {
          Object.assign(tally, await readAsWriter(writer, found.files, options));
        } finally {
          writer.close();
        }
        break;
      }
      const sizes = door.readSizes();
      missing = missing.filter((found) => isBehind(found, sizes));
      if (missing.length === 0 && !door.isRepricing()) break;
      if (performance.now() > deadline) {
        for (const { file } of missing) stale.add(file.source);
        break;
      }
      await sleep(POLL_MS);
    }
    const { files, bytes, records, skipped, duplicates } = tally;
    const problems = [...found.problems, ...tally.problems];
    const unreadable = new Set(tally.problems.map((problem) => problem.path));
    return {
      ...{ files, bytes, records, skipped, duplicates, problems },
      readableFiles: found.files.filter(({ file }) => !unreadable.has(file.path)).length,
      staleSources: [...stale],
      durationMs: Math.round(performance.now() - startedAt),
    };
  } finally {
    door.close();
  }
}

/** Has the writer not read all that we saw? A document that nobody could read yet may never be readable: it is not waited for. */
function isBehind(found: FoundFile, sizes: ReadonlyMap<string, number>): boolean {
  const { dev, ino, size } = found.file;
  const read = sizes.get(`${dev}:${ino}`) ?? 0;
  return read < size && (read > 0 || !isDocument(found));
}

async function readAsWriter(writer: Writer, all: readonly FoundFile[], options: MonitorOptions) {
  const total = newTally();
  if (options.rescan === true) writer.readAgain();
  const heartbeat = setInterval(() => writer.tick(false), 1_000);
  try {
    let files: readonly FoundFile[] = changedFiles(writer.registry, all);
    for (let pass = 0; pass < PASSES && files.length > 0; pass++) {
      const { again, problems, ...sums } = await readFiles(writer, files, {
        live: false,
        workers: WORKERS,
        nowMs: () => options.fixedNow ?? Date.now(),
        pendingBytes: pendingBytes(writer.registry, files),
      });
      for (const [name, value] of Object.entries(sums) as [keyof typeof sums, number][]) total[name] += value;
      const isLast = again.length === 0 || pass === PASSES - 1;
      const tried = new Set(again.map(({ file }) => file.path));
      total.problems.push(...problems.filter(({ path }) => isLast || !tried.has(path)));
      files = again;
    }
    while (writer.reprice() !== null) await nextTurn();
    writer.tick(true);
    return total;
  } finally {
    clearInterval(heartbeat);
  }
}
