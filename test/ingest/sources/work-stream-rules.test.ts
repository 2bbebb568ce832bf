/** Rules of work-stream.md and bosun.md about work logs that no other test proves. */

import fs from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ingestOnce } from '../../../src/writing/ingest-once.ts';
import { Logs, streamLine } from '../../helpers/logs.ts';
import { START } from '../../helpers/records.ts';
import { event, factOf, parseRow } from './work-stream/read.ts';

let logs: Logs;
beforeEach(() => {
  logs = new Logs();
});
afterEach(() => logs.remove());

const ingest = () => ingestOnce(logs.options());
const sum = (name: string) => logs.value(`SELECT coalesce(sum(${name}), 0) FROM rollups`);
const error = (session: string, n: number) =>
  streamLine(session, 'error', { error_message: 'boom', error_fingerprint: 'f' }, START + n * 1000);

describe('work-stream: files', () => {
  it('a session file counts for a session that the stream does not hold', async () => {
    logs.append(logs.stream(), [streamLine('x', 'session_start')]);
    logs.append(logs.stream('agent-sessions/attempt-x'), [streamLine('x', 'session_start')]);
    logs.append(logs.stream('agent-sessions/attempt-y'), [streamLine('y', 'session_start'), error('y', 1)]);
    await ingest();
    expect([sum('events'), sum('errors')]).toEqual([3, 1]);
  });

  it('the error file counts for errors that the stream does not hold', async () => {
    logs.append(logs.stream(), [error('x', 1)]);
    logs.append(logs.stream('agent-errors'), [error('x', 1), error('x', 2)]);
    await ingest();
    expect([sum('events'), sum('errors')]).toEqual([2, 2]);
  });

  it('the same bytes twice in one file are two events', async () => {
    logs.append(logs.stream(), [error('x', 1), error('x', 1)]);
    await ingest();
    expect(sum('errors')).toBe(2);
  });

  it('a metrics line counts before the end of its session, whose figures are kept beside it', async () => {
    const end = { completion_status: 'success', total_tokens: 900, cost_usd: 0.5 };
    logs.append(logs.stream(), [streamLine('x', 'session_end', end)]);
    const metrics = { total_tokens: 1000, cost_usd: 0.6 };
    logs.append(logs.stream('agent-metrics'), [
      { timestamp: new Date(START).toISOString(), attempt_id: 'attempt-x', executor: 'CODEX', metrics },
    ]);
    await ingest();
    expect(sum('unclassified')).toBe(1000);
    const kept = logs.value<string>(
      `SELECT group_concat(end_tokens || ' ' || coalesce(metrics_tokens, '-')) FROM attempts WHERE end_tokens IS NOT NULL`,
    );
    expect(kept).toMatch(/^900 /);
    expect(logs.value('SELECT max(metrics_tokens) FROM attempts')).toBe(1000);
  });

  it('alerts of other writers raise none of ours, however many there are', async () => {
    const alert = (n: number) => ({
      ...{ timestamp: new Date(START + n * 1000).toISOString(), type: 'error_loop', severity: 'high' },
      ...{ attempt_id: 'attempt-x', session_id: 'x', error_fingerprint: 'f', occurrences: 4 },
    });
    logs.append(
      logs.stream('agent-alerts'),
      Array.from({ length: 12 }, (_, n) => alert(n)),
    );
    await ingest();
    expect(logs.value(`SELECT count(*) FROM alerts WHERE writer = 'agentperf'`)).toBe(0);
    expect(sum('errors')).toBe(0);
  });
});

