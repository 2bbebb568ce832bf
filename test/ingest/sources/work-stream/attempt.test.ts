import { expect, test } from 'vitest';
import { attemptFact } from '../../../../src/ingest/sources/work-stream/attempt.ts';

const IDS = { attemptId: 've-1', taskId: 't-1', sessionId: null, harness: 'codex', model: 'gpt-5' };
const dataOf = (row: Record<string, unknown>) => JSON.parse(attemptFact(row, IDS).data);

test('work-stream: a metrics line is one attempt, known by its id', () => {
  expect(attemptFact({ metrics: {} }, IDS)).toMatchObject({
    recordType: 'task_attempt',
    recordId: 've-1',
    taskId: 't-1',
  });
});

test('work-stream: what the line says of the attempt; false is said, absent is not', () => {
  const row = {
    metrics: {
      duration_ms: 5,
      total_tokens: 7,
      cost_usd: 0.5,
      retry_count: 0,
      success: false,
      errors: 2,
      commits: 1,
    },
    outcome: { status: 'manual_review', pr_merged: false, pr_number: 3, test_passed: true },
    error_summary: { total_errors: 4, resolved_by_agent: 1 },
  };
  expect(dataOf(row)).toEqual({
    ...{
      status: 'manual_review',
      duration_ms: 5,
      total_tokens: 7,
      cost_usd_micros: 500_000,
      retry_count: 0,
      commits: 1,
    },
    ...{
      success: false,
      pr_merged: false,
      pr_number: 3,
      test_passed: true,
      total_errors: 4,
      resolved_by_agent: 1,
    },
    ...{ harness: 'codex', model: 'gpt-5' },
  });
});

test('bosun: the dialect without an outcome says its status among the metrics', () => {
  expect(dataOf({ metrics: { completion_status: 'success', diff_lines_added: 3 } })).toMatchObject({
    status: 'completed',
    lines_added: 3,
  });
});

test.each([
  [{ metrics: 'x', outcome: 3 }],
  [{ metrics: { retry_count: -1, cost_usd: 'much', success: 'yes' } }],
])('fields of a wrong kind are left out: %j', (row) => {
  expect(dataOf(row)).toEqual({ harness: 'codex', model: 'gpt-5' });
});
