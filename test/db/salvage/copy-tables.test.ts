import fs from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openDamaged, openWriter } from '../../../src/db/open.ts';
import { copyTables, type SalvagedTable } from '../../../src/db/salvage/copy-tables.ts';
import { pagesOf, spoil } from '../../helpers/damage.ts';
import { TestDatabase } from '../../helpers/database.ts';
import { call, record, START } from '../../helpers/records.ts';

const ROWS = 3000;

let database: TestDatabase;
beforeEach(() => {
  database = new TestDatabase();
});
afterEach(() => database.remove());

/** Copies the closed database into a fresh one and asks that. */
function salvage<Result>(
  ask: (tables: Map<string, SalvagedTable>, fresh: ReturnType<typeof openWriter>) => Result,
): Result {
  database.db.close();
  const from = openDamaged(database.path);
  const fresh = openWriter(path.join(database.folder, 'fresh.db'), { busyTimeoutMs: 100, now: () => 0 });
  try {
    const tables = copyTables(from, fresh);
    return ask(new Map(tables.map((table) => [table.table, table])), fresh);
  } finally {
    from.close();
    fresh.close();
    database.db = openDamaged(database.path);
  }
}

function fill(): void {
  const file = database.file();
  const lines = Array.from({ length: ROWS }, (_, n) =>
    record({ session: `s${n % 7}`, uid: `u${n}`, at: START + n * 1000 }, call({ message: `m${n}` })),
  );
  database.feed(file, lines);
  database.db.pragma('wal_checkpoint(TRUNCATE)');
}

const count = (db: { prepare(sql: string): { pluck(): { get(): unknown } } }, table: string) =>
  db.prepare(`SELECT count(*) FROM ${table}`).pluck().get() as number;

describe('rows are copied around the damage', () => {
  test('a sound database is copied whole, but for its lease', () => {
    fill();
    database.db.exec(`INSERT INTO lease VALUES (1, 2, 'b', 3)`);
    salvage((tables, fresh) => {
      expect([...tables.values()].filter(({ damaged }) => damaged)).toEqual([]);
      expect(tables.get('events')).toMatchObject({ rows: ROWS });
      expect(count(fresh, 'model_calls')).toBe(ROWS);
      expect(count(fresh, 'lease')).toBe(0);
    });
  });

  test.each([
    ['one page', (pages: number[]) => [pages[Math.floor(pages.length / 2)] as number]],
    ['two pages far apart', (pages: number[]) => [pages[3] as number, pages.at(-4) as number]],
    ['the first and the last page', (pages: number[]) => [pages[0] as number, pages.at(-1) as number]],
  ])('%s of a table: all rows of its other pages are kept', (_where, choose) => {
    fill();
    const pages = pagesOf(database.path, 'model_calls');
    const lost = choose(pages);
    const perPage = Math.ceil(ROWS / pages.length) * 2;
    spoil(database, lost);
    salvage((tables, fresh) => {
      expect(tables.get('model_calls')?.damaged).toBe(true);
      expect(tables.get('events')).toMatchObject({ damaged: false, rows: ROWS });
      const kept = count(fresh, 'model_calls');
      expect(kept).toBeLessThan(ROWS);
      expect(kept).toBeGreaterThan(ROWS - lost.length * perPage);
      expect(fresh.pragma('quick_check', { simple: true })).toBe('ok');
    });
  });

  test('tables with a key of two columns as well', () => {
    fill();
    const pages = pagesOf(database.path, 'events');
    spoil(database, [pages[2] as number, pages.at(-3) as number]);
    salvage((tables, fresh) => {
      expect(tables.get('events')?.damaged).toBe(true);
      expect(count(fresh, 'events')).toBeGreaterThan(ROWS * 0.8);
    });
  });

  test('a damaged index loses nothing', () => {
    fill();
    spoil(database, [pagesOf(database.path, 'model_calls_by_message')[1] as number]);
    salvage((tables, fresh) => {
      expect(tables.get('model_calls')).toMatchObject({ rows: ROWS, damaged: false });
      expect(count(fresh, 'model_calls')).toBe(ROWS);
    });
  });

  test('a file whose list of tables is gone gives nothing, and says so', () => {
    fill();
    database.db.close();
    const bytes = fs.readFileSync(database.path);
    bytes.fill(0xee, 100, 4096);
    fs.writeFileSync(database.path, bytes);
    expect(() => openDamaged(database.path)).toThrow(/malformed/);
    fs.rmSync(database.path);
    database.restart();
  });
});
