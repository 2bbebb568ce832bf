/** Keeps an eye on the roots themselves: folders or single files that may come, go and come again. */

import { type Stats, statSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import type { FolderTree } from './watch-folders.ts';
import {
  attempt,
  type FolderWatch,
  identityOf,
  isLocalError,
  type WatchImplementation,
} from './watch-native.ts';

/** A folder or a single file to watch; it need not exist. */
export interface WatchRoot {
  /** Absolute. */
  readonly path: string;
  /** For a folder: all below it too. */
  readonly recursive: boolean;
}

interface RootKeeperOwner {
  onFile(path: string): void;
  onUnavailable(error: NodeJS.ErrnoException): void;
}

type RootState = 'unknown' | 'missing' | 'file' | 'folder';

/** A watch on the folder above roots that are missing or files, for a few names in it. */
interface Guard {
  readonly identity: string;
  readonly watch: FolderWatch;
  readonly names: Set<string>;
}

export class RootKeeper {
  private readonly states = new Map<string, RootState>();
  private readonly guards = new Map<string, Guard>();
  private hasEvents = true;
  private isClosed = false;

  constructor(
    private readonly roots: readonly WatchRoot[],
    private readonly tree: FolderTree,
    private readonly owner: RootKeeperOwner,
    private readonly watchImplementation: WatchImplementation,
  ) {}

  /** Compares all roots with the disk; cheap (a stat a root), called each second and whenever a guard stirs. */
  check(): void {
    if (this.isClosed) return;
    for (const root of this.roots) this.checkRoot(root);
    this.setGuards();
  }

  /** Roots that are folders now and are watched with all below them. */
  foldersOfFolders(): string[] {
    return this.inState('folder')
      .filter((root) => root.recursive)
      .map((root) => root.path);
  }

  /** Roots that are single files now. */
  fileCount(): number {
    return this.inState('file').length;
  }

  stopWatching(): void {
    this.hasEvents = false;
  }

  close(): void {
    this.isClosed = true;
    for (const guard of this.guards.values()) guard.watch.close();
    this.guards.clear();
  }

  private inState(state: RootState): WatchRoot[] {
    return this.roots.filter((root) => this.states.get(root.path) === state);
  }

  private checkRoot(root: WatchRoot): void {
    const before = this.states.get(root.path) ?? 'unknown';
    const stats = attempt(() => statSync(root.path));
    const now = stateOf(stats);
    this.states.set(root.path, now);
    const isFirstLook = before === 'unknown';
    if (now === 'folder') this.keepFolder(root, !isFirstLook);
    else this.tree.remove(root.path);
    if (now !== before && !isFirstLook && now !== 'folder') this.owner.onFile(root.path);
  }

  private keepFolder(root: WatchRoot, announce: boolean): void {
    if (this.tree.has(root.path)) this.tree.recheck(root.path);
    else this.tree.add(root.path, root.recursive, announce);
  }

  /** Guards the nearest existing folder above each root that is not a folder itself. */
  private setGuards(): void {
    const wanted = new Map<string, Set<string>>();
    for (const root of [...this.inState('missing'), ...this.inState('file')]) {
      const folder = nearestFolderAbove(root.path);
      const name = relative(folder, root.path).split(sep)[0] ?? '';
      wanted.set(folder, (wanted.get(folder) ?? new Set()).add(name));
    }
    for (const [folder, guard] of this.guards) {
      if (!wanted.has(folder) || identityAt(folder) !== guard.identity) this.dropGuard(folder, guard);
    }
    for (const [folder, names] of wanted) this.setGuard(folder, names);
  }

  private setGuard(folder: string, names: Set<string>): void {
    const existing = this.guards.get(folder);
    if (existing !== undefined) {
      existing.names.clear();
      for (const name of names) existing.names.add(name);
      return;
    }
    const identity = identityAt(folder);
    if (!this.hasEvents || identity === null) return;
    try {
      const watch = this.watchImplementation(folder, (kind, name) => this.onEvent(folder, kind, name));
      watch.on('error', (error) => this.onWatchError(error));
      this.guards.set(folder, { identity, watch, names });
    } catch (error) {
      this.onWatchError(error as NodeJS.ErrnoException);
    }
  }

  private dropGuard(folder: string, guard: Guard): void {
    guard.watch.close();
    this.guards.delete(folder);
  }

  private onEvent(folder: string, kind: 'rename' | 'change', name: string | null): void {
    const guard = this.guards.get(folder);
    if (guard === undefined || (name !== null && !guard.names.has(name))) return;
    for (const root of this.inState('file')) {
      if (name === null ? dirname(root.path) === folder : root.path === join(folder, name)) {
        this.owner.onFile(root.path);
      }
    }
    if (kind === 'rename' || name === null) this.check();
  }

  private onWatchError(error: NodeJS.ErrnoException): void {
    if (!this.isClosed && this.hasEvents && !isLocalError(error)) this.owner.onUnavailable(error);
  }
}

function stateOf(stats: Stats | null): RootState {
  if (stats === null) return 'missing';
  return stats.isDirectory() ? 'folder' : 'file';
}

function nearestFolderAbove(path: string): string {
  const above = dirname(path);
  const isFolder = attempt(() => statSync(above))?.isDirectory() === true;
  return isFolder || above === path ? above : nearestFolderAbove(above);
}

function identityAt(folder: string): string | null {
  const stats = attempt(() => statSync(folder));
  return stats === null ? null : identityOf(stats);
}
