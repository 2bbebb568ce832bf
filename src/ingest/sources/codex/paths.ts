/** Where Codex writes rollouts, and what a rollout's name says of its thread (codex.md 1). */

import path from 'node:path';
import type { DiscoveryEnvironment } from '../../../domain/adapter.ts';

/** Live and archived rollouts; the index and prompt files beside them hold nothing that a rollout does not. */
const FOLDERS = ['sessions', 'archived_sessions'];
const ROLLOUT = /^rollout-.*\.jsonl$/;
const THREAD_ID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}(?=\.jsonl)/i;
const ENDING = /\.jsonl(?:[.-]\d[\w-]*)?$/;

/** Folders below `$CODEX_HOME`, else below `~/.codex`; XDG names mean nothing to Codex. */
export function rolloutRoots({ env, home, cwd }: DiscoveryEnvironment): string[] {
  const configured = env.CODEX_HOME ?? '';
  const root =
    configured === '' ? path.join(home, '.codex') : path.resolve(cwd, expandHome(configured, home));
  return FOLDERS.map((folder) => path.join(root, folder));
}

function expandHome(entry: string, home: string): string {
  return entry === '~' || entry.startsWith('~/') ? path.join(home, entry.slice(1)) : entry;
}

/** `2026/02/23/rollout-2026-02-23T12-40-23-<thread>.jsonl`, and the same name in the flat archive. */
export function isRolloutPath(relativePath: string): boolean {
  return ROLLOUT.test(path.posix.basename(relativePath));
}

/** The thread that a file is of by its name: its uuid, else the name without its ending. */
export function threadOfPath(filePath: string): string {
  const name = filePath.split(/[\\/]/).at(-1) ?? '';
  return THREAD_ID.exec(name)?.[0] ?? name.replace(ENDING, '');
}
