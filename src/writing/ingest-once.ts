/** Reads everything that is new, once: as the writer, or by waiting for the one that is. */

import { availableParallelism } from 'node:os';
import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises';
import { isFinished, type Progress } from '../db/progress.ts';
import { EXIT } from '../domain/exit-codes.ts';
import type { SourceId, SourceRoot } from '../domain/source.ts';
import { UserError } from '../domain/user-error.ts';
import { isInside } from '../ingest/open-file.ts';
import { changedFiles, createFinder, type FoundFile, pendingBytes } from './find-files.ts';
import { type Holder, neverReads } from './holder.ts';
import type { IngestSummary, MonitorOptions } from './options.ts';
import { isDocument, newTally, readFiles } from './read-files.ts';
import { type Door, openDoor, type Writer } from './writer.ts';

/** How long to wait for another writer to have read what we saw (DATA.md 7). */
const WAIT_MS = 10_000;
const POLL_MS = 50;
/** A wait that a person notices. */
const TELL_MS = 1_000;
/** A file that keeps changing while it is read is looked at so often. */
const PASSES = 3;
/**
 * The writer has a core to itself. One parse worker is as fast as it, so that a second one pays only where there is a third core:
 * on two it takes 5 % more processor time (each thread compiles the same code) and 30 MB.
 */
const WORKERS = Math.max(1, Math.min(2, availableParallelism() - 1));

/** Called once when the wait for another writer is long enough to be noticed. */
export type OnWait = (pid: number, sources: readonly SourceId[]) => void;

/** Throws UserError 5, 6, 7 when the database cannot be used, or cannot be read again because another process writes. */
export async function ingestOnce(options: MonitorOptions, onWait?: OnWait): Promise<IngestSummary> {
  const startedAt = performance.now();
  const find = createFinder(options.roots);
  const found = find();
  const door = openDoor(options, false);
  try {
    const tally = newTally();
    const left = await enterOrWait(door, found.files, options, onWait, async (writer) => {
      Object.assign(tally, await readAsWriter(writer, found.files, options));
    });
    const { files, bytes, records, skipped, duplicates } = tally;
    const problems = [...found.problems, ...tally.problems];
    const unreadable = new Set(tally.problems.map((problem) => problem.path));
    return {
      ...{ files, bytes, records, skipped, duplicates, problems },
      readableFiles: found.files.filter(({ file }) => !unreadable.has(file.path)).length,
      staleSources: sourcesOf(left.behind),
      unwatched: placesOf(left.unwatched, options.roots),
      writerPid: left.pid,
      durationMs: Math.round(performance.now() - startedAt),
    };
  } finally {
    door.close();
  }
}

/** What another writer has left unread. */
interface LeftOver {
  readonly pid: number | null;
  readonly behind: readonly FoundFile[];
  /** Of these, the files that it will never come to. */
  readonly unwatched: readonly FoundFile[];
}

const NOTHING_LEFT: LeftOver = { pid: null, behind: [], unwatched: [] };

/** Reads as the writer, else waits until the one that is has read what we saw; gives up on what it will never read. */
async function enterOrWait(
  door: Door,
  files: readonly FoundFile[],
  options: MonitorOptions,
  onWait: OnWait | undefined,
  read: (writer: Writer) => Promise<void>,
): Promise<LeftOver> {
  const begun = performance.now();
  let behind = files;
  let isTold = false;
  let whenRead: Progress | null = null;
  for (;;) {
    const writer = door.tryEnter();
    if (writer !== null) {
      try {
        await read(writer);
      } finally {
        writer.close();
      }
      return NOTHING_LEFT;
    }
    const holder = door.holder();
    const waitedMs = performance.now() - begun;
    if (options.rescan === true && (holder?.reads?.follows === true || waitedMs > WAIT_MS))
      throw cannotRescan(options.databasePath, holder);
    const sizes = door.readSizes();
    behind = behind.filter((found) => isBehind(found, sizes));
    const unwatched = holder === null ? [] : behind.filter((found) => neverReads(holder, found));
    const isRead = behind.length === unwatched.length && options.rescan !== true;
    const progress = door.progress();
    if (isRead) whenRead ??= progress;
    const isDone = whenRead !== null && isFinished(progress, whenRead);
    if (isDone || waitedMs > WAIT_MS)
      return { pid: behind.length === 0 ? null : (holder?.pid ?? null), behind, unwatched };
    if (!isTold && waitedMs > TELL_MS && holder !== null) {
      isTold = true;
      onWait?.(holder.pid, sourcesOf(behind));
    }
    await sleep(POLL_MS);
  }
}

function cannotRescan(databasePath: string, holder: Holder | null): UserError {
  const who = holder === null ? 'another agentperf' : `another agentperf (pid ${holder.pid})`;
  const why = `${who} writes it, so that nothing could be read again`;
  return new UserError('database', databasePath, why, 'end it and run this again', EXIT.databaseBusy);
}

function sourcesOf(files: readonly FoundFile[]): SourceId[] {
  return [...new Set(files.map(({ file }) => file.source))];
}

/** The roots that hold the files, each once. */
function placesOf(files: readonly FoundFile[], roots: readonly SourceRoot[]): string[] {
  const holding = roots.filter(({ path }) => files.some(({ file }) => isInside(file.path, path)));
  return [...new Set(holding.map(({ path }) => path))];
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
    while (writer.makeTasks()) await nextTurn();
    writer.tick(true);
    return total;
  } finally {
    clearInterval(heartbeat);
  }
}
