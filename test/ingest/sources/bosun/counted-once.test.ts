import fs from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ingestOnce } from '../../../../src/writing/ingest-once.ts';
import { Logs } from '../../../helpers/logs.ts';
import { fixture } from './read.ts';

let logs: Logs;
beforeEach(() => {
  logs = new Logs();
});
afterEach(() => logs.remove());

const tokens = () =>
  logs.value<number>(`SELECT coalesce(sum(input + output + cache_read + unclassified), 0) FROM rollups`);
const sum = (name: string) => logs.value<number>(`SELECT coalesce(sum(${name}), 0) FROM rollups`);
const START = Date.parse('2026-03-02T10:00:00Z');

const roots = () => [
  { source: 'work-stream', path: path.join(logs.folder, 'work-logs'), explicit: false } as const,
  {
    source: 'bosun',
    path: path.join(logs.folder, '.cache', 'session-accumulator.jsonl'),
    explicit: false,
  } as const,
  { source: 'bosun', path: path.join(logs.folder, 'logs', 'sessions'), explicit: false } as const,
];
const ingest = () => ingestOnce(logs.options({ roots: roots() }));

const event = (type: string, data: object, minute: number) => ({
  timestamp: new Date(START + minute * 60_000).toISOString(),
  ...{ attempt_id: 'run-1', task_id: 'task-1', executor: 'CODEX', event_type: type, data },
});
const STREAM = [
  event('session_start', { prompt_type: 'initial' }, 0),
  event('usage', { input_tokens: 500, output_tokens: 100 }, 1),
  event('session_end', { completion_status: 'success', total_tokens: 900 }, 5),
];
const ACCUMULATED = {
  ...{
    type: 'completed_session',
    sessionKey: 'task-1:1:2',
    id: 'run-1',
    taskId: 'task-1',
    executor: 'CODEX',
  },
  ...{
    startedAt: START,
    endedAt: START + 300_000,
    durationMs: 300_000,
    status: 'completed',
    tokenCount: 650,
    costUsd: 0,
  },
};

const WRITES = {
  stream: () => logs.append(path.join(logs.folder, 'work-logs', 'agent-work-stream.jsonl'), STREAM),
  accumulator: () =>
    logs.append(path.join(logs.folder, '.cache', 'session-accumulator.jsonl'), [ACCUMULATED]),
};

describe('DATA.md 2: accumulator and stream of one attempt have one owner', () => {
  it.each([
    [['stream'], 900],
    [['accumulator'], 650],
    [['stream', 'accumulator'], 650],
    [['accumulator', 'stream'], 650],
  ] as const)('%j: %i tokens, one session', async (order, expected) => {
    for (const name of order) {
      WRITES[name]();
      await ingest();
    }
    expect(tokens()).toBe(expected);
    expect(logs.value<number>(`SELECT count(*) FROM sessions`)).toBe(1);
    expect(logs.value<string>(`SELECT end_status FROM sessions`)).toBe('completed');
    expect(
      logs.value<number>(
        `SELECT model_calls FROM (SELECT coalesce(sum(model_calls), 0) AS model_calls FROM rollups)`,
      ),
    ).toBe(0);
  });
});

