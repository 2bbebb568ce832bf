/** Appends one line to the ledger file in one write, behind whatever others append at the same time. */

import fs from 'node:fs';
import path from 'node:path';
import { EXIT } from '../../domain/exit-codes.ts';
import { UserError } from '../../domain/user-error.ts';

const { O_APPEND, O_CREAT, O_RDWR, O_NOFOLLOW = 0, O_NONBLOCK = 0 } = fs.constants;
const FILE_MODE = 0o600;
const FOLDER_MODE = 0o700;
const NEWLINE = 0x0a;

/** Throws UserError (exit 7) when the line is not in the file. Never waits: a pipe nobody reads is refused, not opened. */
export function appendLine(file: string, line: string): void {
  try {
    fs.mkdirSync(path.dirname(file), { recursive: true, mode: FOLDER_MODE });
    const descriptor = fs.openSync(file, O_RDWR | O_APPEND | O_CREAT | O_NOFOLLOW | O_NONBLOCK, FILE_MODE);
    try {
      write(descriptor, file, line);
    } finally {
      fs.closeSync(descriptor);
    }
  } catch (error) {
    throw error instanceof UserError ? error : writeError(file, error);
  }
}

function write(descriptor: number, file: string, line: string): void {
  const stat = fs.fstatSync(descriptor);
  if (!stat.isFile()) throw failure(file, 'not a file');
  // A write of somebody else that was cut off must not take this line with it.
  const bytes = Buffer.from(endsTorn(descriptor, stat.size) ? `\n${line}` : line);
  const written = fs.writeSync(descriptor, bytes, 0, bytes.length);
  if (written < bytes.length) throw failure(file, 'no space left');
}

function endsTorn(descriptor: number, size: number): boolean {
  const last = Buffer.alloc(1);
  return size > 0 && fs.readSync(descriptor, last, 0, 1, size - 1) === 1 && last[0] !== NEWLINE;
}

const REASONS: Readonly<Record<string, string>> = {
  ENOSPC: 'no space left',
  EDQUOT: 'no space left (quota)',
  EFBIG: 'no space left (limit of file sizes)',
  EACCES: 'no permission to write there',
  EPERM: 'no permission to write there',
  EROFS: 'a read-only file system',
  EISDIR: 'a folder, not a file',
  ENOTDIR: 'its folder is a file',
  EEXIST: 'its folder is a file',
  ELOOP: 'a link, not a file',
  ENXIO: 'not a file',
};

function writeError(file: string, error: unknown): UserError {
  const code = (error as NodeJS.ErrnoException).code ?? '';
  return failure(file, REASONS[code] ?? `cannot be written (${code || String(error)})`, error);
}

function failure(file: string, why: string, cause?: unknown): UserError {
  return new UserError(
    'ledger',
    file,
    why,
    'name another place with --file or AGENTPERF_LEDGER',
    EXIT.noSpace,
    { cause },
  );
}
