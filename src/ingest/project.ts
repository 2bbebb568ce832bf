/** Which project a working folder belongs to: the git repository it lies in, without running git (DESIGN.md 5). */

import fs from 'node:fs';
import path from 'node:path';
import { remembered } from '../domain/remembered.ts';
import { readWholeFile } from './small-file.ts';

/** Folders remembered; beyond it everything is looked up again. */
const REMEMBERED = 5_000;
/** A `.git` file holds one path. */
const GIT_FILE_BYTES = 8192;

/**
 * Name of the repository that holds `cwd`; a worktree counts as its repository. A folder that is not on this machine (any more) or in
 * no repository is named by its path alone.
 */
export function createProjectFinder(): (cwd: string) => string | null {
  const known = new Map<string, string | null>();
  return (cwd) =>
    remembered(known, cwd, REMEMBERED, () => (path.isAbsolute(cwd) ? projectOf(cwd) : lastPart(cwd)));
}

function projectOf(cwd: string): string | null {
  for (let folder = cwd; ; folder = path.dirname(folder)) {
    const git = path.join(folder, '.git');
    const stat = statOf(git);
    if (stat?.isDirectory() === true) return path.basename(folder);
    if (stat?.isFile() === true) return repositoryOfWorktree(git) ?? path.basename(folder);
    if (folder === path.dirname(folder)) return lastPart(cwd);
  }
}

/** A worktree's `.git` file names `<repository>/.git/worktrees/<name>`; a submodule's `.git/modules/…` names its own folder. */
function repositoryOfWorktree(gitFile: string): string | null {
  const content = readWholeFile(gitFile, GIT_FILE_BYTES)?.toString('utf8') ?? '';
  const target = /^gitdir: (.+)$/m.exec(content)?.[1] ?? '';
  const repository = /^(.*)[\\/]\.git[\\/]worktrees[\\/][^\\/]+\s*$/.exec(target)?.[1];
  return repository === undefined ? null : path.basename(repository);
}

function statOf(file: string): fs.Stats | null {
  try {
    return fs.statSync(file);
  } catch {
    return null;
  }
}

/** Folders that tools keep worktrees in: `<repository>/.worktrees/<name>`, `<repository>-worktrees/<name>`. */
const WORKTREES = /^(.*-|\.?)worktrees$/;

/** Of a folder that cannot be looked at: the repository that its path shows it to be a worktree of, else its last component. */
function lastPart(folder: string): string | null {
  const parts = folder.split(/[\\/]/).filter((part) => part !== '');
  const at = parts.findIndex((part, index) => index < parts.length - 1 && WORKTREES.test(part));
  const name = parts[at]?.replace(WORKTREES, '$1').replace(/[-.]$/, '');
  const above = parts.slice(0, Math.max(0, at)).findLast((part) => !part.startsWith('.'));
  return (name || above) ?? parts.at(-1) ?? null;
}
