/** Rules of ledger.md and task-completion.md about what several lines and files make together. */

import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ingestOnce } from '../../../src/writing/ingest-once.ts';
import { claudeTurn, Logs } from '../../helpers/logs.ts';
import { START } from '../../helpers/records.ts';
import { factOf, recordOf } from './ledger/read.ts';

let logs: Logs;
beforeEach(() => {
  logs = new Logs();
});
afterEach(() => logs.remove());

const ingest = () =>
  ingestOnce(
    logs.options({
      roots: [
        ...logs.options().roots,
        { source: 'ledger', path: path.join(logs.folder, 'ledgers'), explicit: true },
      ],
    }),
  );
const append = (...rows: Record<string, unknown>[]) =>
  logs.append(path.join(logs.folder, 'ledgers', 'a.jsonl'), rows);
const sum = (name: string) => logs.value(`SELECT coalesce(sum(${name}), 0) FROM rollups`);
const records = () => logs.value('SELECT count(*) FROM ledger');
const at = new Date(START).toISOString();

describe('ledger: identity', () => {
  it('lines without an id are known by their place: equal ones are two records, and stay two', async () => {
    const line = { type: 'escalation', bead_id: 'b', severity: 'low', created_at: at };
    append(line, line);
    await ingest();
    expect(records()).toBe(2);
    append({ ...line, severity: 'high' });
    await ingest();
    expect(records()).toBe(3);
  });

  it('one id in two types is two records', async () => {
    append(
      { type: 'work_log', id: 'x-1', bead_id: 'b', completed_at: at },
      { type: 'escalation', id: 'x-1', bead_id: 'b', severity: 'low', created_at: at },
    );
    await ingest();
    expect(records()).toBe(2);
  });

  it.each(['passed', 'failed'])(
    'written twice with one time, the later line stands',
    async (quality_signal) => {
      const line = { type: 'work_log', id: 'w', bead_id: 'b', completed_at: at };
      append({ ...line, quality_signal: 'rework_requested' }, { ...line, quality_signal: 'passed' });
      append({ ...line, quality_signal });
      await ingest();
      const data = JSON.parse(logs.value<string>('SELECT data FROM ledger') ?? '{}');
      expect(data.quality_signal).toBe(quality_signal);
    },
  );

  it('a line that corrects the time of the work to an earlier one stands, also in a later reading', async () => {
    const line = { type: 'work_log', id: 'w', bead_id: 'b', completed_at: '2026-03-02T11:00:00Z' };
    append(line, { ...line, id: 'x', completed_at: '2026-03-02T12:00:00Z' });
    await ingest();
    append({ ...line, completed_at: '2026-03-02T10:30:00Z' });
    await ingest();
    const data = JSON.parse(logs.value<string>(`SELECT data FROM ledger WHERE record_id = 'w'`) ?? '{}');
    expect(data.completed_at).toBe('2026-03-02T10:30:00.000Z');
  });

  it('what a record tells of a task is a total of its own, and no session is seen of it', async () => {
    append({
      type: 'work_log',
      id: 'w',
      bead_id: 'b',
      completed_at: at,
      token_usage: 182_000,
      cost_cents: 41,
    });
    await ingest();
    expect(['input', 'output', 'unclassified', 'cost', 'reported_cost'].map(sum)).toEqual([
      ...[0, 0, 182_000, 410_000, 0],
    ]);
    expect(logs.value('SELECT count(*) FROM sessions WHERE first_at IS NOT NULL')).toBe(0);
  });
});

describe('task-completion: the event of an orchestrator', () => {
  const completion = {
    ...{
      task_type: 'Implementation',
      complexity: 'medium',
      harness: 'claude_code',
      model: 'claude-opus-4-6',
    },
    ...{
      provider: 'anthropic',
      task_duration_ms: 61_000,
      actual_input_tokens: 5000,
      actual_output_tokens: 700,
    },
    ...{ estimated_input_tokens: null, actual_cost_usd_micros: 90_000, outcome: 'SUCCESS' },
    ...{ quality_gate_passed: true, quality_gates_run: ['Build', 'test'], quality_gates_failed: [] },
    ...{ context_compactions: 1, context_rotations: 0, context_utilization_final: 0.75, retry_count: 2 },
    ...{ language: 'go', repo_size_category: 'Huge', session_id: 'a', timestamp: at },
  };

  it('its usage is never added to that of the harness log of the same session', async () => {
    logs.append(logs.transcript('a'), claudeTurn('a', 'one'));
    append(completion);
    await ingest();
    expect(['model_calls', 'input', 'output', 'unclassified'].map(sum)).toEqual([1, 10, 20, 0]);
    expect(logs.value('SELECT count(*) FROM sessions')).toBe(1);
    expect(records()).toBe(1);
  });

  it('its cost is the one it tells, also where its tokens have a price: their cache classes are not known', async () => {
    append(completion);
    await ingest();
    expect(sum('cost')).toBe(90_000);
    const data = JSON.parse(logs.value<string>('SELECT data FROM ledger') ?? '{}');
    expect(data).toMatchObject({ actual_cost_usd_micros: 90_000, actual_input_tokens: 5000 });
  });

  it('every field of the event is kept, with its words in lower case; null is not known', () => {
    const { data, flags } = factOf(recordOf(completion));
    const { session_id, estimated_input_tokens, timestamp, ...own } = completion;
    expect(data).toEqual({
      ...own,
      timestamp: at,
      ...{ task_type: 'implementation', outcome: 'success', repo_size_category: 'huge' },
      quality_gates_run: ['build', 'test'],
    });
    expect(flags).toBe('');
  });

  it.each(['success', 'failure', 'partial', 'timeout'])('the outcome %s is one of four', (outcome) => {
    const record = recordOf({ ...completion, outcome });
    expect([factOf(record).data.outcome, record.clampedFields]).toEqual([outcome, 0]);
  });

  it('another outcome is not known, and counted', () => {
    const record = recordOf({ ...completion, outcome: 'splendid' });
    expect([factOf(record).data.outcome, record.clampedFields]).toEqual([undefined, 1]);
  });

  it('event_id is its identity: told again it is one, the last write wins', async () => {
    append({ ...completion, event_id: 'e-1' }, { ...completion, event_id: 'e-1', outcome: 'failure' });
    append({ ...completion, event_id: 'e-2' }, completion, completion);
    await ingest();
    expect(records()).toBe(4);
    const first = logs.value<string>(`SELECT data FROM ledger WHERE record_id = 'e-1'`);
    expect(JSON.parse(first ?? '{}').outcome).toBe('failure');
  });
});
