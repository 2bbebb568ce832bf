import fs from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { MIGRATIONS } from '../../src/db/schema.ts';
import { UserError } from '../../src/domain/user-error.ts';
import { checkDatabase, databaseFacts, rebuildDatabase } from '../../src/writing/database-care.ts';
import { ingestOnce } from '../../src/writing/ingest-once.ts';
import { pagesOf, spoilFile } from '../helpers/damage.ts';
import { claudeTurn, Logs } from '../helpers/logs.ts';

let logs: Logs;
beforeEach(() => {
  logs = new Logs();
});
afterEach(() => logs.remove());

const ingest = () => ingestOnce(logs.options());
const rebuild = () => rebuildDatabase(logs.databasePath);
const history = async () => {
  logs.append(logs.transcript('a'), claudeTurn('a', 'one'));
  await ingest();
};

async function refusal(): Promise<UserError> {
  try {
    await rebuild();
  } catch (error) {
    if (error instanceof UserError) return error;
    throw error;
  }
  throw new Error('nothing was refused');
}

describe('what is not rebuilt', () => {
  test('a database that another agentperf writes: exit 5, nothing moved', async () => {
    await history();
    const db = new Database(logs.databasePath);
    db.prepare(`INSERT INTO lease VALUES (1, ?, 'elsewhere', ?)`).run(process.ppid, Date.now());
    db.close();
    expect(await refusal()).toMatchObject({
      exitCode: 5,
      why: expect.stringContaining(String(process.ppid)),
    });
    expect(
      fs.readdirSync(path.dirname(logs.databasePath)).filter((name) => /corrupt|before-rebuild/.test(name)),
    ).toEqual([]);
  });

  test("another program's database, a newer one, a folder: exit 6, nothing moved", async () => {
    const file = logs.databasePath;
    fs.mkdirSync(path.dirname(file));
    const make = (sql: string) => {
      fs.rmSync(file, { force: true });
      const db = new Database(file);
      db.exec(sql);
      db.close();
    };
    make('CREATE TABLE notes (text)');
    expect(await refusal()).toMatchObject({ exitCode: 6, why: 'a database of another program' });
    make('CREATE TABLE lease (a); PRAGMA user_version = 999');
    expect(await refusal()).toMatchObject({ exitCode: 6, why: expect.stringContaining('newer') });
    fs.rmSync(file);
    fs.mkdirSync(file);
    expect(await refusal()).toMatchObject({ exitCode: 6, why: 'not a file' });
    expect(fs.readdirSync(path.dirname(file))).toEqual(['agentperf.db']);
  });
});

describe('looking at it', () => {
  test('facts: none, or path, size and schema', async () => {
    expect(databaseFacts(logs.databasePath)).toBeNull();
    await ingest();
    expect(databaseFacts(logs.databasePath)).toEqual({
      path: logs.databasePath,
      bytes: fs.statSync(logs.databasePath).size,
      schema: MIGRATIONS.length,
    });
  });

  test('damage is told, a line each', async () => {
    await history();
    expect(checkDatabase(logs.databasePath)).toEqual([]);
    spoilFile(logs.databasePath, pagesOf(logs.databasePath, 'events'));
    expect(checkDatabase(logs.databasePath).length).toBeGreaterThan(0);
  });
});
