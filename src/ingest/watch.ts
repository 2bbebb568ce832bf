/**
 * Says "something may have changed at this path", and nothing more: reading decides.
 *
 * Four eyes, each for what the others miss (PERFORMANCE.md, RELIABILITY.md F23 to F26): `fs.watch` on every folder for growth, a second
 * look when a path has gone quiet, a sweep each second over recently changed files, and one each 30 s over everything. chokidar watches
 * only roots that hold nothing but folders: on each event it lists the whole folder (1.7 ms of CPU an append in a folder of 20 logs, 16 ms
 * in one of 2,000), and it drops the last change of a burst.
 */

import { setImmediate as nextTurn } from 'node:timers/promises';
import { type FSWatcher, watch as watchWithChokidar } from 'chokidar';
import { ChangeFeed } from './watch-changes.ts';
import { FolderTree } from './watch-folders.ts';
import {
  describeWatchError,
  isLocalError,
  type WatchImplementation,
  watchWithEvents,
} from './watch-native.ts';
import { RootKeeper, type WatchRoot } from './watch-roots.ts';

export interface WatcherOptions {
  readonly roots: readonly WatchRoot[];
  /** Is a file with this absolute path worth a notice? Default: every file. */
  readonly accepts?: (path: string) => boolean;
  /** Something may have changed at `path`; null: somewhere, look everywhere. At most once a path and event-loop turn. */
  readonly onChange: (path: string | null) => void;
  /** One sentence for the user; at most once in the life of a watcher. */
  readonly onProblem: (sentence: string) => void;
  /** Absolute paths of files that changed in the last ten minutes or so, the most recent first; 2,000 are looked at. */
  readonly recentFiles: () => readonly string[];
  /** Answer by walking all roots and comparing every file's stat: asked once the watches stand, then by the slow sweep. */
  readonly onSweepAll?: () => void;
  readonly sweep?: Partial<SweepIntervals>;
  /** A path is looked at again when it has been quiet for so long, ms. */
  readonly settleMs?: number;
  /** For tests, and for systems whose `fs.watch` is known to lie. */
  readonly watchImplementation?: WatchImplementation;
}

interface SweepIntervals {
  readonly recentMs: number;
  readonly allMs: number;
  /** Instead of `allMs` when events cannot be had. */
  readonly pollMs: number;
}

export interface Watcher {
  /** All folders that exist are listed and watched: from here on nothing goes unnoticed. */
  readonly ready: Promise<void>;
  filesWatched(): number;
  /** `polling`: events cannot be had, at least for a part of the folders; the sweeps find everything. */
  mode(): 'events' | 'polling';
  /** Releases every handle; no call of `onChange` comes after it. Until then the watcher keeps the process alive. */
  close(): Promise<void>;
}

const DEFAULT_SWEEP: SweepIntervals = { recentMs: 1000, allMs: 30_000, pollMs: 2000 };
const DEFAULT_SETTLE_MS = 60;
const MAX_RECENT_FILES = 2000;
/** Stats made in one turn of the event loop, about 1 ms. */
const LOOKS_PER_TURN = 250;

export function createWatcher(options: WatcherOptions): Watcher {
  return new RunningWatcher(options);
}

class RunningWatcher implements Watcher {
  readonly ready: Promise<void>;
  private readonly feed: ChangeFeed;
  private readonly tree: FolderTree;
  private readonly roots: RootKeeper;
  private readonly sweep: SweepIntervals;
  private readonly timers = new Map<'recent' | 'all', NodeJS.Timeout>();
  private chokidar: FSWatcher | null = null;
  private readonly chokidarFolders = new Set<string>();
  private currentMode: 'events' | 'polling' = 'events';
  private isClosed = false;

  constructor(private readonly options: WatcherOptions) {
    const { onChange, accepts = () => true, watchImplementation = watchWithEvents } = options;
    this.sweep = { ...DEFAULT_SWEEP, ...options.sweep };
    this.feed = new ChangeFeed(onChange, options.settleMs ?? DEFAULT_SETTLE_MS);
    const owner = {
      accepts,
      onFile: (path: string | null) => this.feed.notice(path),
      onUnavailable: (error: NodeJS.ErrnoException) => this.startPolling(error),
    };
    this.tree = new FolderTree(owner, watchImplementation);
    this.roots = new RootKeeper(options.roots, this.tree, owner, watchImplementation);
    this.ready = this.start();
  }

