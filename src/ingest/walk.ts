/** Walks a log folder without hanging, looping or leaving it, at the price of one stat a log file. */

import { type Dirent, readdirSync, realpathSync, type Stats, statSync } from 'node:fs';
import { join } from 'node:path';
import { isInside } from './open-file.ts';
import { isGone, reasonOf } from './problems.ts';

/** Is a file with this name (no folder) worth a look? */
export type IsLogName = (name: string) => boolean;

/** A regular file with a log's name, or a reason why one (or a folder) cannot be read. */
type Walked =
  | { readonly path: string; readonly stats: Stats }
  | { readonly path: string; readonly reason: string };

const isSkippedFolder = (name: string): boolean => name.startsWith('.git') || name === 'node_modules';

/** Every file with a log's name under `root`, in no order; `root` itself, whatever its name, when it is a file. Missing: nothing. */
export function* walk(root: string, isLogName: IsLogName): Generator<Walked> {
  const found = stat(root);
  if (found === null) return;
  if ('reason' in found) yield { path: root, reason: found.reason };
  else if (found.isDirectory()) yield* walkFolders(root, found, isLogName);
  else yield asFile(root, found);
}

function* walkFolders(root: string, rootStats: Stats, isLogName: IsLogName): Generator<Walked> {
  const visited = new Set([inodeOf(rootStats)]);
  const waiting = [root];
  for (let folder = waiting.pop(); folder !== undefined; folder = waiting.pop()) {
    const entries = list(folder);
    if ('reason' in entries) {
      yield { path: folder, reason: entries.reason };
      continue;
    }
    for (const entry of entries) {
      const path = join(folder, entry.name);
      if (entry.isDirectory() || entry.isSymbolicLink()) {
        const next = look(path, entry, root, isLogName);
        if (next === null) continue;
        if ('reason' in next || next.stats.isFile()) yield next;
        else if (!visited.has(inodeOf(next.stats))) {
          visited.add(inodeOf(next.stats));
          waiting.push(path);
        }
      } else if (isLogName(entry.name)) yield* lookAtFile(path, entry);
    }
  }
}

/** A folder to walk or a link to look behind; null when neither is of use. */
function look(path: string, entry: Dirent, root: string, isLogName: IsLogName): Walked | null {
  if (entry.isDirectory() && isSkippedFolder(entry.name)) return null;
  const found = stat(path);
  const isLink = entry.isSymbolicLink();
  if (found === null) {
    return isLink && isLogName(entry.name) ? { path, reason: 'a symbolic link to nothing' } : null;
  }
  if ('reason' in found) return isLink && !isLogName(entry.name) ? null : { path, reason: found.reason };
  if (!isLink) return { path, stats: found };
  return lookBehindLink(path, entry.name, root, found, isLogName);
}

function lookBehindLink(
  path: string,
  name: string,
  root: string,
  stats: Stats,
  isLogName: IsLogName,
): Walked | null {
  const isFolder = stats.isDirectory();
  if (isFolder ? isSkippedFolder(name) : !isLogName(name)) return null;
  if (!leadsInside(path, root))
    return isFolder ? null : { path, reason: 'the symbolic link leads outside the log folder' };
  return isFolder ? { path, stats } : asFile(path, stats);
}

function leadsInside(path: string, root: string): boolean {
  try {
    return isInside(realpathSync(path), realpathSync(root));
  } catch {
    return false;
  }
}

/** A name that cannot be written in UTF-8 is read wrongly, and then not found; a file that vanished meanwhile is not worth a word. */
function* lookAtFile(path: string, entry: Dirent): Generator<Walked> {
  const found = stat(path);
  if (found === null) {
    if (entry.name.includes('\ufffd')) yield { path, reason: 'its name is not valid UTF-8' };
  } else if ('reason' in found) yield { path, reason: found.reason };
  else yield asFile(path, found);
}

function asFile(path: string, stats: Stats): Walked {
  return stats.isFile() ? { path, stats } : { path, reason: 'not a regular file' };
}

/** null: not there. */
function stat(path: string): Stats | { reason: string } | null {
  try {
    return statSync(path, { throwIfNoEntry: false }) ?? null;
  } catch (error) {
    return { reason: reasonOf(error) };
  }
}

function list(folder: string): Dirent[] | { reason: string } {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch (error) {
    const vanished = isGone(error) && statSync(folder, { throwIfNoEntry: false }) === undefined;
    return vanished ? [] : { reason: reasonOf(error) };
  }
}

const inodeOf = (stats: Stats): string => `${stats.dev}:${stats.ino}`;
