/** What the path of a work log says: where such logs lie, which files count, and which files repeat each other. */

import { existsSync } from 'node:fs';
import { basename, dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';
import type { DiscoveryEnvironment } from '../../../domain/adapter.ts';
import { hash53 } from '../../../domain/hash.ts';

const LOG_FOLDER = join('.cache', 'agent-work-logs');
/** Candidates beside the repository's own (bosun.md 1), relative to it. */
const OTHER_PARENTS = ['bosun', '..', join('..', '..')];

/** A log line file, also rotated: `x.jsonl`, `x.jsonl.1`, `x.jsonl-20260209`. */
const LINE_FILE = /\.jsonl(?:[.-][\w-]{1,32})?$/;
/** Folders inside the log folder that hold logs; deeper ones hold other things. */
const SUBFOLDERS: ReadonlySet<string> = new Set(['agent-sessions', 'archive']);
/** JSON Lines of the same folder that are no agent events (bosun.md 1). */
const FOREIGN_FILE = /^shredding-stats\b/;

/** `AGENT_WORK_LOG_DIR` when set, else the log folders around the current repository; a stream file renamed to elsewhere by itself. */
export function logRoots(environment: DiscoveryEnvironment): string[] {
  const { env, cwd } = environment;
  const repository = repositoryOf(cwd);
  const folders: string[] = env.AGENT_WORK_LOG_DIR
    ? [resolve(cwd, env.AGENT_WORK_LOG_DIR)]
    : foldersAround(repository).map((folder) => join(folder, LOG_FOLDER));
  const renamed = env.AGENT_WORK_STREAM_FILE
    ? resolve(folders[0] as string, env.AGENT_WORK_STREAM_FILE)
    : null;
  const isCovered = renamed === null || folders.some((folder) => isLogBelow(folder, renamed));
  return isCovered ? folders : [...folders, renamed];
}

/** Folders that an orchestrator may keep its `.cache` and `logs` in: the repository of `folder`, one installed in it, and two above. */
export function candidateFolders(folder: string): string[] {
  return foldersAround(repositoryOf(folder));
}

function foldersAround(repository: string): string[] {
  return ['', ...OTHER_PARENTS].map((parent) => resolve(repository, parent));
}

/** The nearest folder at or above `folder` that holds `.git`; `folder` itself when there is none. */
function repositoryOf(folder: string): string {
  for (let at = folder; ; at = dirname(at)) {
    if (existsSync(join(at, '.git'))) {
      return at;
    }
    if (dirname(at) === at) {
      return folder;
    }
  }
}

function isLogBelow(folder: string, path: string): boolean {
  const below = relative(folder, path);
  return below !== '' && !below.startsWith('..') && !isAbsolute(below) && isLogFile(below);
}

/** Is a file below a log folder one of its logs? `''` is a root that is the file itself. */
export function isLogFile(relativePath: string): boolean {
  if (relativePath === '') {
    return true;
  }
  const parts = relativePath.split(/[\\/]/);
  const name = parts.pop() as string;
  const isPlace = parts.length === 0 || (parts.length === 1 && SUBFOLDERS.has(parts[0] as string));
  return isPlace && LINE_FILE.test(name) && !FOREIGN_FILE.test(name);
}

/** What a file is among the files that repeat its lines (DATA.md 3), and a session for lines that name none. */
export interface LogPlace {
  readonly role: 'stream' | 'session' | 'error';
  /** Folder that the stream, its session files and its error file share. */
  readonly scope: string;
  /** Session id of lines without one: stable under rotation. */
  readonly fileSession: string;
}

export function logPlace(path: string): LogPlace {
  const folder = dirname(path);
  const stem = stemOf(basename(path));
  const isInside = SUBFOLDERS.has(basename(folder));
  const ownRole = stem === 'agent-errors' ? 'error' : 'stream';
  return {
    role: basename(folder) === 'agent-sessions' ? 'session' : ownRole,
    scope: isInside ? dirname(folder) : folder,
    fileSession: `file:${hash53([...folder.split(sep), stem].join('/')).toString(36)}`,
  };
}

/** A file's name without its ending and what rotation appends: `stream-0.1.jsonl` and `stream-0.jsonl.2` are `stream-0`. */
function stemOf(name: string): string {
  return name.replace(LINE_FILE, '').replace(/\.\d{1,14}$|[.-]\d{4}-?\d\d-?\d\d(?:[T._-]?\d{2,9}Z?)?$/, '');
}
