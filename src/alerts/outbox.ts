/** Appends alert lines to agent-alerts.jsonl: whole lines only, none twice after a crash, and never into another file than the path names (F4, F32). */

import {
  closeSync,
  constants,
  fstatSync,
  lstatSync,
  mkdirSync,
  openSync,
  readSync,
  type Stats,
  writeSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { type AlertLine, serializeAlertLine } from './alert-line.ts';
import { RecentSet } from './recent.ts';

/** The line is not in the file: keep the alert pending and try again later. `code` is the system's (`ENOSPC`, `EIO`, ...). */
interface OutboxFailure {
  readonly failed: string;
  readonly message: string;
}

type AppendResult = 'written' | 'already' | OutboxFailure;

export interface Outbox {
  /** Never throws. `already`: this status of this alert stands in the file. */
  append(line: AlertLine): AppendResult;
  close(): void;
}

export interface OutboxOptions {
  readonly path: string;
  readonly maxLineBytes?: number;
}

/** Below the size up to which an append is one piece for every other writer. */
const MAX_LINE_BYTES = 4096;
/** How much of the file's end is searched for lines that a crash left untold as written. */
const TAIL_BYTES = 64 * 1024;
/** Lines remembered as written; far more than 64 KiB hold. */
const REMEMBERED_LINES = 4096;
const FILE_MODE = 0o600;
const FOLDER_MODE = 0o700;
const NEWLINE = 0x0a;
const { O_APPEND, O_CREAT, O_NOFOLLOW, O_NONBLOCK, O_RDWR } = constants;

export function createOutbox({ path, maxLineBytes = MAX_LINE_BYTES }: OutboxOptions): Outbox {
  return new FileOutbox(path, maxLineBytes);
}

class FileOutbox implements Outbox {
  private descriptor: number | null = null;
  private identity = '';
  /** The file's last line lacks its newline: somebody's write was cut off. */
  private endsTorn = false;
  private readonly written = new RecentSet<string>(REMEMBERED_LINES);
  private readonly path: string;
  private readonly maxLineBytes: number;

  constructor(path: string, maxLineBytes: number) {
    this.path = path;
    this.maxLineBytes = maxLineBytes;
  }

  append(line: AlertLine): AppendResult {
    const key = keyOf(line.alert_id, line.status);
    try {
      const descriptor = this.ready();
      if (this.written.has(key)) {
        return 'already';
      }
      this.writeLine(descriptor, serializeAlertLine(line, this.maxLineBytes - 1));
      this.written.add(key);
      return 'written';
    } catch (error) {
      // The next append looks at the file again: what of this line reached it is not known.
      this.close();
      return failureOf(error);
    }
  }

  close(): void {
    if (this.descriptor !== null) {
      try {
        closeSync(this.descriptor);
      } catch {
        // A close that fails (EIO) has released the descriptor all the same.
      }
      this.descriptor = null;
    }
  }

  /** The descriptor of the file that the path names now: rotation puts another one there. */
  private ready(): number {
    if (this.descriptor !== null && this.identity === identityAt(this.path)) {
      return this.descriptor;
    }
    this.close();
    const descriptor = this.open();
    this.descriptor = descriptor;
    const stats = fstatSync(descriptor);
    if (!stats.isFile()) {
      throw new Error(`${this.path} is not a regular file`);
    }
    this.identity = identityOf(stats);
    this.readTail(descriptor, stats.size);
    return descriptor;
  }

  private open(): number {
    // O_NOFOLLOW: a link put there must not lead our lines elsewhere. O_NONBLOCK: a FIFO must not hang us.
    const flags = O_RDWR | O_APPEND | O_CREAT | O_NOFOLLOW | O_NONBLOCK;
    try {
      return openSync(this.path, flags, FILE_MODE);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') {
        throw error;
      }
      mkdirSync(dirname(this.path), { recursive: true, mode: FOLDER_MODE });
      return openSync(this.path, flags, FILE_MODE);
    }
  }

  /** Learns what stands in the file: a crash may have come between a line and the note that it was written. */
  private readTail(descriptor: number, size: number): void {
    const start = Math.max(0, size - TAIL_BYTES);
    const bytes = Buffer.alloc(size - start);
    const tail = bytes.subarray(0, readSync(descriptor, bytes, 0, bytes.length, start));
    this.endsTorn = tail.length > 0 && tail.at(-1) !== NEWLINE;
    for (const line of tail.toString('utf8').split('\n')) {
      const key = keyInLine(line);
      if (key !== null) {
        this.written.add(key);
      }
    }
  }

  private writeLine(descriptor: number, text: string): void {
    const bytes = Buffer.from(this.endsTorn ? `\n${text}` : text);
    const count = writeSync(descriptor, bytes);
    if (count !== bytes.length) {
      throw Object.assign(new Error(`only ${count} of ${bytes.length} bytes written`), { code: 'ENOSPC' });
    }
    this.endsTorn = false;
  }
}

function keyOf(alertId: string, status: string): string {
  return `${alertId} ${status}`;
}

/** Key of a line that stands in the file; null for a line that is none of ours (other writers, cut-off lines). */
function keyInLine(line: string): string | null {
  try {
    const { alert_id: id, status } = JSON.parse(line) as { alert_id?: unknown; status?: unknown };
    return typeof id === 'string' && typeof status === 'string' ? keyOf(id, status) : null;
  } catch {
    return null;
  }
}

function identityOf(stats: Stats): string {
  return `${stats.dev}:${stats.ino}`;
}

function identityAt(path: string): string | null {
  const stats = lstatSync(path, { throwIfNoEntry: false });
  return stats === undefined ? null : identityOf(stats);
}

function failureOf(error: unknown): OutboxFailure {
  const { code, message } = error as NodeJS.ErrnoException;
  return { failed: code ?? 'EINVAL', message };
}
