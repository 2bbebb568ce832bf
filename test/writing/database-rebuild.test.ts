import fs from 'node:fs';
import path from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { backupDaily } from '../../src/db/backup.ts';
import { openWriter } from '../../src/db/open.ts';
import { LISTED_PRICES } from '../../src/domain/prices.ts';
import { checkDatabase, rebuildDatabase } from '../../src/writing/database-care.ts';
import { ingestOnce } from '../../src/writing/ingest-once.ts';
import { pagesOf, spoilFile } from '../helpers/damage.ts';
import { claudeTool, claudeTurn, Logs, streamLine } from '../helpers/logs.ts';
import { START } from '../helpers/records.ts';

const NOW = Date.UTC(2026, 2, 4, 9, 30, 15, 250);

let logs: Logs;
beforeEach(() => {
  logs = new Logs();
});
afterEach(() => logs.remove());

const ingest = () => ingestOnce(logs.options());
const rebuild = () => rebuildDatabase(logs.databasePath, NOW);
const kept = (what = 'before-rebuild') => `${logs.databasePath}.${what}-2026-03-04T093015.250Z`;

/** Sums by session and kind of figure: what a rebuilt database must agree on. */
function figures(): unknown {
  const db = new Database(logs.databasePath, { readonly: true });
  try {
    return db
      .prepare(
        `SELECT session_id, title, first_at, last_at, turn_state, sum(events) AS events, sum(model_calls) AS calls, sum(tool_calls) AS tools,
           sum(errors) AS errors, sum(r.input) AS input, sum(output) AS output, sum(unclassified) AS unclassified, sum(cost) AS cost
         FROM sessions s JOIN rollups r USING (session_key) GROUP BY session_key HAVING events <> 0 ORDER BY session_id`,
      )
      .all();
  } finally {
    db.close();
  }
}

/** Three transcripts, one of them deleted after it was read, and a stream. */
async function history(): Promise<void> {
  for (const name of ['a', 'b', 'gone']) {
    const turns = Array.from({ length: 40 }, (_, n) => claudeTurn(name, `${name}${n}`, START + n * 60_000));
    logs.append(logs.transcript(name), [
      ...turns.flat(),
      ...claudeTool(name, `tool-${name}`, { is_error: true }),
    ]);
  }
  logs.append(logs.stream(), [
    streamLine('x', 'session_start'),
    streamLine('x', 'usage', { input_tokens: 5, output_tokens: 6 }),
    streamLine('y', 'session_end', { total_tokens: 77, status: 'completed' }),
  ]);
  await ingest();
  fs.rmSync(logs.transcript('gone'));
}

/** Overwrites a leaf page of each table. */
function spoil(...tables: string[]): void {
  for (const table of tables) {
    const pages = pagesOf(logs.databasePath, table);
    spoilFile(logs.databasePath, [pages[Math.floor(pages.length / 2)] as number]);
  }
}

