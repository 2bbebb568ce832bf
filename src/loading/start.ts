/** First lines of each file of dist/ that is started: where compiled code is kept, and the first chunk. */

import os from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { openCodeCache } from './code-cache.ts';
import { createLoader } from './loader.ts';

/** A thread is ended without a word, so it keeps its code while it runs: soon, because a first read is over in seconds. */
const KEEP_AFTER_MS = 2_000;

export interface Started {
  /** The file that was started: chunks are beside it, and know themselves by its name. */
  readonly file: string;
  readonly chunk: string;
  /** A digest of all chunks. */
  readonly build: string;
  readonly isThread: boolean;
  readonly require: (name: string) => unknown;
}

export function start({ file, chunk, build, isThread, require }: Started): void {
  const folder = cacheFolder();
  const cache = folder === null ? null : openCodeCache(folder, `${build}-${process.version}-${process.arch}`);
  const loader = createLoader(file, cache, require);
  if (isThread) setTimeout(loader.keep, KEEP_AFTER_MS).unref();
  else process.on('exit', loader.keep);
  loader.load(chunk);
}

/** null when it is switched off (by the name that newer Nodes know), or when no home is known. */
function cacheFolder(): string | null {
  const { env, platform } = process;
  if (env.NODE_DISABLE_COMPILE_CACHE) return null;
  const given = platform === 'win32' ? env.LOCALAPPDATA : env.XDG_CACHE_HOME;
  if (given !== undefined && path.isAbsolute(given)) return path.join(given, 'agentperf', 'code');
  const home = homeFolder();
  if (!path.isAbsolute(home)) return null;
  return path.join(
    home,
    ...(platform === 'darwin' ? ['Library', 'Caches'] : ['.cache']),
    'agentperf',
    'code',
  );
}

function homeFolder(): string {
  try {
    return os.homedir();
  } catch {
    return '';
  }
}
