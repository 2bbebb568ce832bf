/** Follows the logs: history first, then what is written, as it is written. One loop; it never reads two things at once. */

import { basename } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { AlertAction, MonitorState } from '../domain/live.ts';
import { UserError } from '../domain/user-error.ts';
import { logNames } from '../ingest/discover.ts';
import { logOf } from '../ingest/log-stats.ts';
import { processTable } from '../ingest/presence/processes.ts';
import { ADAPTERS } from '../ingest/sources/registry.ts';
import { createWatcher, type Watcher } from '../ingest/watch.ts';
import { identityOf } from './file-identity.ts';
import { changedFiles, createFinder, type FoundFile, pendingBytes } from './find-files.ts';
import { KnownFiles } from './known-files.ts';
import type { MonitorOptions } from './options.ts';
import { Patience } from './patience.ts';
import { createPresence, type Presence } from './presence.ts';
import { readFiles } from './read-files.ts';
import type { RunningMonitor } from './running-monitor.ts';
import { StatusBoard } from './status-board.ts';
import { type Door, openDoor, type Writer } from './writer.ts';

const TICK_MS = 1_000;
/** Up to so many changed files nobody asks how much there is to read: that costs a look at every file row. */
const FEW_FILES = 20;
/** History is read beside a screen that must stay quick. */
const WORKERS = 1;
/** After a failed write (no space, busy) it is tried again so often. */
const RETRY_MS = 30_000;
const REPLACED_CHECK_MS = 5_000;

/** Opens the database and starts. Throws UserError 5, 6, 7 when it cannot be opened at all. */
export const startFollowing = (options: MonitorOptions): RunningMonitor => new Follower(options);

class Follower implements RunningMonitor {
  readonly #board: StatusBoard;
  readonly #known = new KnownFiles();
  readonly #patience = new Patience();
  readonly #find: ReturnType<typeof createFinder>;
  readonly #isLogName = logNames(ADAPTERS);
  readonly #timer: NodeJS.Timeout;
  readonly #presence: Presence;
  #door: Door;
  #doorIdentity: string;
  #writer: Writer | null = null;
  #watcher: Watcher | null = null;
  #working: Promise<void> | null = null;
  #caughtUp = false;
  #stopped = false;
  #retryAt = 0;
  #checkedAt = 0;

