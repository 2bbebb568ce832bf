/** Where Bosun keeps its session accumulator and its session documents (bosun.md 1). */

import { basename, dirname, join, resolve } from 'node:path';
import type { DiscoveryEnvironment } from '../../../domain/adapter.ts';
import { candidateFolders } from '../work-stream/files.ts';

const ACCUMULATOR = 'session-accumulator.jsonl';
const CACHE = '.cache';

/** The accumulator is named as a file, because much else lies beside it. */
export function bosunRoots({ env, cwd }: DiscoveryEnvironment): string[] {
  const folders = candidateFolders(cwd);
  const logFolder = env.AGENT_WORK_LOG_DIR ? resolve(cwd, env.AGENT_WORK_LOG_DIR) : null;
  const ownCache = logFolder === null ? null : dirname(logFolder);
  if (ownCache !== null && basename(ownCache) === CACHE) folders.unshift(dirname(ownCache));
  return [...new Set(folders)].flatMap((folder) => [
    join(folder, CACHE, ACCUMULATOR),
    join(folder, 'logs', 'sessions'),
  ]);
}

/** The accumulator itself, or a document right in `logs/sessions`. */
export function isBosunFile(relativePath: string): boolean {
  return relativePath === '' || /^[^\\/]+\.json$/.test(relativePath);
}
