import fs from 'node:fs';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { TestDatabase } from '../helpers/database.ts';

const DOCUMENT = fileURLToPath(new URL('../../docs/schema.sql', import.meta.url));

/** Comments of the schema stand with the statement they precede; SQLite drops those outside of statements. */
function freshSchema(): string {
  const database = new TestDatabase();
  const statements = database.all<{ sql: string }>(
    `SELECT sql FROM sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite%' ORDER BY type <> 'table', rowid`,
  );
  database.remove();
  return `-- The tables and indexes of an agentperf database, as a fresh one says. What they are for: src/db/schema.ts.\n\n${statements
    .map(({ sql }) => `${sql};`)
    .join('\n')}\n`;
}

test('docs/schema.sql is the schema of a fresh database (UPDATE_DOCS=1 writes it)', () => {
  const fresh = freshSchema();
  if (process.env.UPDATE_DOCS === '1') fs.writeFileSync(DOCUMENT, fresh);
  expect(fs.readFileSync(DOCUMENT, 'utf8')).toBe(fresh);
});