  filesWatched(): number {
    return this.tree.fileCount() + this.roots.fileCount();
  }

  mode(): 'events' | 'polling' {
    return this.currentMode;
  }

  async close(): Promise<void> {
    this.isClosed = true;
    for (const timer of this.timers.values()) clearTimeout(timer);
    this.feed.close();
    this.roots.close();
    this.tree.close();
    await this.stopChokidar();
  }

  private async start(): Promise<void> {
    await nextTurn();
    this.roots.check();
    await this.tree.whenIdle();
    if (this.isClosed) return;
    this.updateChokidar();
    this.schedule('recent');
    this.schedule('all');
    // Whoever looked before the watches stood may have missed what came meanwhile: nobody tells of it any more.
    this.options.onSweepAll?.();
  }

  private schedule(which: 'recent' | 'all'): void {
    const allMs = this.currentMode === 'polling' ? this.sweep.pollMs : this.sweep.allMs;
    const run = which === 'recent' ? () => this.sweepRecent() : () => this.sweepAll();
    const timer = setTimeout(
      async () => {
        await run();
        const isCurrent = this.timers.get(which) === timer;
        if (isCurrent && !this.isClosed) this.schedule(which);
      },
      which === 'recent' ? this.sweep.recentMs : allMs,
    );
    this.timers.set(which, timer);
  }

  private async sweepRecent(): Promise<void> {
    this.roots.check();
    this.updateChokidar();
    await this.inTurns(this.options.recentFiles().slice(0, MAX_RECENT_FILES), (path) => this.feed.look(path));
  }

  private async sweepAll(): Promise<void> {
    await this.inTurns(this.tree.paths(), (path) => this.tree.recheck(path));
    if (this.isClosed) return;
    this.feed.keepOnly(new Set(this.options.recentFiles().slice(0, MAX_RECENT_FILES)));
    this.options.onSweepAll?.();
  }

  private async inTurns(paths: readonly string[], each: (path: string) => void): Promise<void> {
    for (const [index, path] of paths.entries()) {
      if (this.isClosed) return;
      each(path);
      if (index % LOOKS_PER_TURN === LOOKS_PER_TURN - 1) await nextTurn();
    }
  }

  private startPolling(error: NodeJS.ErrnoException): void {
    if (this.currentMode === 'polling' || this.isClosed) return;
    this.currentMode = 'polling';
    this.tree.stopWatching();
    this.roots.stopWatching();
    void this.stopChokidar();
    const seconds = this.sweep.pollMs / 1000;
    this.options.onProblem(
      `file watching unavailable (${describeWatchError(error)}); polling every ${seconds} s`,
    );
    const waiting = this.timers.get('all');
    if (waiting === undefined) return;
    clearTimeout(waiting);
    this.schedule('all');
  }

  /** chokidar watches the root folders that hold no logs themselves, where the folders of projects and days come and go. */
  private updateChokidar(): void {
    if (this.currentMode === 'polling') return;
    const wanted = new Set(this.roots.foldersOfFolders().filter((path) => this.tree.fileCount(path) === 0));
    const added = [...wanted].filter((path) => !this.chokidarFolders.has(path));
    const gone = [...this.chokidarFolders].filter((path) => !wanted.has(path));
    if (added.length > 0) this.startChokidar().add(added);
    if (gone.length > 0) this.chokidar?.unwatch(gone);
    for (const path of added) this.chokidarFolders.add(path);
    for (const path of gone) this.chokidarFolders.delete(path);
  }

  private startChokidar(): FSWatcher {
    if (this.chokidar !== null) return this.chokidar;
    const onFolder = (path: string) => {
      if (this.tree.has(path)) this.tree.recheck(path);
      this.roots.check();
    };
    this.chokidar = watchWithChokidar([], {
      depth: 0,
      followSymlinks: false,
      ignoreInitial: true,
      ignorePermissionErrors: true,
      atomic: false,
      ignored: (_path, stats) => stats?.isFile() === true,
    });
    this.chokidar.on('addDir', onFolder).on('unlinkDir', onFolder);
    this.chokidar.on('error', (error) => {
      if (!isLocalError(error as NodeJS.ErrnoException)) this.startPolling(error as NodeJS.ErrnoException);
    });
    return this.chokidar;
  }

  private async stopChokidar(): Promise<void> {
    const chokidar = this.chokidar;
    this.chokidar = null;
    this.chokidarFolders.clear();
    await chokidar?.close();
  }
}