  constructor(private readonly options: MonitorOptions) {
    this.#board = new StatusBoard(options.notice ?? null);
    this.#door = openDoor(options, true);
    this.#doorIdentity = identityOf(options.databasePath);
    this.#find = createFinder(options.roots);
    this.#presence = createPresence(options, processTable(process.platform));
    this.#timer = setInterval(() => this.#tick(), TICK_MS);
    setImmediate(() => this.#tick());
  }

  state(): MonitorState {
    return this.#board.state;
  }

  subscribe(listener: () => void): () => void {
    return this.#board.subscribe(listener);
  }

  alertAction(alertId: string, action: AlertAction): void {
    this.#guarded(() => this.#door.alertAction(alertId, action));
    this.#board.change({});
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    clearInterval(this.#timer);
    await this.#watcher?.close();
    await this.#working?.catch(() => undefined);
    this.#closeWriter();
    this.#door.close();
  }

  #tick(): void {
    if (this.#stopped || performance.now() < this.#retryAt) return;
    this.#guarded(() => {
      this.#checkReplaced();
      if (this.#writer === null) this.#enter();
      else {
        const isNews = this.#writer.tick(this.#caughtUp);
        if (isNews === null) this.#closeWriter();
        else if (isNews) this.#board.change({});
      }
      if (this.#caughtUp && this.#working === null) this.#writer?.backUp();
      this.#board.note('alerts', this.#writer?.outboxProblem() ?? null);
    });
    this.#work();
    if (this.#caughtUp) this.#lookAround();
  }

  /** Which harness processes run, and what they hold. */
  #lookAround(): void {
    this.#presence
      .look(() => this.#writer?.presence ?? null)
      .then((isChange) => isChange && this.#board.change({}))
      .catch((error: unknown) => this.#failed(error));
  }

  /** Becomes the writer, or stays a reader while another process writes. */
  #enter(): void {
    this.#writer = this.#door.tryEnter();
    if (this.#writer === null) {
      this.#board.change({ mode: 'reader', writerPid: this.#door.holder()?.pid ?? null });
      return;
    }
    this.#caughtUp = false;
    this.#known.isLookDue = true;
    this.#board.change({ mode: 'reading', writerPid: null });
    this.#watcher ??= this.#watch();
  }

  #watch(): Watcher {
    return createWatcher({
      roots: [...new Set(this.options.roots.map((root) => root.path))].map((path) => ({
        path,
        recursive: true,
      })),
      accepts: (path) => this.#isLogName(basename(logOf(path))),
      onChange: (path) => {
        this.#known.noteChange(path === null ? null : logOf(path));
        this.#work();
      },
      onProblem: (sentence) => this.#board.note('watching', sentence),
      recentFiles: () => this.#known.recent(Date.now()),
      onSweepAll: () => {
        this.#known.noteChange(null);
        this.#work();
      },
      sweep: { recentMs: this.options.sweepMs },
    });
  }

  /** Starts the loop when there is something to do and it does not run. */
  #work(): void {
    const writer = this.#writer;
    if (this.#working !== null || writer === null || this.#stopped || !this.#known.isAnythingDue) return;
    this.#working = this.#drain(writer)
      .catch((error: unknown) => {
        // A writer that was closed meanwhile fails for that reason alone.
        if (this.#writer === writer) this.#failed(error);
      })
      .finally(() => {
        this.#working = null;
        if (this.#known.isAnythingDue) setImmediate(() => this.#work());
      });
  }

  async #drain(writer: Writer): Promise<void> {
    while (this.#writer === writer && !this.#stopped) {
      if (this.#known.isLookDue) await this.#readAll(writer);
      else if (this.#known.isAnythingDue) await this.#read(writer, this.#known.takeDirty(), this.#caughtUp);
      else if (!(await this.#reprice(writer))) return;
    }
  }

  /** One piece of it, so that what is written meanwhile is read in between; false: every call has the prices of now. */
  async #reprice(writer: Writer): Promise<boolean> {
    const repricing = writer.reprice();
    if (repricing !== this.#board.state.repricing) this.#board.change({ repricing });
    if (repricing === null) return false;
    await nextTurn();
    return true;
  }

  async #readAll(writer: Writer): Promise<void> {
    this.#known.isLookDue = false;
    const found = this.#find();
    this.#known.replace(found.files);
    const files = changedFiles(writer.registry, found.files);
    const isHistory = !this.#caughtUp;
    if (isHistory) this.#board.change({ bytesRead: 0, bytesTotal: pendingBytes(writer.registry, files) });
    await this.#read(writer, files, !isHistory);
    if (this.#writer !== writer) return;
    this.#caughtUp = true;
    this.#board.change({ mode: 'following', filesWatched: this.#known.size });
  }

  async #read(writer: Writer, files: readonly FoundFile[], live: boolean): Promise<void> {
    if (files.length === 0) return;
    const before = this.#board.state.bytesRead;
    await readFiles(writer, files, {
      live,
      workers: WORKERS,
      patience: this.#patience,
      nowMs: () => this.options.fixedNow ?? Date.now(),
      pendingBytes: live && files.length <= FEW_FILES ? 0 : pendingBytes(writer.registry, files),
      onBytes: (bytes) => this.#board.change(live ? {} : { bytesRead: before + bytes }),
      isStopped: () => this.#stopped || this.#writer !== writer,
    });
    this.#board.note('database', null);
  }

  /** The database file was removed or replaced: never write into a file that nobody can find again (F12). */
  #checkReplaced(): void {
    if (performance.now() - this.#checkedAt < REPLACED_CHECK_MS) return;
    this.#checkedAt = performance.now();
    if (identityOf(this.options.databasePath) === this.#doorIdentity) return;
    this.#closeWriter();
    this.#reopen();
  }

  #reopen(): void {
    this.#door.close();
    this.#door = openDoor(this.options, true);
    this.#doorIdentity = identityOf(this.options.databasePath);
  }

  #closeWriter(): void {
    const writer = this.#writer;
    this.#writer = null;
    try {
      writer?.close();
    } catch {
      // The database is gone or full: the lease runs out by itself.
    }
  }

  #guarded(act: () => void): void {
    try {
      act();
    } catch (error) {
      this.#failed(error);
    }
  }

  /** What is remembered of a failed transaction is not to be trusted: begin again with a new connection, later. */
  #failed(error: unknown): void {
    if (!(error instanceof UserError)) throw error;
    this.#board.note('database', error.message);
    this.#closeWriter();
    this.#retryAt = performance.now() + RETRY_MS;
    this.#board.change({ mode: 'failed' });
    try {
      this.#reopen();
    } catch {
      // Still not usable: the next retry says so again.
    }
  }
}
