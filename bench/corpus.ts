/** The benchmark corpus: generated once for a size, seed and version, kept under `.bench/`, with the truth beside it. */

import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { createRandom } from '../src/domain/random.ts';
import { writeClaudeFiles } from './corpus/claude-files.ts';
import { type StreamTruth, writeStreamFiles } from './corpus/stream-files.ts';
import { TextPool } from './corpus/text-pool.ts';
import { emptyTruth, type Truth } from './corpus/truth.ts';

/** Raise it whenever the same seed would give other bytes: kept corpora are then made again. */
const CORPUS_VERSION = 1;
/** Oldest session; fixed, so that the bytes do not depend on the day of the run. */
const SINCE = Date.UTC(2026, 0, 5);
const DAYS = 45;
const MEGABYTE = 1_000_000;
/** The stream is measured apart; a twentieth of the transcripts is enough for it. */
const STREAM_SHARE = 0.05;

export interface Corpus {
  readonly directory: string;
  /** What `CLAUDE_CONFIG_DIR` points to. */
  readonly claudeDirectory: string;
  readonly streamDirectory: string;
  readonly claude: Truth;
  readonly stream: StreamTruth;
}

/** Returns the corpus, generating it when it is not there. `megabytes` of transcripts, 10^6 bytes each. */
export function ensureCorpus(root: string, megabytes: number, seed: number): Corpus {
  const directory = resolve(root, `corpus-v${CORPUS_VERSION}-seed${seed}-${megabytes}mb`);
  if (!existsSync(join(directory, 'truth.json'))) generate(directory, megabytes, seed);
  const truth = JSON.parse(readFileSync(join(directory, 'truth.json'), 'utf8')) as {
    claude: Truth;
    stream: StreamTruth;
  };
  return {
    directory,
    claudeDirectory: join(directory, 'claude'),
    streamDirectory: join(directory, 'agent-work-logs'),
    ...truth,
  };
}

/** Writes beside the final place and renames, so that a broken run is never taken for a corpus. */
function generate(directory: string, megabytes: number, seed: number): void {
  const unfinished = `${directory}.unfinished`;
  rmSync(unfinished, { recursive: true, force: true });
  mkdirSync(join(unfinished, 'claude', 'projects'), { recursive: true });
  const started = performance.now();
  const pool = new TextPool(seed);
  const claude = emptyTruth();
  writeClaudeFiles({
    directory: join(unfinished, 'claude', 'projects'),
    bytes: megabytes * MEGABYTE,
    random: createRandom(seed),
    pool,
    truth: claude,
    since: SINCE,
    days: DAYS,
  });
  const stream = writeStreamFiles({
    directory: join(unfinished, 'agent-work-logs'),
    bytes: Math.floor(megabytes * MEGABYTE * STREAM_SHARE),
    random: createRandom(seed + 1),
    pool,
    since: SINCE,
  });
  writeFileSync(join(unfinished, 'truth.json'), `${JSON.stringify({ claude, stream }, null, 2)}\n`);
  renameSync(unfinished, directory);
  const seconds = (performance.now() - started) / 1_000;
  process.stdout.write(
    `corpus: ${megabytes} MB of transcripts in ${claude.files} files written in ${seconds.toFixed(1)} s (${((claude.bytes + stream.bytes) / MEGABYTE / seconds).toFixed(0)} MB/s)\n`,
  );
}
