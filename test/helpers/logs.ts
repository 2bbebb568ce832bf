/** Small real logs in a temporary folder, as harnesses write them, and the options to read them with. */

import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import Database from 'better-sqlite3';
import { DEFAULT_ALERT_SETTINGS } from '../../src/domain/alert.ts';
import { LISTED_PRICES } from '../../src/domain/prices.ts';
import { openReports } from '../../src/reports.ts';
import type { MonitorOptions } from '../../src/writing/options.ts';
import { START } from './records.ts';

type Fields = Record<string, unknown>;

let uuids = 0;

/** One turn of a Claude session: what a person asked, one call that answers. Two rows with ids of their own. */
export function claudeTurn(session: string, message: string, at = START, fields: Fields = {}): Fields[] {
  return [
    claudeRow('user', session, at, { message: { role: 'user', content: `please ${message}` }, ...fields }),
    claudeRow('assistant', session, at + 1000, {
      requestId: `req_${message}`,
      message: {
        id: `msg_${message}`,
        role: 'assistant',
        model: 'claude-opus-4-6',
        content: [{ type: 'text', text: 'done' }],
        stop_reason: 'end_turn',
        usage: { input_tokens: 10, output_tokens: 20 },
      },
      ...fields,
    }),
  ];
}

/** A call of a tool and, unless `result` is null, its answer. */
export function claudeTool(
  session: string,
  tool: string,
  result: Fields | null = {},
  at = START + 2000,
): Fields[] {
  const call = claudeRow('assistant', session, at, {
    requestId: `req_${tool}`,
    message: {
      id: `msg_${tool}`,
      role: 'assistant',
      model: 'claude-opus-4-6',
      content: [{ type: 'tool_use', id: tool, name: 'Bash', input: { command: 'npm test' } }],
      stop_reason: 'tool_use',
      usage: { input_tokens: 5, output_tokens: 6 },
    },
  });
  if (result === null) return [call];
  const content = [{ type: 'tool_result', tool_use_id: tool, content: 'ok', ...result }];
  return [call, claudeRow('user', session, at + 500, { message: { role: 'user', content } })];
}

export function claudeRow(type: string, session: string, at: number, fields: Fields): Fields {
  uuids++;
  return {
    type,
    sessionId: session,
    uuid: `00000000-0000-4000-8000-${String(uuids).padStart(12, '0')}`,
    parentUuid: null,
    isSidechain: false,
    timestamp: new Date(at).toISOString(),
    cwd: '/nowhere/shop',
    version: '2.1.39',
    gitBranch: 'main',
    ...fields,
  };
}

/** A line of a work stream. */
export function streamLine(session: string, type: string, data: Fields = {}, at = START): Fields {
  return {
    timestamp: new Date(at).toISOString(),
    attempt_id: `attempt-${session}`,
    session_id: session,
    executor: 'CODEX',
    event_type: type,
    data,
  };
}

export const jsonl = (rows: readonly (Fields | string)[]): string =>
  rows.map((row) => `${typeof row === 'string' ? row : JSON.stringify(row)}\n`).join('');

export class Logs {
  readonly folder = fs.mkdtempSync(path.join(os.tmpdir(), 'agentperf-logs-'));
  readonly databasePath = path.join(this.folder, 'data', 'agentperf.db');
  readonly alertsPath = path.join(this.folder, 'data', 'agent-alerts.jsonl');

  /** Path of a transcript. */
  transcript(name: string): string {
    return path.join(this.folder, 'projects', '-nowhere-shop', `${name}.jsonl`);
  }

  /** Path of a work log. */
  stream(name = 'agent-work-stream'): string {
    return path.join(this.folder, 'work-logs', `${name}.jsonl`);
  }

  append(file: string, rows: readonly (Fields | string)[]): void {
    fs.mkdirSync(path.dirname(file), { recursive: true });
    fs.appendFileSync(file, jsonl(rows));
  }

  options(fields: Partial<MonitorOptions> = {}): MonitorOptions {
    return {
      databasePath: this.databasePath,
      alertsPath: this.alertsPath,
      roots: [
        { source: 'claude-code', path: path.join(this.folder, 'projects'), explicit: false },
        { source: 'work-stream', path: path.join(this.folder, 'work-logs'), explicit: false },
      ],
      timezone: 'UTC',
      alertSettings: DEFAULT_ALERT_SETTINGS,
      sweepMs: 100,
      titles: true,
      paths: true,
      busyTimeoutMs: 1000,
      home: '/nowhere',
      identities: [],
      prices: LISTED_PRICES,
      fixedNow: null,
      ...fields,
    };
  }

  /** Asks the database as the screen does. */
  reports() {
    return openReports({ databasePath: this.databasePath, timezone: 'UTC', roots: this.options().roots });
  }

  /** One value of the database; null when there is no database or no row. */
  value<Value = number>(sql: string): Value | null {
    if (!fs.existsSync(this.databasePath)) return null;
    const db = new Database(this.databasePath, { readonly: true });
    try {
      return (db.prepare(sql).pluck().get() as Value | undefined) ?? null;
    } catch {
      return null;
    } finally {
      db.close();
    }
  }

  events(): number {
    return this.value('SELECT sum(events) FROM rollups') ?? 0;
  }

  remove(): void {
    fs.rmSync(this.folder, { recursive: true, force: true });
  }
}

/** Sessions in two projects, two harnesses and over some hours; one has a sub-agent. */
export function writeFleet(logs: Logs): void {
  const shop = { cwd: '/nowhere/shop' };
  const till = { cwd: '/nowhere/till' };
  logs.append(logs.transcript('a'), [...claudeTurn('a', 'a1', START, shop), ...claudeTool('a', 'ta')]);
  logs.append(
    logs.transcript('a/subagents/agent-x1'),
    claudeTurn('a', 'sub', START + 60_000, { ...shop, agentId: 'x1', isSidechain: true }),
  );
  logs.append(logs.transcript('b'), [
    ...claudeTurn('b', 'b1', START + 7_200_000, till),
    ...claudeTool('b', 'tb', { is_error: true, content: 'no such file' }, START + 7_200_000 + 5000),
  ]);
  logs.append(logs.stream(), [
    streamLine('s', 'session_start', { prompt: 'go' }, START + 14_400_000),
    streamLine(
      's',
      'usage',
      { input_tokens: 100, output_tokens: 7, model: 'gpt-5' },
      START + 14_400_000 + 1000,
    ),
    streamLine('s', 'session_end', { completion_status: 'failed' }, START + 14_400_000 + 2000),
  ]);
}
