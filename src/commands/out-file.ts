/** Writes a file of the user's choice so that it is either whole or not there: temporary file beside it, then a rename (F4, S4, S5). */

import { randomBytes } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { EXIT } from '../domain/exit-codes.ts';
import { UserError } from '../domain/user-error.ts';

/** Takes text in pieces; `commit` puts the file in place, `discard` leaves nothing behind. */
export interface OutFile {
  write(text: string): void;
  commit(): void;
  discard(): void;
}

const { O_CREAT, O_EXCL, O_WRONLY, O_NOFOLLOW = 0 } = fs.constants;

/** Throws UserError: 2 when `file` is something that a rename must not replace, 7 when it cannot be written. */
export function openOutFile(file: string): OutFile {
  const target = targetOf(file);
  const temporary = path.join(
    path.dirname(target),
    `.${path.basename(target)}.${randomBytes(6).toString('hex')}.tmp`,
  );
  const guarded = <T>(act: () => T): T => {
    try {
      return act();
    } catch (error) {
      fs.rmSync(temporary, { force: true });
      throw writeError(file, error);
    }
  };
  const descriptor = guarded(() => fs.openSync(temporary, O_CREAT | O_EXCL | O_WRONLY | O_NOFOLLOW, 0o600));
  return {
    write: (text) => guarded(() => fs.writeFileSync(descriptor, text)),
    commit: () =>
      guarded(() => {
        fs.fsyncSync(descriptor);
        fs.closeSync(descriptor);
        fs.renameSync(temporary, target);
      }),
    discard: () => {
      fs.closeSync(descriptor);
      fs.rmSync(temporary, { force: true });
    },
  };
}

/** All of `pieces`, or nothing when making or writing one fails. Throws as `openOutFile`, and what `pieces` throws. */
export function writeOutFile(file: string, pieces: Iterable<string>): void {
  const out = openOutFile(file);
  try {
    for (const piece of pieces) out.write(piece);
  } catch (error) {
    out.discard();
    throw error;
  }
  out.commit();
}

/** The path to put in place: a link of the user's own is followed, one that somebody else planted is refused. */
function targetOf(file: string): string {
  const link = looked(file, () => fs.lstatSync(file, { throwIfNoEntry: false }));
  if (link === undefined) return file;
  if (!link.isSymbolicLink()) return regular(file, link);
  const mine = process.getuid === undefined || link.uid === process.getuid();
  const folder = looked(file, () => fs.statSync(path.dirname(file)));
  if (!mine || (folder.mode & 0o002) !== 0)
    throw new UserError(
      'output',
      file,
      'a link in a place where others can write',
      'choose another --out',
      EXIT.noSpace,
    );
  const target = looked(file, () => fs.realpathSync(file));
  return regular(
    target,
    looked(target, () => fs.lstatSync(target)),
  );
}

/** A device, pipe or folder must not be replaced by a file. */
function regular(file: string, stat: fs.Stats): string {
  if (stat.isFile()) return file;
  throw new UserError(
    'output',
    file,
    'not a file',
    'name a file, or leave --out away to write to stdout',
    EXIT.usage,
  );
}

function looked<T>(file: string, look: () => T): T {
  try {
    return look();
  } catch (error) {
    throw writeError(file, error);
  }
}

const REASONS: Readonly<Record<string, readonly [why: string, todo: string]>> = {
  ENOSPC: ['no space left', 'free space and run again'],
  EDQUOT: ['no space left (quota)', 'free space and run again'],
  ENOENT: ['its folder does not exist', 'make the folder first'],
  ENOTDIR: ['its folder does not exist', 'make the folder first'],
  EACCES: ['no permission to write there', 'choose another --out'],
  EPERM: ['no permission to write there', 'choose another --out'],
  EROFS: ['a read-only file system', 'choose another --out'],
};

function writeError(file: string, error: unknown): UserError {
  const code = (error as NodeJS.ErrnoException).code ?? '';
  const [why, todo] = REASONS[code] ?? [
    `cannot be written (${code || String(error)})`,
    'choose another --out',
  ];
  return new UserError('output', file, why, todo, EXIT.noSpace, { cause: error });
}