describe('bosun.md 1: a session document that is rewritten while it grows', () => {
  const whole = JSON.parse(fixture('logs/sessions/task-9.json').toString('utf8'));
  const file = () => path.join(logs.folder, 'logs', 'sessions', 'task-9.json');
  const write = (count: number, fields: object = {}): void => {
    fs.mkdirSync(path.dirname(file()), { recursive: true });
    const messages = whole.messages.slice(Math.max(0, count - 6), count);
    fs.writeFileSync(
      file(),
      JSON.stringify({
        ...whole,
        messages,
        lastActiveAt: new Date(START + count * 60_000).toISOString(),
        ...fields,
      }),
    );
  };
  const figures = () => ['events', 'tool_calls', 'tool_errors', 'errors', 'unclassified'].map(sum);

  it('counts each message once, whether it is read whole or as it grows', async () => {
    const inOneGo = [15, 4, 1, 2, 5000];
    for (let count = 1; count <= whole.messages.length; count++) {
      write(count);
      await ingest();
    }
    expect(figures()).toEqual(inOneGo);
    await ingestOnce(logs.options({ roots: roots(), rescan: true }));
    expect(figures()).toEqual(inOneGo);
  });

  it('a document half written is a problem until it is whole, and loses nothing', async () => {
    write(5);
    await ingest();
    const before = figures();
    fs.writeFileSync(file(), '{"id":"task-9","messages":[');
    expect(await ingest()).toMatchObject({ problems: [{ path: file(), source: 'bosun' }] });
    expect(figures()).toEqual(before);
    write(6);
    expect((await ingest()).problems).toEqual([]);
    expect(sum('events')).toBe(before[0]! + 1);
  });

  it('when the run is over, the accumulator has its tokens and the document has none', async () => {
    write(12);
    await ingest();
    expect(tokens()).toBe(5000);
    logs.append(path.join(logs.folder, '.cache', 'session-accumulator.jsonl'), [
      {
        ...ACCUMULATED,
        sessionKey: whole.sessionKey,
        id: 'task-9',
        taskId: 'task-9',
        executor: 'claude-sdk',
        tokenCount: 5200,
        endedAt: START + 900_000,
      },
    ]);
    write(12, { status: 'completed', endedAt: START + 900_000, accumulatedAt: '2026-03-02T10:15:00.000Z' });
    await ingest();
    expect(tokens()).toBe(5200);
    expect(logs.value<number>(`SELECT count(*) FROM sessions`)).toBe(1);
  });
});

describe('DATA.md 3: a list of rows repeats the lines of the log it was made of', () => {
  const ERRORS = [1, 2, 3].map((minute) =>
    event('error', { error_message: 'boom', error_fingerprint: 'f' }, minute),
  );
  const folder = () => path.join(logs.folder, 'exported');
  const writes = {
    lines: () => logs.append(path.join(folder(), 'agent-work-stream.jsonl'), ERRORS),
    list: () => {
      fs.mkdirSync(folder(), { recursive: true });
      fs.writeFileSync(path.join(folder(), 'errors.json'), JSON.stringify(ERRORS, null, 2));
    },
  };

  it.each([
    ['lines', 'list'],
    ['list', 'lines'],
  ] as const)('%s first, then %s: each error once', async (...order) => {
    for (const name of order) {
      writes[name]();
      const named = { path: folder(), explicit: true } as const;
      const places = [
        { source: 'work-stream', ...named },
        { source: 'bosun', ...named },
      ] as const;
      expect(await ingestOnce(logs.options({ roots: places }))).toMatchObject({ files: 1, problems: [] });
    }
    expect([sum('errors'), logs.value<number>(`SELECT count(*) FROM errors`)]).toEqual([3, 3]);
  });

  it('newer rows push older ones out, and all is read again: each row is counted once', async () => {
    const rows = [1, 2, 3, 4].map((minute) =>
      event('usage', { input_tokens: minute * 100, output_tokens: 1 }, minute),
    );
    const read = async (list: readonly unknown[], rescan: boolean) => {
      fs.mkdirSync(folder(), { recursive: true });
      fs.writeFileSync(path.join(folder(), 'rows.json'), JSON.stringify(list));
      await ingestOnce(
        logs.options({ rescan, roots: [{ source: 'bosun', path: folder(), explicit: true }] }),
      );
      return [sum('events'), sum('model_calls'), sum('input')];
    };
    expect(await read(rows.slice(0, 3), false)).toEqual([3, 3, 600]);
    expect(await read(rows.slice(1), false)).toEqual([4, 4, 1000]);
    expect(await read(rows.slice(1), true)).toEqual([4, 4, 1000]);
  });
});
