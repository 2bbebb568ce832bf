/** `--logs` and `--source`: which log places a run reads, as the user named them. */

import fs from 'node:fs';
import path from 'node:path';
import { EXIT } from '../domain/exit-codes.ts';
import { SOURCE_IDS, type SourceId, type SourceRoot } from '../domain/source.ts';
import { UserError } from '../domain/user-error.ts';
import { didYouMean } from './nearest.ts';

/** What to read: places the user named, and sources whose own places are to be found. */
export interface SourcePlan {
  readonly named: readonly SourceRoot[];
  readonly discover: readonly SourceId[];
  /** Sources the user limited the run to; empty = no limit. */
  readonly only: readonly SourceId[];
}

/** `logs`: paths; `sources`: `NAME` or `NAME=DIR`. Relative paths are taken from `cwd`, `~` is `home`. */
export interface SourceWords {
  readonly logs: readonly string[];
  readonly sources: readonly string[];
  readonly cwd: string;
  readonly home: string;
}

/**
 * Nothing named: every source's own places. Something named: nothing else is read (REQUIREMENTS.md). A `NAME` without a folder
 * limits `--logs` where there are some, else it stands for that source's own places.
 * Throws UserError: 2 for an unknown source, 3 for a path that does not exist or cannot be looked at.
 */
export function planSources(words: SourceWords): SourcePlan {
  const sources = words.sources.map(splitSource);
  const only = [...new Set(sources.map((source) => source.id))];
  if (words.logs.length === 0 && sources.length === 0) return { named: [], discover: SOURCE_IDS, only };
  const bare = sources.filter((source) => source.folder === null).map((source) => source.id);
  const withFolder = sources.flatMap(({ id, folder }) =>
    folder === null ? [] : [{ ...root(id, folder, words), forced: true }],
  );
  const kinds = bare.length > 0 ? bare : SOURCE_IDS;
  const logs = words.logs.flatMap((folder) => kinds.map((id) => root(id, folder, words)));
  return { named: [...logs, ...withFolder], discover: words.logs.length > 0 ? [] : bare, only };
}

function splitSource(word: string): { id: SourceId; folder: string | null } {
  const equals = word.indexOf('=');
  const name = equals < 0 ? word : word.slice(0, equals);
  const folder = equals < 0 ? null : word.slice(equals + 1);
  const id = SOURCE_IDS.find((known) => known === name);
  if (id === undefined)
    throw new UserError(
      'usage',
      null,
      `unknown source ${name}`,
      didYouMean(name, SOURCE_IDS, `one of ${SOURCE_IDS.join(', ')}`),
      EXIT.usage,
    );
  if (folder === '')
    throw new UserError(
      'usage',
      null,
      `--source ${name}= names no folder`,
      `write ${name} or ${name}=DIR`,
      EXIT.usage,
    );
  return { id, folder };
}

function root(source: SourceId, folder: string, words: SourceWords): SourceRoot {
  const full = absolutePath(folder, words);
  try {
    fs.statSync(full);
  } catch (error) {
    throw new UserError(
      'source',
      full,
      reasonOf(error),
      'name a folder or file that can be read',
      EXIT.noReadableSource,
      {
        cause: error,
      },
    );
  }
  return { source, path: full, explicit: true };
}

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'does not exist',
  ENOTDIR: 'does not exist',
  EACCES: 'no permission to read it',
  EPERM: 'no permission to read it',
  ELOOP: 'a loop of links',
  ENAMETOOLONG: 'the name is too long',
};

function reasonOf(error: unknown): string {
  const code = (error as NodeJS.ErrnoException).code ?? '';
  return REASONS[code] ?? `cannot be read (${code || String(error)})`;
}

/** Absolute form of a path from a flag or the configuration; `~/` is the home folder (no shell has seen it). */
export function absolutePath(text: string, base: { readonly cwd: string; readonly home: string }): string {
  const expanded = text === '~' || text.startsWith('~/') ? path.join(base.home, text.slice(1)) : text;
  return path.resolve(base.cwd, expanded);
}
