/** What SQLite and the file system say of a database, as one sentence and an exit code. */

import { EXIT } from '../domain/exit-codes.ts';
import { UserError } from '../domain/user-error.ts';

/** Turns what SQLite and the file system say into a UserError with the right exit code (RELIABILITY.md 2.0). */
export function explain(file: string, error: unknown): unknown {
  if (error instanceof UserError) return error;
  const code = (error as { code?: string }).code ?? '';
  const message = error instanceof Error ? error.message : String(error);
  const make = (why: string, todo: string, exit: number) =>
    new UserError('database', file, why, todo, exit, { cause: error });
  if (code.startsWith('SQLITE_BUSY') || code.startsWith('SQLITE_LOCKED'))
    return make('busy (held by another process for 5 s)', 'close it or try again', EXIT.databaseBusy);
  if (code === 'SQLITE_FULL' || code === 'ENOSPC' || code === 'EDQUOT')
    return make('no space left', 'free space and run again, nothing is lost', EXIT.noSpace);
  if (code.startsWith('SQLITE_CORRUPT') || code === 'SQLITE_NOTADB')
    return make(
      `damaged or not a database (${message})`,
      "name agentperf's own database with --db; if this is it, run agentperf db rebuild (the file was left as it is)",
      EXIT.databaseUnusable,
    );
  if (
    code.startsWith('SQLITE_IOERR') ||
    code.startsWith('SQLITE_READONLY') ||
    code === 'EROFS' ||
    code === 'EACCES' ||
    code === 'EIO' ||
    code === 'EPERM'
  )
    return make(`cannot be written (${code || message})`, 'choose another place with --db', EXIT.noSpace);
  if (
    code.startsWith('SQLITE_CANTOPEN') ||
    code === 'ENOTDIR' ||
    code === 'EEXIST' ||
    code === 'ENOENT' ||
    message.startsWith('Cannot open database')
  )
    return make(`cannot be opened (${message})`, 'choose another place with --db', EXIT.noSpace);
  return error;
}

/** Runs `open`; what it throws becomes a UserError where it can. */
export function explained<T>(file: string, open: () => T): T {
  try {
    return open();
  } catch (error) {
    throw explain(file, error);
  }
}