describe('bosun §1: rotation and dialects', () => {
  it('a log that is packed into the archive and emptied in place is counted once', async () => {
    const stream = logs.stream();
    logs.append(stream, [error('x', 1), error('x', 2)]);
    await ingest();
    const archived = logs.stream('archive/agent-work-stream-20260209');
    fs.mkdirSync(path.dirname(archived), { recursive: true });
    fs.writeFileSync(`${archived}.gz`, gzipSync(fs.readFileSync(stream)));
    fs.truncateSync(stream, 0);
    await ingest();
    logs.append(stream, [error('x', 3)]);
    await ingest();
    expect([sum('events'), sum('errors')]).toEqual([3, 3]);
  });

  it('a list of one element may be the element itself', () => {
    const action = { type: 'IDLE_STALL', action: 'warn', severity: 'medium' };
    const alert = factOf(parseRow(event('session_end', { anomaly_actions: action })), 'foreign_alert');
    expect(alert).toMatchObject({ alertType: 'idle_stall', recommendation: 'warn' });
    const summary = { error_summary: { total_errors: 1, error_fingerprints: 'f', error_categories: 'git' } };
    const row = { timestamp: '2026-03-02T10:00:00Z', attempt_id: 'a', metrics: { errors: 1 }, ...summary };
    expect(parseRow(row)).toMatchObject({ kind: 'metrics', clampedFields: 0 });
  });
});

describe('bosun §2: stream events as they are', () => {
  it.each([
    ['success', 'completed'],
    ['completed', 'completed'],
    ['failed', 'failed'],
    ['timeout', 'timeout'],
    ['interrupted', 'interrupted'],
  ])('completion_status %s is %s', (word, status) => {
    const record = parseRow(event('session_end', { completion_status: word }));
    expect(factOf(record, 'session_end').status).toBe(status);
    expect(record.clampedFields).toBe(0);
  });

  it('a delta and the whole message behind it are signs of life, not two texts', () => {
    const outputs = [{ output: 'Half', delta: true }, { output: 'Half and whole' }];
    const facts = outputs.map((data) => parseRow(event('agent_output', data)).facts);
    expect(facts.flat().filter(({ type }) => type !== 'session_info')).toEqual([
      { type: 'progress', toolKey: null },
      { type: 'progress', toolKey: null },
    ]);
  });

  it('an envelope without the fields that its writer never has is read', () => {
    const row = {
      timestamp: '2026-03-02T10:00:00.1234567Z',
      attempt_id: 've-1',
      task_id: 't-1',
      executor: 'CLAUDE_CODE',
      event_type: 'tool_call',
      data: { tool_name: 'Bash', tool_params: '{"command":"npm test"}' },
    };
    expect(parseRow(row)).toMatchObject({ session: { id: 've-1' }, taskId: 't-1', harness: 'claude_code' });
  });
});

describe('bosun §4: alerts of its analyzer', () => {
  it.each([
    ['error_loop', { error_fingerprint: 'f', occurrences: 4, sample_message: 'boom' }, 'f'],
    ['tool_loop', { tool_name: 'Bash', occurrences: 10, window_ms: 60_000 }, 'Bash'],
    ['stuck_agent', { idle_time_ms: 300_000, threshold_ms: 300_000 }, null],
    ['excessive_restarts', { restart_count: 3, last_reason: 'error_recovery' }, 'error_recovery'],
    ['cost_anomaly', { cost_usd: 2, duration_ms: 5, threshold_usd: 1 }, null],
    ['failed_session_high_errors', { error_count: 4, error_fingerprints: ['f', 'g'] }, 'f'],
    ['failed_session_transient_errors', { error_count: 4, error_fingerprints: ['f'] }, 'f'],
  ])('%s is an alert of bosun, about %j', (type, fields, subject) => {
    const row = { timestamp: '2026-03-02T10:00:00Z', _cooldown_key: 'k', attempt_id: 'a', severity: 'high' };
    const record = parseRow({ ...row, type, recommendation: 'fresh_session', ...fields });
    expect(record).toMatchObject({ kind: 'alert', session: { id: 'a' }, clampedFields: 0 });
    expect(factOf(record, 'foreign_alert')).toMatchObject({
      ...{ alertType: type, severity: 'high', recommendation: 'fresh_session', subject, writer: 'bosun' },
    });
  });
});
