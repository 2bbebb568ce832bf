/** Finds out by content which adapter a file belongs to, for folders and files that the user named. */

import { closeSync } from 'node:fs';
import type { Adapter } from '../domain/adapter.ts';
import type { ObservedFile, SourceId, SourceProblem } from '../domain/source.ts';
import { type Content, plainContent } from './content.ts';
import { unpackHead } from './gz.ts';
import { DEFAULT_MAX_LINE_BYTES } from './lines.ts';
import { openLog } from './open-file.ts';
import { problemOf } from './problems.ts';
import { isCompressed, JSON_LINES, withoutCompression } from './sources/names.ts';

const NEWLINE = 0x0a;
const HEAD_BYTES = 64 * 1024;
const SCAN_BYTES = 1024 * 1024;
/** Files whose verdict is remembered; past it the memory starts anew, so that it cannot grow for ever. */
const MAX_REMEMBERED = 50_000;

/** The adapter's id; `undecided` while there is no complete line to judge by. */
type Verdict = SourceId | 'undecided' | SourceProblem;

/** Asks every adapter for the first 64 KiB (or the first line, when that is longer); the names of two that claim a file are a problem. */
export function recogniseFile(path: string, rootPath: string, adapters: readonly Adapter[]): Verdict {
  const head = readFirstLines(path, rootPath);
  return Buffer.isBuffer(head) ? judge(path, head, adapters) : head;
}

function readFirstLines(path: string, rootPath: string): Buffer | SourceProblem {
  const opened = openLog(path, rootPath);
  if ('reason' in opened) return { path, source: null, reason: opened.reason };
  const { fd, stats } = opened;
  try {
    if (!isCompressed(path)) return readFirstLine(plainContent(fd, stats.size));
    const head = stats.size === 0 ? Buffer.alloc(0) : unpackHead(fd);
    return head ?? { path, source: null, reason: 'not a compressed file' };
  } catch (error) {
    return problemOf(error, path, null);
  } finally {
    closeSync(fd);
  }
}

function judge(path: string, head: Buffer, adapters: readonly Adapter[]): Verdict {
  const claiming = head.length === 0 ? [] : adapters.filter((adapter) => adapter.recognises(path, head));
  const [first, second] = claiming;
  if (first !== undefined && second === undefined) return first.id;
  if (first === undefined) {
    const mayGrow = !head.includes(NEWLINE) && JSON_LINES.test(withoutCompression(path));
    return mayGrow || head.length === 0
      ? 'undecided'
      : { path, source: null, reason: 'format not recognised' };
  }
  const names = claiming.map((adapter) => adapter.displayName).join(' and ');
  return { path, source: null, reason: `claimed by ${names}` };
}

/** The lines that a format is told by: the first 64 KiB, or the whole first line when that is longer; behind lines too long to be read. */
function readFirstLine(content: Content): Buffer {
  for (let from = 0; ; ) {
    const head = readLineFrom(content, from);
    if (head.includes(NEWLINE) || from + head.length >= content.size) return head;
    from = nextLineStart(content, from + head.length);
    if (from >= content.size) return head.subarray(0, HEAD_BYTES);
  }
}

function readLineFrom(content: Content, from: number): Buffer {
  let head = content.range(from, from + HEAD_BYTES);
  for (let length = HEAD_BYTES * 16; !head.includes(NEWLINE); length *= 16) {
    if (from + head.length >= content.size || head.length >= DEFAULT_MAX_LINE_BYTES) break;
    const longer = content.range(from, from + Math.min(length, DEFAULT_MAX_LINE_BYTES));
    if (longer.length <= head.length) break;
    head = longer;
  }
  return head;
}

/** Start of the line after the next newline at or behind `from`, looked for in pieces; the content's size when there is none. */
function nextLineStart(content: Content, from: number): number {
  for (let at = from; at < content.size; at += SCAN_BYTES) {
    const newline = content.range(at, at + SCAN_BYTES).indexOf(NEWLINE);
    if (newline !== -1) return at + newline + 1;
  }
  return content.size;
}

interface Remembered {
  readonly seen: Omit<ObservedFile, 'source' | 'adapterVersion'>;
  readonly verdict: Verdict;
}

/**
 * Remembers verdicts, so that a sweep over known files opens none of them: a recognised file keeps its adapter while it only grows,
 * any other verdict holds until the file changes.
 */
export class Recogniser {
  readonly #adapters: readonly Adapter[];
  readonly #remembered = new Map<string, Remembered>();

  constructor(adapters: readonly Adapter[]) {
    this.#adapters = adapters;
  }

  verdict(seen: Remembered['seen'], rootPath: string): Verdict {
    const known = this.#remembered.get(seen.path);
    if (known !== undefined && isStill(known, seen)) return known.verdict;
    const head = readFirstLines(seen.path, rootPath);
    // Not being able to open it (no free descriptor) says nothing about the file: it is tried again each time.
    if (!Buffer.isBuffer(head)) return head;
    const verdict = judge(seen.path, head, this.#adapters);
    if (this.#remembered.size >= MAX_REMEMBERED) this.#remembered.clear();
    this.#remembered.set(seen.path, { seen, verdict });
    return verdict;
  }
}

function isStill({ seen: before, verdict }: Remembered, seen: Remembered['seen']): boolean {
  if (before.dev !== seen.dev || before.ino !== seen.ino) return false;
  const isRecognised = typeof verdict === 'string' && verdict !== 'undecided';
  if (isRecognised && seen.size >= before.size) return true;
  return before.size === seen.size && before.mtimeMs === seen.mtimeMs && before.ctimeMs === seen.ctimeMs;
}