describe('rebuilding', () => {
  test('the old file is kept as it was, and the new one is private', async () => {
    await history();
    const before = fs.readFileSync(logs.databasePath);
    expect(await rebuild()).toMatchObject({ kept: kept(), salvagedFrom: kept() });
    expect(fs.readFileSync(kept())).toEqual(before);
    expect(fs.statSync(logs.databasePath).mode & 0o777).toBe(0o600);
    expect(fs.readdirSync(path.dirname(logs.databasePath)).sort()).toEqual([
      'agentperf.db',
      'agentperf.db.before-rebuild-2026-03-04T093015.250Z',
    ]);
  });

  test('of a sound database and reading again give what there was', async () => {
    await history();
    const before = figures();
    await rebuild();
    await ingest();
    expect(figures()).toEqual(before);
    expect(checkDatabase(logs.databasePath)).toEqual([]);
  });

  test('what only the database knew survives; what the logs tell is left to be read', async () => {
    await history();
    await rebuild();
    expect(figures()).toMatchObject([{ session_id: 'gone', events: 82, tools: 1, errors: 1 }]);
  });

  test('tasks have the models that the configuration calls them by', async () => {
    const prices: typeof LISTED_PRICES = { ...LISTED_PRICES, aliases: [['our-opus', 'claude-opus-4-6']] };
    const path = `${logs.folder}/ledger.jsonl`;
    const completion = { type: 'task_completion', event_id: 'e', task_id: 't', outcome: 'success' };
    logs.append(path, [{ ...completion, completed_at: new Date(START).toISOString(), model: 'our-opus' }]);
    await ingestOnce(logs.options({ roots: [{ source: 'ledger', path, explicit: false }], prices }));
    const model = () => logs.value(`SELECT word FROM tasks t JOIN words w ON w.word_id = t.model`);
    expect(model()).toBe('claude-opus-4-6');
    fs.rmSync(path);
    await rebuildDatabase(logs.databasePath, NOW, [logs.folder], prices);
    expect(model()).toBe('claude-opus-4-6');
  });

  test.each([
    ['an index', ['model_calls_by_session']],
    ['the rollups', ['rollups']],
    ['what the logs still tell: names, skipped lines, sibling lines', ['kinds', 'skipped', 'sibling_lines']],
  ])('damage of %s costs nothing', async (_what, tables) => {
    await history();
    const before = figures();
    spoil(...tables);
    const { tables: salvaged, kept: old } = await rebuild();
    expect(old).toBe(kept('corrupt'));
    await ingest();
    expect(salvaged.length).toBeGreaterThan(10);
    expect(figures()).toEqual(before);
  });

  test.each([
    ['records', 'events'],
    ['calls', 'model_calls'],
    ['sessions', 'sessions'],
    ['files', 'files'],
    ['tool calls', 'tool_calls'],
  ])(
    'damage of %s: the logs on disk are counted once, whatever is left of the rest',
    async (_what, table) => {
      await history();
      const before = figures() as { session_id: string }[];
      spoil(table);
      const { tables } = await rebuild();
      expect(tables.find((one) => one.table === table)).toMatchObject({ damaged: true });
      await ingest();
      const after = figures() as { session_id: string; events: number }[];
      const told = (rows: { session_id: string }[]) => rows.filter((row) => /^[abxy]$/.test(row.session_id));
      if (table !== 'files') expect(told(after)).toEqual(told(before));
      expect(after.reduce((sum, row) => sum + row.events, 0)).toBe(3 * 82 + 3);
      await ingestOnce(logs.options({ rescan: true }));
      expect(figures()).toEqual(after);
    },
  );

  test.each([[['sessions']], [['sessions', 'events']], [['sessions', 'files']], [['events']]])(
    'damage of all %s, with a log that is gone: what logs tell is theirs again, by name',
    async (tables) => {
      await history();
      // Its name stands behind those of sessions that lost theirs.
      logs.append(logs.transcript('z'), claudeTurn('z', 'z1', START));
      await ingest();
      const told = () =>
        (figures() as { session_id: string }[])
          .filter(({ session_id }) => /^[abxyz]$/.test(session_id))
          .map((row) => ({ ...row, title: null, turn_state: null }));
      const before = told();
      for (const table of tables) spoilFile(logs.databasePath, pagesOf(logs.databasePath, table));
      await rebuild();
      await ingest();
      expect(told()).toEqual(before);
      await ingestOnce(logs.options({ rescan: true }));
      expect(told()).toEqual(before);
      const lost = `SELECT count(*) FROM sessions s WHERE session_id LIKE 'lost-%'
        AND (SELECT sum(events + model_calls) FROM rollups r WHERE r.session_key = s.session_key) > 0`;
      expect(logs.value<number>(lost)).toBe(tables.includes('sessions') ? 1 : 0);
    },
  );

  test('a file that cannot be read at all is made anew from the newest backup', async () => {
    await history();
    const db = openWriter(logs.databasePath, { busyTimeoutMs: 100, now: () => NOW });
    backupDaily(db, logs.databasePath, NOW);
    db.close();
    const before = figures();
    fs.writeFileSync(logs.databasePath, 'not a database at all');
    const rebuilt = await rebuild();
    expect(rebuilt).toMatchObject({
      kept: kept('corrupt'),
      salvagedFrom: `${logs.databasePath}.backup-2026-03-04`,
    });
    await ingest();
    expect(figures()).toEqual(before);
  });

  test('without a backup, a new one is made of the logs', async () => {
    await history();
    fs.writeFileSync(logs.databasePath, 'not a database at all');
    expect(await rebuild()).toEqual({ kept: kept('corrupt'), salvagedFrom: null, tables: [] });
    await ingest();
    expect(logs.events()).toBe(2 * 82 + 3);
  });

  test('what was committed but not yet written into the file itself counts', async () => {
    await history();
    const before = figures();
    const holder = new Database(logs.databasePath);
    holder.prepare(`UPDATE sessions SET title = 'only in the log of SQLite' WHERE session_id = 'gone'`).run();
    for (const ending of ['', '-wal'])
      fs.copyFileSync(logs.databasePath + ending, `${logs.databasePath}.crashed${ending}`);
    holder.close();
    for (const ending of ['', '-wal'])
      fs.renameSync(`${logs.databasePath}.crashed${ending}`, logs.databasePath + ending);
    await rebuild();
    await ingest();
    expect(figures()).not.toEqual(before);
    expect(figures()).toContainEqual(
      expect.objectContaining({ title: 'only in the log of SQLite', events: 82 }),
    );
  });

  test("a person's word about an alert is kept", async () => {
    await history();
    const db = new Database(logs.databasePath);
    db.exec(`INSERT INTO alerts (alert_id, type, status, session_key, subject, evidence, episode_start, opened_at, last_at, writer, pending, verdict)
      SELECT 'x', 'tool_loop', 'dismissed', session_key, '', '{}', 0, 0, 0, 'agentperf', '', 'not_real' FROM sessions WHERE session_id = 'a'`);
    db.close();
    await rebuild();
    await ingest();
    expect(
      logs.value<string>(
        `SELECT verdict FROM alerts JOIN sessions USING (session_key) WHERE session_id = 'a'`,
      ),
    ).toBe('not_real');
  });

  test('twice within a moment keeps both old files', async () => {
    await history();
    await rebuild();
    expect((await rebuild()).kept).toBe(`${kept()}-2`);
  });

  test('one that was interrupted is begun again', async () => {
    await history();
    fs.writeFileSync(`${logs.databasePath}.rebuilding`, 'half');
    const before = figures();
    await rebuild();
    await ingest();
    expect(figures()).toEqual(before);
  });
});
