import fs from 'node:fs';
import { gzipSync } from 'node:zlib';
import Database from 'better-sqlite3';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ingestOnce } from '../../src/writing/ingest-once.ts';
import type { MonitorOptions } from '../../src/writing/options.ts';
import { claudeRow, claudeTool, claudeTurn, jsonl, Logs, streamLine } from '../helpers/logs.ts';
import { START } from '../helpers/records.ts';

let logs: Logs;
beforeEach(() => {
  logs = new Logs();
});
afterEach(() => logs.remove());

const ingest = (fields?: Partial<MonitorOptions>) => ingestOnce(logs.options(fields));
const sum = (name: string) => logs.value(`SELECT coalesce(sum(${name}), 0) FROM rollups`);

describe('reading once', () => {
  test('says what it read', async () => {
    logs.append(logs.transcript('a'), [...claudeTurn('a', 'one'), 'not json', ...claudeTool('a', 't1')]);
    logs.append(logs.stream(), [streamLine('x', 'session_start'), '']);
    const bytes = [logs.transcript('a'), logs.stream()].reduce(
      (all, file) => all + fs.statSync(file).size,
      0,
    );
    expect(await ingest()).toMatchObject({
      files: 2,
      bytes,
      records: 5,
      skipped: 2,
      duplicates: 0,
      problems: [],
      readableFiles: 2,
      staleSources: [],
    });
    expect([sum('events'), sum('model_calls'), sum('tool_calls')]).toEqual([5, 2, 1]);
  });

  test('twice is once', async () => {
    logs.append(logs.transcript('a'), claudeTurn('a', 'one'));
    await ingest();
    expect(await ingest()).toMatchObject({ files: 0, bytes: 0, records: 0, readableFiles: 1 });
    expect(await ingest({ rescan: true })).toMatchObject({ files: 1, records: 0 });
    expect(sum('events')).toBe(2);
  });

  test('makes tasks a piece at a time, so that the heartbeat goes on', async () => {
    await ingest();
    const db = new Database(logs.databasePath);
    db.exec(`WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 9000)
      INSERT INTO task_queue (kind, id) SELECT 'task', i FROM n`);
    const left = db.prepare('SELECT count(*) FROM task_queue').pluck();
    const seen = new Set<unknown>();
    const look = () => {
      seen.add(left.get());
      if (!seen.has(0)) setImmediate(look);
    };
    look();
    await ingest();
    db.close();
    expect(seen.size).toBeGreaterThan(2);
  });

  test('nothing to read is no mistake; nothing is made up', async () => {
    expect(await ingest()).toMatchObject({ files: 0, records: 0, readableFiles: 0, problems: [] });
    expect(logs.events()).toBe(0);
  });

  test('a history that another file copies is counted once, in either order', async () => {
    const turn = claudeTurn('b', 'one');
    logs.append(logs.transcript('b'), turn);
    logs.append(
      logs.transcript('a'),
      turn.map((row) => ({ ...row, sessionId: 'a' })),
    );
    expect(await ingest()).toMatchObject({ records: 2, duplicates: 2 });
    expect([sum('events'), sum('model_calls'), sum('output')]).toEqual([2, 1, 20]);
    expect(
      logs.value<string>(`SELECT session_id FROM sessions JOIN rollups USING (session_key) WHERE events > 0`),
    ).toBe('a');
  });

  test('rows that stream one call in are one call with its last count', async () => {
    const row = (output: number) =>
      claudeRow('assistant', 'a', START, {
        requestId: 'r1',
        message: {
          id: 'm1',
          role: 'assistant',
          model: 'claude-opus-4-6',
          content: [],
          stop_reason: null,
          usage: { input_tokens: 10, output_tokens: output },
        },
      });
    logs.append(logs.transcript('a'), [row(1), row(40), row(7)]);
    await ingest();
    expect([sum('model_calls'), sum('input'), sum('output')]).toEqual([1, 10, 40]);
  });

  test('stream, session file and error file tell one event once', async () => {
    const lines = [
      streamLine('x', 'session_start'),
      streamLine('x', 'error', { error_message: 'no such file' }),
    ];
    logs.append(logs.stream(), lines);
    logs.append(logs.stream('agent-sessions/attempt-x'), lines);
    logs.append(logs.stream('agent-errors'), lines.slice(1));
    await ingest();
    expect([sum('events'), sum('errors')]).toEqual([2, 1]);
  });

  test('a log that was packed meanwhile is the same log', async () => {
    logs.append(logs.stream(), [streamLine('x', 'session_start'), streamLine('x', 'agent_output')]);
    await ingest();
    fs.writeFileSync(`${logs.stream('agent-work-stream-1')}.gz`, gzipSync(fs.readFileSync(logs.stream())));
    fs.rmSync(logs.stream());
    logs.append(logs.stream(), [streamLine('x', 'agent_output', { n: 2 })]);
    await ingest();
    expect(sum('events')).toBe(3);
  });

  test('no prompt, no answer and no home folder is in the database', async () => {
    logs.append(
      logs.transcript('a'),
      claudeTurn('a', 'xyzzy-secret-prompt').map((row) => ({ ...row, cwd: '/nowhere/shop' })),
    );
    await ingest({ titles: false });
    const stored = ['', '-wal'].map((ending) => {
      const file = logs.databasePath + ending;
      return fs.existsSync(file) ? fs.readFileSync(file).toString('latin1') : '';
    });
    expect(stored.join('')).not.toContain('please xyzzy-secret-prompt');
    expect(logs.value<string>('SELECT cwd FROM sessions')).toBe('~/shop');
  });

  test('folders are stored only when the user lets them', async () => {
    logs.append(logs.transcript('a'), claudeTurn('a', 'one'));
    await ingest({ paths: false });
    expect(logs.value<null>('SELECT cwd FROM sessions')).toBeNull();
    expect(logs.value<null>('SELECT project FROM sessions')).toBeNull();
  });

  test('history raises no alert for anybody', async () => {
    const rows = Array.from({ length: 12 }, (_, n) =>
      claudeTool('a', `t${n}`, { content: 'same' }, START + n * 1000),
    );
    logs.append(logs.transcript('a'), [...claudeTurn('a', 'one'), ...rows.flat()]);
    await ingest();
    expect(logs.value('SELECT count(*) FROM alerts')).toBe(1);
    expect(logs.value<string>('SELECT pending FROM alerts')).toBe('');
    expect(fs.existsSync(logs.alertsPath)).toBe(false);
  });
});

