/** Where OpenCode keeps its database or, before 1.2.0, a file for each object (opencode.md 1). */

import { readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import type { DiscoveryEnvironment } from '../../../domain/adapter.ts';

/** A database, whatever stands before its name, or an object's file. */
export const MAY_BE_OPENCODE = /^(?:[^/]*opencode[^/]*\.db|[^/]+\.json)$/;
/** `opencode.db`, and of other release channels `opencode-<channel>.db`. */
const DATABASE = /^opencode(?:-[\w.-]+)?\.db$/;
const DATABASE_NAME = 'opencode.db';
/** JSON storage of 0.6 to 1.1, below `storage`. */
const OBJECT_PATH = /^(?:session|message|part)\/[^/]+\/[^/]+\.json$/;
/** That of older versions, below `project`. */
const OLD_OBJECT_PATH =
  /^[^/]+\/storage\/session\/(?:info\/[^/]+|message\/[^/]+\/[^/]+|part\/[^/]+\/[^/]+\/[^/]+)\.json$/;

/**
 * The data folder, on every platform that of Linux; `OPENCODE_DB` names another database. `OPENCODE_DATA_DIR` is what readers of OpenCode's
 * logs are told with, not OpenCode. The JSON storage is read only where there is no database: that holds all that the files did.
 */
export function dataRoots(environment: DiscoveryEnvironment): string[] {
  const folders = dataFolders(environment);
  const named = namedDatabase(environment, folders[0] as string);
  const databases = [...(named === null ? [] : [named]), ...folders.flatMap(databasesIn)];
  if (databases.some(isFile)) return [...new Set(databases)];
  const places = folders.flatMap((folder) =>
    [DATABASE_NAME, 'storage', 'project'].map((name) => path.join(folder, name)),
  );
  return [...new Set([...databases, ...places])];
}

/** A database is a root itself; of the others, `storage` and `project`, the objects are read. */
export function isDataPath(relativePath: string): boolean {
  return relativePath === '' || OBJECT_PATH.test(relativePath) || OLD_OBJECT_PATH.test(relativePath);
}

function dataFolders({ env, home, cwd }: DiscoveryEnvironment): string[] {
  const configured = env.XDG_DATA_HOME ?? '';
  const shared = configured === '' ? path.join(home, '.local', 'share') : path.resolve(cwd, configured);
  const told = env.OPENCODE_DATA_DIR ?? '';
  return [path.join(shared, 'opencode'), ...(told === '' ? [] : [path.resolve(cwd, told)])];
}

/** `OPENCODE_DB` is absolute or a name in the data folder; `:memory:` is no file. */
function namedDatabase({ env }: DiscoveryEnvironment, folder: string): string | null {
  const name = env.OPENCODE_DB ?? '';
  return name === '' || name === ':memory:' ? null : path.resolve(folder, name);
}

function databasesIn(folder: string): string[] {
  try {
    return readdirSync(folder)
      .filter((name) => DATABASE.test(name))
      .map((name) => path.join(folder, name));
  } catch {
    return [];
  }
}

function isFile(file: string): boolean {
  try {
    return statSync(file).isFile();
  } catch {
    return false;
  }
}

/** What the place of an object's file says of it; null = not told by its place. */
export interface ObjectPlace {
  readonly kind: 'session' | 'message' | 'part' | null;
  readonly sessionId: string | null;
  readonly messageId: string | null;
  /** Folder that holds `message`, `part` and the folders of sessions; null when the file lies in no such storage. */
  readonly storage: string | null;
  /** Folders below `storage` in which a session's file may be: those of `session`, or `info`. */
  readonly sessionFolders: 'session' | 'info';
}

const UNPLACED: ObjectPlace = {
  kind: null,
  sessionId: null,
  messageId: null,
  storage: null,
  sessionFolders: 'session',
};

export function objectPlace(file: string): ObjectPlace {
  const folders = path.dirname(file).split(path.sep);
  const [third, second, first] = [folders.at(-3), folders.at(-2) ?? '', folders.at(-1) ?? ''];
  const above = (levels: number): string => folders.slice(0, -levels).join(path.sep) || path.sep;
  if (first === 'info' && second === 'session')
    return { ...UNPLACED, kind: 'session', storage: above(1), sessionFolders: 'info' };
  if (second === 'session') return { ...UNPLACED, kind: 'session', storage: above(2) };
  if (second === 'message') {
    const sessionFolders = folders.at(-3) === 'session' ? 'info' : 'session';
    return { ...UNPLACED, kind: 'message', sessionId: first, storage: above(2), sessionFolders };
  }
  if (second === 'part') return { ...UNPLACED, kind: 'part', messageId: first, storage: above(2) };
  if (third !== 'part') return UNPLACED;
  const place = { sessionId: second, messageId: first, storage: above(3) };
  return { kind: 'part', ...place, sessionFolders: 'info' };
}
