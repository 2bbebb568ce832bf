import fs from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { startFollowing } from '../../src/writing/follow.ts';
import type { MonitorOptions } from '../../src/writing/options.ts';
import type { RunningMonitor } from '../../src/writing/running-monitor.ts';
import { claudeTurn, jsonl, Logs, streamLine } from '../helpers/logs.ts';

/** Watching, sweeps and ticks are real: give them time, and go on as soon as they are done. */
const PATIENCE = { timeout: 10_000, interval: 20 };

let logs: Logs;
const running: RunningMonitor[] = [];
beforeEach(() => {
  logs = new Logs();
});
afterEach(async () => {
  vi.restoreAllMocks();
  await Promise.all(running.splice(0).map((monitor) => monitor.stop()));
  logs.remove();
});

function follow(fields?: Partial<MonitorOptions>): RunningMonitor {
  const monitor = startFollowing(logs.options(fields));
  running.push(monitor);
  return monitor;
}

const sees = (count: number) => vi.waitFor(() => expect(logs.events()).toBe(count), PATIENCE);
const isIn = (monitor: RunningMonitor, mode: string) =>
  vi.waitFor(() => expect(monitor.state().mode).toBe(mode), PATIENCE);

/** Time jumps ahead for everything that measures how long ago something was. */
function jump(ms: number): void {
  const real = performance.now.bind(performance);
  vi.spyOn(performance, 'now').mockImplementation(() => real() + ms);
}

describe('following', { timeout: 30_000 }, () => {
  test('history is read first, then what is appended as it is written', async () => {
    logs.append(logs.transcript('a'), claudeTurn('a', 'one'));
    const monitor = follow();
    await isIn(monitor, 'following');
    expect(logs.events()).toBe(2);
    expect(logs.value('SELECT grew_at FROM sessions')).toBeNull();
    logs.append(logs.transcript('a'), claudeTurn('a', 'two'));
    await sees(4);
    expect(logs.value('SELECT grew_at FROM sessions')).not.toBeNull();
    expect(monitor.state()).toMatchObject({ filesWatched: 1, banners: [], writerPid: null });
  });

  test('listeners hear of every commit', async () => {
    const monitor = follow();
    await isIn(monitor, 'following');
    const heard = vi.fn();
    const stopListening = monitor.subscribe(heard);
    logs.append(logs.transcript('a'), claudeTurn('a', 'one'));
    await sees(2);
    await vi.waitFor(() => expect(heard).toHaveBeenCalled(), PATIENCE);
    stopListening();
  });

  test('new files, in folders that come late, are found', async () => {
    const monitor = follow();
    await isIn(monitor, 'following');
    logs.append(logs.transcript('a'), claudeTurn('a', 'one'));
    await sees(2);
    logs.append(logs.stream(), [streamLine('x', 'session_start')]);
    await sees(3);
  });

  test('what comes after the first look, but before the watch stands, is not left to the slow sweep', async () => {
    const monitor = follow();
    await new Promise<void>((resolve) => {
      const stop = monitor.subscribe(() => {
        if (monitor.state().mode !== 'following') return;
        stop();
        logs.append(logs.transcript('a'), claudeTurn('a', 'one'));
        resolve();
      });
    });
    await sees(2);
  });

  test('a log that is renamed away loses no line and doubles none', async () => {
    const [log, rotated] = [logs.stream(), logs.stream('agent-work-stream-20260303')];
    logs.append(log, [streamLine('x', 'session_start')]);
    await isIn(follow(), 'following');
    logs.append(log, [streamLine('x', 'agent_output', { n: 1 })]);
    fs.renameSync(log, rotated);
    logs.append(log, [streamLine('x', 'agent_output', { n: 2 })]);
    await sees(3);
    logs.append(rotated, [streamLine('x', 'agent_output', { n: 3 })]);
    await sees(4);
  });

  test('a log that is cut to nothing and written anew is another content', async () => {
    const log = logs.stream();
    logs.append(log, [streamLine('x', 'session_start'), streamLine('x', 'agent_output', { n: 1 })]);
    await isIn(follow(), 'following');
    expect(logs.events()).toBe(2);
    fs.writeFileSync(log, jsonl([streamLine('y', 'session_start')]));
    await sees(3);
  });

  test('a line that is being written counts when it is complete', async () => {
    await isIn(follow(), 'following');
    const line = jsonl([streamLine('x', 'session_start')]);
    fs.mkdirSync(path.dirname(logs.stream()), { recursive: true });
    fs.writeFileSync(logs.stream(), line.slice(0, 40));
    await vi.waitFor(() => expect(logs.value('SELECT count(*) FROM files')).toBe(1), PATIENCE);
    expect(logs.events()).toBe(0);
    fs.appendFileSync(logs.stream(), line.slice(40));
    await sees(1);
  });

  test('stopping gives the lease back and marks the file as closed cleanly', async () => {
    const monitor = follow();
    await isIn(monitor, 'following');
    expect(logs.value('SELECT pid FROM lease')).toBe(process.pid);
    await monitor.stop();
    expect(logs.value('SELECT count(*) FROM lease')).toBe(0);
    expect(logs.value<string>(`SELECT value FROM meta WHERE key = 'clean'`)).toBe('1');
  });
});