test('in any order of files and any pieces, the same is read', async () => {
  const whole = ['a', 'b', 'c'].map((name) => [
    ...claudeTurn(name, 'shared'),
    ...claudeTurn(name, `own-${name}`, START + 60_000),
    ...claudeTool(name, `tool-${name}`),
  ]);
  const figures = () =>
    ['events', 'model_calls', 'input', 'output', 'tool_calls', 'cost'].map((name) => sum(name));
  const expected = await (async () => {
    for (const [n, rows] of whole.entries()) logs.append(logs.transcript(`f${n}`), rows);
    await ingest();
    return figures();
  })();
  await fc.assert(
    fc.asyncProperty(
      fc.shuffledSubarray([0, 1, 2], { minLength: 3 }),
      fc.array(fc.integer({ min: 1, max: 700 }), { minLength: 1, maxLength: 4 }),
      async (order, sizes) => {
        logs.remove();
        logs = new Logs();
        for (const index of order) {
          const content = jsonl(whole[index] ?? []);
          const file = logs.transcript(`f${index}`);
          logs.append(file, []);
          for (let at = 0, step = 0; at < content.length; step++) {
            const size = sizes[step % sizes.length] ?? 1;
            fs.appendFileSync(file, content.slice(at, at + size));
            at += size;
            if (step < 4) await ingest();
          }
        }
        await ingest();
        expect(figures()).toEqual(expected);
      },
    ),
    { numRuns: 8 },
  );
}, 60_000);
