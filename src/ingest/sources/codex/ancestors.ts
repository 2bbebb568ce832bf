/**
 * Where a thread hangs, by the rollouts of the threads above it: a sub-agent three levels down names its parent only (codex.md 2), and
 * the full path makes its session's id (DATA.md 2). A parent is older than its children, so its first row is there to be read.
 */

import { readdirSync } from 'node:fs';
import path from 'node:path';
import { PACKED_HEAD_BYTES, unpackedHead } from '../../gz.ts';
import { readFileHead } from '../../small-file.ts';
import { isObject } from '../fields.ts';
import { type JsonObject, parseJson } from '../json-line.ts';
import { isCompressed, withoutCompression } from '../names.ts';

/** The first line holds the instructions of the harness: 30 KB and more. */
const FIRST_LINE_BYTES = 1024 * 1024;
/** Levels that are followed; logs could link threads in a circle. */
const MAX_DEPTH = 16;
const DAY_MS = 86_400_000;
/** `sessions/YYYY/MM/DD` and the flat archive beside it. */
const DATED = /^(.*)[\\/]sessions[\\/]\d{4}[\\/]\d\d[\\/]\d\d$/;
const SAFE_ID = /^[\w-]{1,100}$/;

/** Parents by the folder of all sessions and the thread's id: a first row is written once. */
const knownParents = new Map<string, string | null>();
const MOST_KNOWN = 2_000;

/** Session id of a thread, its ancestors before it, as far as rollouts beside `file` tell; `madeAt`: when a thread was made by its id, epoch ms. */
export function sessionOfThread(
  thread: string,
  file: string,
  madeAt: (thread: string) => number | null,
): string {
  const chain = [thread];
  for (let one: string | null = thread; chain.length < MAX_DEPTH; chain.unshift(one)) {
    one = parentOf(one, file, madeAt(one));
    if (one === null || chain.includes(one)) break;
  }
  return chain.join('/');
}

function parentOf(thread: string, file: string, madeAt: number | null): string | null {
  if (!SAFE_ID.test(thread)) return null;
  const own = path.dirname(file);
  const home = DATED.exec(own)?.[1] ?? path.dirname(own);
  const key = `${home}\n${thread}`;
  const known = knownParents.get(key);
  if (known !== undefined) return known;
  const meta = metaOf(thread, foldersBeside(own, home, madeAt));
  // A rollout that is not there yet may come.
  if (meta === null) return null;
  if (knownParents.size >= MOST_KNOWN) knownParents.clear();
  const parent = parentIn(meta);
  knownParents.set(key, parent);
  return parent;
}

function parentIn(meta: JsonObject): string | null {
  if (meta.thread_source === 'user') return null;
  const source = isObject(meta.source) ? meta.source.subagent : undefined;
  const spawn = isObject(source) && isObject(source.thread_spawn) ? source.thread_spawn : {};
  const parent = spawn.parent_thread_id ?? meta.parent_thread_id;
  return typeof parent === 'string' && parent !== '' ? parent : null;
}

/** What the first row of a thread's rollout says; null when there is none to be read. */
function metaOf(thread: string, folders: readonly string[]): JsonObject | null {
  for (const folder of folders)
    for (const rollout of rolloutsIn(folder, thread)) {
      const head = headOf(rollout);
      const end = head?.indexOf(0x0a) ?? -1;
      const row = head === null || end === -1 ? null : parseJson(head.toString('utf8', 0, end));
      if (!isObject(row)) continue;
      const meta = isObject(row.payload) ? row.payload : row;
      if ((meta.id ?? meta.session_id) === thread) return meta;
    }
  return null;
}

/** Codex compresses rollouts that are at rest. */
function headOf(file: string): Buffer | null {
  if (!isCompressed(file)) return readFileHead(file, FIRST_LINE_BYTES);
  const packed = readFileHead(file, PACKED_HEAD_BYTES);
  return packed === null ? null : unpackedHead(packed);
}

/** The file's own folder, those of the days around the thread's making (days are local time), and the archive. */
function foldersBeside(own: string, home: string, madeAt: number | null): string[] {
  const days = madeAt === null ? [] : [0, -DAY_MS, DAY_MS].map((shift) => dayOf(madeAt + shift));
  const dated = days.map((day) => path.join(home, 'sessions', day));
  return [...new Set([own, ...dated, path.join(home, 'archived_sessions')])];
}

function dayOf(at: number): string {
  return new Date(at).toISOString().slice(0, 10).replaceAll('-', path.sep);
}

/** Paths of a thread's rollouts in a folder: one, or two while it is being compressed. */
function rolloutsIn(folder: string, thread: string): string[] {
  return namesIn(folder)
    .filter((name) => name.startsWith('rollout-') && withoutCompression(name).endsWith(`${thread}.jsonl`))
    .map((name) => path.join(folder, name));
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