describe('beside another writer', { timeout: 30_000 }, () => {
  /** Another process holds the lease and gives signs of life. */
  function occupy(pid: number): { leave(): void } {
    const db = new Database(logs.databasePath);
    const beat = () =>
      db
        .prepare(`INSERT OR REPLACE INTO lease (id, pid, boot_id, heartbeat) VALUES (1, ?, 'elsewhere', ?)`)
        .run(pid, Date.now());
    beat();
    const timer = setInterval(beat, 200);
    return {
      leave() {
        clearInterval(timer);
        db.exec('DELETE FROM lease');
        db.close();
      },
    };
  }

  test('it reads nothing, says who writes, and takes over when that one leaves', async () => {
    await (await import('../../src/writing/ingest-once.ts')).ingestOnce(logs.options());
    const other = occupy(4711);
    logs.append(logs.transcript('a'), claudeTurn('a', 'one'));
    const monitor = follow();
    await isIn(monitor, 'reader');
    expect(monitor.state().writerPid).toBe(4711);
    expect(logs.events()).toBe(0);
    other.leave();
    await isIn(monitor, 'following');
    expect(logs.events()).toBe(2);
    expect(monitor.state().writerPid).toBeNull();
  });

  test('a writer that loses its lease becomes a reader', async () => {
    const monitor = follow();
    await isIn(monitor, 'following');
    const other = occupy(4711);
    await isIn(monitor, 'reader');
    other.leave();
    await isIn(monitor, 'following');
  });
});

describe('the database file goes away (F12)', { timeout: 30_000 }, () => {
  test.each([
    ['deleted', () => undefined],
    ['moved and another one put there', (file: string) => fs.copyFileSync(`${file}.moved`, file)],
  ])('%s: a new one is read from the logs; the old one is never written again', async (_how, replace) => {
    logs.append(logs.transcript('a'), claudeTurn('a', 'one'));
    const monitor = follow();
    await isIn(monitor, 'following');
    for (const ending of ['', '-wal', '-shm'])
      fs.renameSync(`${logs.databasePath}${ending}`, `${logs.databasePath}.moved${ending}`);
    replace(logs.databasePath);
    jump(6_000);
    logs.append(logs.transcript('a'), claudeTurn('a', 'two'));
    await sees(4);
    await isIn(monitor, 'following');
    expect(monitor.state().banners).toEqual([]);
  });

  test('when it cannot be written any more, it says so and tries again', async () => {
    logs.append(logs.transcript('a'), claudeTurn('a', 'one'));
    const monitor = follow();
    await isIn(monitor, 'following');
    const db = new Database(logs.databasePath);
    db.exec(`CREATE TRIGGER full BEFORE INSERT ON events BEGIN SELECT RAISE(FAIL, 'no'); END`);
    db.exec(`DROP TRIGGER full; BEGIN EXCLUSIVE`);
    logs.append(logs.transcript('a'), claudeTurn('a', 'two'));
    await isIn(monitor, 'failed');
    expect(monitor.state().banners).toEqual([expect.stringContaining('busy')]);
    db.exec('COMMIT');
    db.close();
    jump(31_000);
    await sees(4);
    await isIn(monitor, 'following');
    await vi.waitFor(() => expect(monitor.state().banners).toEqual([]), PATIENCE);
  });
});
