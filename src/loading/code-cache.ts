/**
 * Compiled code by unit, in files of the user's cache folder. It is code that will run, so only a folder and files that nobody else can
 * write are read; and it is only a cache, so nothing that goes wrong with it is ever told.
 */

import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import process from 'node:process';

export interface CodeCache {
  /** Compiled code by chunk; null when there is none that can be trusted. */
  read(unit: string): ReadonlyMap<string, Buffer> | null;
  write(unit: string, chunks: ReadonlyMap<string, Buffer>): void;
}

/** A file is a digest of the rest (V8 runs damaged code as it is), the length of the table of contents, the table, and the code. */
const DIGEST = { algorithm: 'sha256', bytes: 32 } as const;
const LENGTH_BYTES = 4;
const SUFFIX = '.code';

/** `build` names the very files that the code was compiled of, and the Node that compiled it. */
export function openCodeCache(folder: string, build: string): CodeCache {
  const fileOf = (unit: string): string => path.join(folder, `${unit}-${build}${SUFFIX}`);
  return {
    read: (unit) => {
      try {
        return isOwn(fs.statSync(folder)) ? readChunks(fileOf(unit)) : null;
      } catch {
        return null;
      }
    },
    write: (unit, chunks) => {
      try {
        fs.mkdirSync(folder, { recursive: true, mode: 0o700 });
        if (!isOwn(fs.statSync(folder))) return;
        removeOthers(folder, build);
        replaceFile(fileOf(unit), packed(chunks));
      } catch {
        // Read-only or full: the next run compiles again.
      }
    },
  };
}

function isOwn(stats: fs.Stats): boolean {
  if (process.getuid === undefined) return true;
  return stats.uid === process.getuid() && (stats.mode & 0o022) === 0;
}

function readChunks(file: string): ReadonlyMap<string, Buffer> | null {
  const descriptor = fs.openSync(file, fs.constants.O_RDONLY | (fs.constants.O_NOFOLLOW ?? 0));
  try {
    const stats = fs.fstatSync(descriptor);
    return stats.isFile() && isOwn(stats) ? unpacked(fs.readFileSync(descriptor)) : null;
  } finally {
    fs.closeSync(descriptor);
  }
}

function packed(chunks: ReadonlyMap<string, Buffer>): Buffer {
  const table = Buffer.from(JSON.stringify([...chunks].map(([chunk, code]) => [chunk, code.length])));
  const length = Buffer.alloc(LENGTH_BYTES);
  length.writeUInt32LE(table.length);
  const rest = Buffer.concat([length, table, ...chunks.values()]);
  return Buffer.concat([digestOf(rest), rest]);
}

/** null when the file is not as it was written. */
function unpacked(file: Buffer): ReadonlyMap<string, Buffer> | null {
  const rest = file.subarray(DIGEST.bytes);
  if (!digestOf(rest).equals(file.subarray(0, DIGEST.bytes))) return null;
  let at = LENGTH_BYTES + rest.readUInt32LE();
  const table = JSON.parse(rest.toString('latin1', LENGTH_BYTES, at)) as [string, number][];
  return new Map(
    table.map(([chunk, length]) => {
      at += length;
      return [chunk, rest.subarray(at - length, at)];
    }),
  );
}

function digestOf(bytes: Buffer): Buffer {
  return createHash(DIGEST.algorithm).update(bytes).digest();
}

/** Written beside its place and renamed once it is on the disk, so that no half of it is ever run. */
function replaceFile(file: string, content: Buffer): void {
  const unfinished = `${file}.${process.pid}`;
  const descriptor = fs.openSync(unfinished, 'wx', 0o600);
  try {
    fs.writeFileSync(descriptor, content);
    fs.fsyncSync(descriptor);
    fs.renameSync(unfinished, file);
  } catch (error) {
    fs.rmSync(unfinished, { force: true });
    throw error;
  } finally {
    fs.closeSync(descriptor);
  }
}

/** Code of other builds is of no use any more. */
function removeOthers(folder: string, build: string): void {
  for (const name of fs.readdirSync(folder))
    if (name.endsWith(SUFFIX) && !name.endsWith(`-${build}${SUFFIX}`))
      fs.rmSync(path.join(folder, name), { force: true });
}
