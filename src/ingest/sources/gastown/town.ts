/** Where Gas Town lies on this machine: the towns, and the rigs of each. */

import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import type { DiscoveryEnvironment } from '../../../domain/adapter.ts';
import { readSmallFile } from '../../small-file.ts';
import { isObject } from '../fields.ts';
import { parseJson } from '../json-line.ts';

/** Files by which a folder is known as a town's root. */
const MARKS = [join('mayor', 'rigs.json'), join('mayor', 'town.json')];
/** A rig's name is a folder of the town: no separators, nothing that leads out of it. */
const RIG_NAME = /^(?!\.{1,2}$)[\w.-]{1,128}$/;
const RIGS_LIMIT = 500;
const RIGS_BYTES = 1024 * 1024;

/** The town around the current folder, those that the environment names, and `~/gt`; they need not exist. */
export function townsOf({ env, home, cwd }: DiscoveryEnvironment): string[] {
  const around = townAround(cwd);
  const named = [env.GT_TOWN_ROOT, env.GT_HOME].flatMap((folder) => (folder ? [resolve(cwd, folder)] : []));
  return [...new Set([...(around === null ? [] : [around]), ...named, join(home, 'gt')])];
}

/** The nearest folder at or above `folder` that is a town's root; null when there is none. */
function townAround(folder: string): string | null {
  for (let at = folder; ; at = dirname(at)) {
    if (MARKS.some((mark) => existsSync(join(at, mark)))) return at;
    if (dirname(at) === at) return null;
  }
}

/** Folders of the rigs that `mayor/rigs.json` names. */
export function rigFolders(town: string): string[] {
  const rigs = readRigs(join(town, 'mayor', 'rigs.json'));
  return rigs
    .filter((name) => RIG_NAME.test(name))
    .slice(0, RIGS_LIMIT)
    .map((name) => join(town, name));
}

/** `{"rigs": {"<name>": {…}}}`; a missing or unreadable file names none. */
function readRigs(path: string): string[] {
  const value = parseJson(readSmallFile(path, RIGS_BYTES) ?? '');
  return isObject(value) && isObject(value.rigs) ? Object.keys(value.rigs) : [];
}
