/** Reading once while another process writes: what is waited for, what is not, and what is said. */

import path from 'node:path';
import process from 'node:process';
import { setTimeout as sleep } from 'node:timers/promises';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ingestOnce } from '../../src/writing/ingest-once.ts';
import type { MonitorOptions } from '../../src/writing/options.ts';
import { claudeTurn, Logs } from '../helpers/logs.ts';

let logs: Logs;
beforeEach(() => {
  logs = new Logs();
});
afterEach(() => logs.remove());

const ingest = (fields?: Partial<MonitorOptions>) => ingestOnce(logs.options(fields));

describe('beside another agentperf', () => {
  const occupy = () => {
    const db = new Database(logs.databasePath);
    db.prepare(`INSERT INTO lease VALUES (1, 4711, 'elsewhere', ?)`).run(Date.now());
    return db;
  };

  test('what that one has read already is not waited for', async () => {
    logs.append(logs.transcript('a'), claudeTurn('a', 'one'));
    await ingest();
    const db = occupy();
    expect(await ingest()).toMatchObject({ files: 0, staleSources: [], readableFiles: 1 });
    db.close();
  });

  test('it goes on as soon as that one has read it', async () => {
    logs.append(logs.transcript('a'), claudeTurn('a', 'one'));
    await ingest();
    const db = occupy();
    logs.append(logs.transcript('a'), claudeTurn('a', 'two'));
    const waiting = ingest();
    db.prepare('UPDATE files SET size = ?, offset = ?').run(1e6, 1e6);
    expect(await waiting).toMatchObject({ files: 0, staleSources: [] });
    db.close();
  });

  test('it goes on as soon as that one has made the tasks of it, though there is always more to make', async () => {
    logs.append(logs.transcript('a'), claudeTurn('a', 'one'));
    await ingest();
    const db = occupy();
    db.exec(`INSERT INTO task_queue (kind, id) VALUES ('task', 'one')`);
    let isMade = false;
    const waiting = ingest().then(() => isMade);
    await sleep(200);
    isMade = true;
    db.exec(`INSERT INTO task_queue (kind, id) VALUES ('task', 'two')`);
    db.exec(
      `DELETE FROM task_queue WHERE id = 'one'; UPDATE meta SET value = value + 1 WHERE key = 'tasks_made'`,
    );
    expect(await waiting).toBe(true);
    db.close();
  });

  test('when that one leaves, it reads by itself', async () => {
    await ingest();
    const db = occupy();
    logs.append(logs.transcript('a'), claudeTurn('a', 'one'));
    const waiting = ingest();
    db.exec('DELETE FROM lease');
    expect(await waiting).toMatchObject({ files: 1, records: 2 });
    db.close();
  });

  /** What a monitor that reads `source` in `folder` tells of itself. */
  const tell = (db: Database.Database, source: string, folder: string, follows = true) =>
    db
      .prepare(`INSERT OR REPLACE INTO meta (key, value) VALUES ('writer', ?)`)
      .run(JSON.stringify({ pid: 4711, follows, roots: [{ source, path: path.join(logs.folder, folder) }] }));

  test('a place that one never reads is not waited for, and is named', async () => {
    await ingest();
    const db = occupy();
    tell(db, 'work-stream', 'work-logs');
    logs.append(logs.transcript('a'), claudeTurn('a', 'one'));
    const waits: unknown[] = [];
    expect(await ingestOnce(logs.options(), (...wait) => waits.push(wait))).toMatchObject({
      files: 0,
      staleSources: ['claude-code'],
      unwatched: [path.join(logs.folder, 'projects')],
      writerPid: 4711,
    });
    expect(waits).toEqual([]);
    db.close();
  });

  test('what one does read is waited for, and the wait is told once', async () => {
    await ingest();
    const db = occupy();
    tell(db, 'claude-code', 'projects');
    logs.append(logs.transcript('a'), claudeTurn('a', 'one'));
    const told = await new Promise<unknown[]>((resolve, reject) => {
      ingestOnce(logs.options(), (...wait) => {
        db.exec('DELETE FROM lease');
        resolve(wait);
      }).then(() => reject(new Error('nothing was told')), reject);
    });
    expect(told).toEqual([4711, ['claude-code']]);
    db.close();
  });

  test('the word of an earlier holder is not taken for the present one', async () => {
    await ingest();
    const db = occupy();
    tell(db, 'work-stream', 'work-logs');
    db.exec('UPDATE lease SET pid = 4712');
    logs.append(logs.transcript('a'), claudeTurn('a', 'one'));
    const waiting = ingest();
    db.exec('DELETE FROM lease');
    expect(await waiting).toMatchObject({ files: 1, unwatched: [], writerPid: null });
    db.close();
  });

  test('reading all again is refused beside a monitor: exit 5, and nothing is changed', async () => {
    logs.append(logs.transcript('a'), claudeTurn('a', 'one'));
    await ingest();
    const db = occupy();
    tell(db, 'claude-code', 'projects');
    await expect(ingest({ rescan: true })).rejects.toMatchObject({
      exitCode: 5,
      message: expect.stringContaining(
        'another agentperf (pid 4711) writes it, so that nothing could be read again',
      ),
    });
    expect(logs.value('SELECT min(offset) FROM files')).toBeGreaterThan(0);
    db.close();
  });

  test('reading all again waits for one that only reads what there is', async () => {
    logs.append(logs.transcript('a'), claudeTurn('a', 'one'));
    await ingest();
    const db = occupy();
    tell(db, 'claude-code', 'projects', false);
    const waiting = ingest({ rescan: true });
    db.exec('DELETE FROM lease');
    expect(await waiting).toMatchObject({ files: 1, records: 0 });
    db.close();
  });

  test('who writes tells which places it reads, and that it stays', async () => {
    await ingest();
    const { source, path: place } = logs.options().roots[0]!;
    expect(JSON.parse(logs.value<string>(`SELECT value FROM meta WHERE key = 'writer'`) ?? '')).toMatchObject(
      {
        pid: process.pid,
        follows: false,
        roots: expect.arrayContaining([{ source, path: place }]),
      },
    );
  });
});
