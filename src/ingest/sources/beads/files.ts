/** Where beads are kept on this machine: the towns' and rigs' `.beads`, and the current repository's (beads.md 1, gastown.md 1). */

import { existsSync, statSync } from 'node:fs';
import { dirname, isAbsolute, join, resolve } from 'node:path';
import type { DiscoveryEnvironment } from '../../../domain/adapter.ts';
import { readSmallFile } from '../../small-file.ts';
import { rigFolders, townsOf } from '../gastown/town.ts';

const FOLDER = '.beads';
/** A redirect may lead to another one, but not for ever. */
const REDIRECT_LIMIT = 3;
/** Redirects and the configuration. */
const SMALL_BYTES = 64 * 1024;

const FILE = /^(?:issues|interactions|backup\/(?:issues|events|dependencies|comments|labels|config))\.jsonl$/;

/** Folders, and an export that the configuration puts elsewhere. */
export function beadsRoots(environment: DiscoveryEnvironment): string[] {
  const homes = [...townsOf(environment).flatMap((town) => [town, ...rigFolders(town)])];
  const around = beadsAround(environment.cwd);
  const folders = [
    ...(around === null ? [] : [around]),
    ...homes.map((home) => redirected(join(home, FOLDER))),
  ];
  return [...new Set([...folders, ...folders.flatMap(exportPath)])];
}

/** `''` is a root that is the file itself. */
export function isBeadsFile(relativePath: string): boolean {
  return relativePath === '' || FILE.test(relativePath);
}

/** The `.beads` of the repository that `folder` lies in; without a repository, that of the folder itself. */
function beadsAround(folder: string): string | null {
  for (let at = folder; ; at = dirname(at)) {
    const beads = join(at, FOLDER);
    if (isFolder(beads)) return at === folder || hasRepository(folder) ? redirected(beads) : null;
    if (existsSync(join(at, '.git')) || dirname(at) === at) return null;
  }
}

function hasRepository(folder: string): boolean {
  for (let at = folder; ; at = dirname(at)) {
    if (existsSync(join(at, '.git'))) return true;
    if (dirname(at) === at) return false;
  }
}

/** Where `.beads/redirect` of a worktree leads: a path relative to the worktree. The folder itself when there is none. */
function redirected(folder: string): string {
  let at = folder;
  for (let hop = 0; hop < REDIRECT_LIMIT; hop++) {
    const target = firstLine(join(at, 'redirect'));
    if (target === '') return at;
    const next = isAbsolute(target) ? target : resolve(dirname(at), target);
    if (!isFolder(next)) return at;
    at = next;
  }
  return at;
}

/** `export.path` of the configuration, where it names a file outside the folder that is there. */
function exportPath(folder: string): string[] {
  const config = readSmallFile(join(folder, 'config.yaml'), SMALL_BYTES) ?? '';
  const named =
    /^export\.path:[ \t]*(.+)$/m.exec(config) ??
    /^export:[ \t\r]*\n(?:[ \t]+[^ \t\n].*\n|[ \t]*\n)*?[ \t]+path:[ \t]*(.+)$/m.exec(config);
  const path =
    named?.[1]
      ?.replace(/[ \t]#.*$/, '')
      .trim()
      .replace(/^(["'])(.*)\1$/, '$2') ?? '';
  if (path === '' || !path.endsWith('.jsonl')) return [];
  const file = resolve(dirname(folder), path);
  return existsSync(file) && dirname(file) !== folder ? [file] : [];
}

function firstLine(path: string): string {
  return ((readSmallFile(path, SMALL_BYTES) ?? '').split(/[\r\n]/, 1)[0] ?? '').trim();
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}
