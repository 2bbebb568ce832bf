/**
 * Finds the folder that a chat is about (gemini.md 1). The log itself only has its SHA-256, so it is looked up in the small files beside
 * the log: `<project>/.project_root`, and the registry `projects.json` of all projects.
 */

import { createHash } from 'node:crypto';
import { readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { readSmallFile } from '../../small-file.ts';
import { isObject } from '../fields.ts';
import { parseJson } from '../json-line.ts';

const ROOT_FILE = '.project_root';
const ROOT_FILE_BYTES = 8 * 1024;
const REGISTRY_BYTES = 4 * 1024 * 1024;
const PATH_CHARACTERS = 4096;
/** Folders of other projects that are looked at, and answers that are remembered, at most. */
const FOLDERS_LIMIT = 1000;
const REMEMBERED = 10_000;

/** Absolute path of a project, by its short name and by its SHA-256. */
type Known = ReadonlyMap<string, string>;

interface Remembered {
  readonly stamp: string;
  readonly known: Known;
}

const registries = new Map<string, Remembered>();
const markers = new Map<string, Remembered>();
const roots = new Map<string, string>();

/**
 * Absolute path of the project whose chats lie in `projectFolder`; null when no file tells. `projectHash` is the log's own;
 * `candidates` are folders that the log names, one of which may be the project.
 */
export function projectRootOf(
  projectFolder: string | null,
  projectHash: string | null,
  candidates: readonly string[],
): string | null {
  const named = candidates.find((folder) => sha256(folder) === projectHash);
  if (named !== undefined) return named;
  if (projectFolder === null) return null;
  const key = `${projectFolder}\n${projectHash}`;
  const before = roots.get(key);
  if (before !== undefined) return before;
  const found = ownRoot(projectFolder) ?? fromRegistry(projectFolder, projectHash);
  if (found !== null) remember(roots, key, found);
  return found;
}

function ownRoot(projectFolder: string): string | null {
  const text = readSmallFile(path.join(projectFolder, ROOT_FILE), ROOT_FILE_BYTES)?.trim() ?? '';
  return isFolderPath(text) ? text : null;
}

/** A project that another file knows, when it has this folder's name or the log's hash. */
function fromRegistry(projectFolder: string, projectHash: string | null): string | null {
  const all = path.dirname(projectFolder);
  const name = path.basename(projectFolder);
  for (const known of [registryOf(path.dirname(all)), markersIn(all)]) {
    const found = known.get(name) ?? (projectHash === null ? undefined : known.get(projectHash));
    if (found !== undefined) return found;
  }
  return null;
}

/** `projects.json`: `{"projects": {"<absolute path>": "<short name>"}}`. */
function registryOf(geminiFolder: string): Known {
  const file = path.join(geminiFolder, 'projects.json');
  return whileUnchanged(registries, file, () => {
    const text = readSmallFile(file, REGISTRY_BYTES);
    const registry = text === null ? null : parseJson(text);
    const projects = isObject(registry) && isObject(registry.projects) ? registry.projects : {};
    const known = new Map<string, string>();
    for (const [folder, name] of Object.entries(projects))
      if (isFolderPath(folder)) {
        known.set(sha256(folder), folder);
        if (typeof name === 'string') known.set(name, folder);
      }
    return known;
  });
}

/** What the other projects' own files say: a folder may have moved from its hash to a short name. */
function markersIn(allProjects: string): Known {
  return whileUnchanged(markers, allProjects, () => {
    const known = new Map<string, string>();
    for (const name of readdirSync(allProjects).slice(0, FOLDERS_LIMIT)) {
      const folder = ownRoot(path.join(allProjects, name));
      if (folder !== null) known.set(sha256(folder), folder);
    }
    return known;
  });
}

function whileUnchanged(memory: Map<string, Remembered>, place: string, read: () => Known): Known {
  try {
    const { mtimeMs, size } = statSync(place);
    const stamp = `${mtimeMs}:${size}`;
    const before = memory.get(place);
    if (before?.stamp === stamp) return before.known;
    const known = read();
    remember(memory, place, { stamp, known });
    return known;
  } catch {
    return new Map();
  }
}

function remember<Value>(memory: Map<string, Value>, key: string, value: Value): void {
  if (memory.size >= REMEMBERED) memory.clear();
  memory.set(key, value);
}

function isFolderPath(text: string): boolean {
  return text.length <= PATH_CHARACTERS && (path.posix.isAbsolute(text) || path.win32.isAbsolute(text));
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
