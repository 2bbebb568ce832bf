/** One non-recursive `fs.watch` on every folder below the roots: the fastest notice of growth, and of what comes and goes. */

import { type Dirent, lstatSync, readdirSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import {
  attempt,
  type FolderWatch,
  identityOf,
  isLocalError,
  type WatchImplementation,
} from './watch-native.ts';

/** What the tree tells its owner. */
interface FolderTreeOwner {
  /** Is a file of this path worth a notice? */
  accepts(path: string): boolean;
  /** A file came, grew or went; null: something somewhere. */
  onFile(path: string | null): void;
  /** Events cannot be had (ENOSPC, EMFILE, EPERM, ...): said for the first failure only. */
  onUnavailable(error: NodeJS.ErrnoException): void;
}

interface Folder {
  readonly recursive: boolean;
  /** Device, inode and birth: tells a recreated folder from the one before. */
  readonly identity: string;
  watch: FolderWatch | null;
  /** Modification time at the last listing: another one means that entries came or went. */
  mtimeMs: number;
  readonly files: Set<string>;
  readonly folders: Set<string>;
}

interface Arrival {
  readonly path: string;
  readonly recursive: boolean;
  /** Tell of the files found: they may be older than the watch. */
  readonly announce: boolean;
}

const FOLDERS_PER_TURN = 64;

export class FolderTree {
  private readonly folders = new Map<string, Folder>();
  private readonly arrivals: Arrival[] = [];
  private turn: NodeJS.Immediate | null = null;
  private onIdle: (() => void) | null = null;
  private hasEvents = true;
  private isClosed = false;

  constructor(
    private readonly owner: FolderTreeOwner,
    private readonly watchImplementation: WatchImplementation,
  ) {}

  /** Watches a folder, and all below it when `recursive`; `announce` reports the files that are there already. */
  add(path: string, recursive: boolean, announce: boolean): void {
    if (this.isClosed) return;
    this.arrivals.push({ path, recursive, announce });
    this.turn ??= setImmediate(() => this.admit());
  }

  has(path: string): boolean {
    return this.folders.has(path);
  }

  /** Resolves when every folder added so far is listed and watched. */
  whenIdle(): Promise<void> {
    if (this.turn === null) return Promise.resolve();
    return new Promise((resolve) => {
      this.onIdle = resolve;
    });
  }

  /** Accepted files directly in `path`, or in all folders. */
  fileCount(path?: string): number {
    if (path !== undefined) return this.folders.get(path)?.files.size ?? 0;
    let count = 0;
    for (const folder of this.folders.values()) count += folder.files.size;
    return count;
  }

  paths(): string[] {
    return [...this.folders.keys()];
  }

  /** Stops watching a folder and all below it. */
  remove(path: string): void {
    const folder = this.folders.get(path);
    if (folder === undefined) return;
    this.folders.delete(path);
    folder.watch?.close();
    for (const name of folder.folders) this.remove(join(path, name));
  }

  /** Compares a folder with the disk: for what events did not tell. */
  recheck(path: string): void {
    const folder = this.folders.get(path);
    if (folder === undefined) return;
    const stats = attempt(() => statSync(path));
    if (!stats?.isDirectory()) {
      this.remove(path);
    } else if (identityOf(stats) !== folder.identity) {
      this.remove(path);
      this.add(path, folder.recursive, true);
    } else {
      if (folder.watch === null) folder.watch = this.watchFolder(path);
      if (stats.mtimeMs !== folder.mtimeMs) this.list(path, folder, stats.mtimeMs, true);
    }
  }

  /** No further attempts at `fs.watch`; the watches that exist go on. */
  stopWatching(): void {
    this.hasEvents = false;
  }

  close(): void {
    this.isClosed = true;
    if (this.turn !== null) clearImmediate(this.turn);
    this.turn = null;
    this.arrivals.length = 0;
    for (const folder of this.folders.values()) folder.watch?.close();
    this.folders.clear();
    this.onIdle?.();
  }

  private admit(): void {
    for (const arrival of this.arrivals.splice(0, FOLDERS_PER_TURN)) this.enter(arrival);
    const isIdle = this.arrivals.length === 0;
    this.turn = isIdle ? null : setImmediate(() => this.admit());
    if (isIdle) this.onIdle?.();
  }

  private enter({ path, recursive, announce }: Arrival): void {
    const existing = this.folders.get(path);
    if (existing !== undefined && (existing.recursive || !recursive)) return;
    this.remove(path);
    const stats = attempt(() => statSync(path));
    if (!stats?.isDirectory()) return;
    const folder: Folder = {
      recursive,
      identity: identityOf(stats),
      watch: this.watchFolder(path),
      mtimeMs: -1,
      files: new Set(),
      folders: new Set(),
    };
    this.folders.set(path, folder);
    this.list(path, folder, stats.mtimeMs, announce);
  }

  /** The watch is set before the listing: what comes between is seen twice, not never. */
  private list(path: string, folder: Folder, mtimeMs: number, announce: boolean): void {
    const entries = attempt(() => readdirSync(path, { withFileTypes: true }));
    if (entries === null) return;
    folder.mtimeMs = mtimeMs;
    const seen = new Set<string>();
    for (const entry of entries) {
      seen.add(entry.name);
      this.meet(path, folder, entry, announce);
    }
    for (const name of [...folder.files, ...folder.folders]) {
      if (!seen.has(name)) this.lose(path, folder, name);
    }
  }

  private meet(path: string, folder: Folder, entry: Dirent, announce: boolean): void {
    const entryPath = join(path, entry.name);
    if (entry.isDirectory() && folder.recursive) {
      if (!this.folders.has(entryPath)) this.add(entryPath, true, announce);
      folder.folders.add(entry.name);
    } else if (entry.isFile() && !folder.files.has(entry.name) && this.owner.accepts(entryPath)) {
      folder.files.add(entry.name);
      if (announce) this.owner.onFile(entryPath);
    }
  }

  private lose(path: string, folder: Folder, name: string): void {
    const entryPath = join(path, name);
    folder.folders.delete(name);
    this.remove(entryPath);
    if (folder.files.delete(name) || this.owner.accepts(entryPath)) this.owner.onFile(entryPath);
  }

  private watchFolder(path: string): FolderWatch | null {
    if (!this.hasEvents) return null;
    try {
      const watch = this.watchImplementation(path, (kind, name) => this.onEvent(path, kind, name));
      watch.on('error', (error) => this.onWatchError(error));
      return watch;
    } catch (error) {
      this.onWatchError(error as NodeJS.ErrnoException);
      return null;
    }
  }

  private onWatchError(error: NodeJS.ErrnoException): void {
    if (!this.isClosed && this.hasEvents && !isLocalError(error)) this.owner.onUnavailable(error);
  }

  private onEvent(path: string, kind: 'rename' | 'change', name: string | null): void {
    const folder = this.folders.get(path);
    if (folder === undefined) return;
    if (name === null) {
      this.owner.onFile(null);
      this.recheck(path);
    } else if (kind === 'rename') {
      this.onEntryMoved(path, folder, name);
    } else if (folder.folders.has(name)) {
      this.recheck(join(path, name));
    } else if (this.owner.accepts(join(path, name))) {
      this.owner.onFile(join(path, name));
    }
  }

  /** An entry was created, deleted, or moved in or out. A folder's own end is told under its own name. */
  private onEntryMoved(path: string, folder: Folder, name: string): void {
    const entryPath = join(path, name);
    const stats = attempt(() => lstatSync(entryPath));
    if (stats === null) {
      this.lose(path, folder, name);
      if (name === basename(path)) this.recheck(path);
    } else if (stats.isDirectory() && folder.recursive) {
      this.remove(entryPath);
      folder.folders.add(name);
      this.add(entryPath, true, true);
    } else if (stats.isFile() && this.owner.accepts(entryPath)) {
      folder.files.add(name);
      this.owner.onFile(entryPath);
    }
  }
}
