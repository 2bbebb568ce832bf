/** Statements prepared once a connection: a live list asks the same questions for every row of every frame, the writer every second. */

import { getOrInsert } from '../../domain/get-or-insert.ts';
import type { Connection, Statement } from '../open.ts';

const known = new WeakMap<Connection, Map<string, Statement>>();

/** Not for `iterate`: a statement that is being iterated cannot be asked again. A text is always used the same way (`pluck` or not). */
export function prepared(db: Connection, sql: string): Statement {
  let statements = known.get(db);
  if (statements === undefined) {
    statements = new Map();
    known.set(db, statements);
  }
  return getOrInsert(statements, sql, () => db.prepare(sql));
}

/** Another number after another connection has committed. Asked several times a second: preparing it takes longer than the answer. */
export function dataVersion(db: Connection): number {
  return prepared(db, 'PRAGMA data_version').pluck().get() as number;
}
