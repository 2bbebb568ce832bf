/** Opens a file for reading that a killed process may have left in mid-write. */

/** What is asked of a connection here. */
interface Opened {
  pragma(source: string): unknown;
  close(): unknown;
}

/** Such a file is brought back to before the write first, which only a writable open can do. Throws what SQLite throws. */
export function openReadable<Db extends Opened>(open: (readonly: boolean) => Db): Db {
  const db = open(true);
  try {
    look(db);
    return db;
  } catch (error) {
    db.close();
    if (!isInterrupted(error)) throw error;
  }
  const writable = open(false);
  try {
    look(writable);
  } finally {
    writable.close();
  }
  return open(true);
}

/** The first look at the file is what fails, or recovers it. */
function look(db: Opened): void {
  db.pragma('user_version');
}

/** A process was killed in the middle of a write: only a writable open can bring the file back to before it. */
export function isInterrupted(error: unknown): boolean {
  const code = (error as { code?: string }).code;
  return code === 'SQLITE_READONLY_ROLLBACK' || code === 'SQLITE_READONLY_RECOVERY';
}
