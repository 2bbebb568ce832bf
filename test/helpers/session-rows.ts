/** Sessions and their sums as rows, as a writer leaves them. */

import type { Connection } from '../../src/db/open.ts';

export type SessionFields = Readonly<Record<string, string | number | null>>;

export function putSession(db: Connection, key: number, fields: SessionFields): void {
  const row = {
    session_key: key,
    harness: 'claude_code',
    session_id: `s${key}`,
    source: 'claude-code',
    ...fields,
  };
  const names = Object.keys(row);
  db.prepare(`INSERT INTO sessions (${names.join(', ')}) VALUES (${names.map(() => '?').join(', ')})`).run(
    ...Object.values(row),
  );
}

/** One priced call of model 1, unless the fields say otherwise; `at` epoch ms. */
export function putRollup(db: Connection, { at, ...fields }: { at: number } & Record<string, number>): void {
  const names = db.prepare(`SELECT name FROM pragma_table_info('rollups')`).pluck().all() as string[];
  const row: Record<string, number> = {
    ...{ bucket: Math.floor(at / 900_000), model_id: 1, model_calls: 1, priced_calls: 1, ...fields },
  };
  db.prepare(`INSERT INTO rollups VALUES (${names.map(() => '?').join(', ')})`).run(
    ...names.map((name) => row[name] ?? 0),
  );
}
