import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { streamLine } from '../../helpers/logs.ts';
import { START } from '../../helpers/records.ts';
import { HOUR, iso, TaskLogs } from './task-logs.ts';

let logs: TaskLogs;
beforeEach(() => {
  logs = new TaskLogs();
});
afterEach(() => logs.remove());

describe('work-stream.md', () => {
  const line = (type: string, at: number, fields: object = {}, data: object = {}) => ({
    ...streamLine('s', type, data as Record<string, unknown>, at),
    task_id: 't-1',
    task_title: 'Add login',
    ...fields,
  });

  test('a metrics line is the outcome of its attempt, with pull request, tests and changes', async () => {
    logs.append(logs.stream(), [
      line('session_start', START),
      line('session_end', START + 5000, {}, { completion_status: 'success' }),
    ]);
    logs.metrics({
      ...{ attempt_id: 'attempt-s', task_id: 't-1' },
      metrics: {
        ...{
          duration_ms: 5000,
          total_tokens: 700,
          cost_usd: 0.01,
          success: true,
          first_shot_success: true,
          retry_count: 0,
        },
        ...{ files_modified: 3, lines_added: 40, lines_deleted: 2, commits: 1, tool_calls: 6, errors: 0 },
      },
      outcome: {
        status: 'completed',
        pr_created: true,
        pr_number: 7,
        pr_merged: true,
        test_passed: true,
        build_passed: false,
      },
    });
    expect(await logs.tasks()).toMatchObject([
      {
        ...{
          orchestrator: 'work-stream',
          task_id: 't-1',
          title: 'Add login',
          harness: 'codex',
          outcome: 'success',
        },
        ...{
          first_shot: 1,
          retry_count: 0,
          attempts: 1,
          tokens: 700,
          cost: 10_000,
          usage_origin: 'stream',
        },
        ...{
          files_modified: 3,
          lines_added: 40,
          lines_deleted: 2,
          commits: 1,
          pr_number: 7,
          pr_created: 1,
          pr_merged: 1,
        },
        ...{
          quality_ci: 0.5,
          task_type: 'implementation',
          inferred: 1,
          sessions: ['s'],
          started_at: START,
          flags: [],
        },
      },
    ]);
  });

  test('success said by the metrics line and failure by the session of the same attempt are flagged', async () => {
    logs.append(logs.stream(), [
      line('session_start', START),
      line('session_end', START + 5000, {}, { completion_status: 'failed' }),
    ]);
    logs.metrics({ attempt_id: 'attempt-s', task_id: 't-1', metrics: { success: true } });
    expect(await logs.tasks()).toMatchObject([{ outcome: 'success', flags: ['outcome_contradicted'] }]);
  });

  test.each([
    ['failed', 'failure', null],
    ['timeout', 'timeout', null],
    ['interrupted', null, 'interrupted'],
  ])('without a metrics line session_end tells: %s', async (status, outcome, reason) => {
    logs.append(logs.stream(), [
      line('session_start', START),
      line('session_end', START + 5000, {}, { completion_status: status }),
    ]);
    expect(await logs.tasks()).toMatchObject([
      { outcome, outcome_reason: reason, completed_at: START + 5000 },
    ]);
  });

  test('a second attempt after a failed one opens the task again, and its own end decides', async () => {
    logs.append(logs.stream(), [
      line('session_start', START),
      line('session_end', START + 5000, {}, { completion_status: 'failed' }),
    ]);
    logs.metrics({
      attempt_id: 'attempt-s',
      task_id: 't-1',
      timestamp: iso(START + 6000),
      metrics: { success: false },
    });
    const second = { session_id: 's2', attempt_id: 'attempt-2' };
    logs.append(logs.stream(), [line('session_start', START + HOUR, second)]);
    expect(await logs.tasks({ fixedNow: START + HOUR + 1000 })).toMatchObject([
      { completed_at: null, attempts: 2 },
    ]);
    logs.metrics({
      attempt_id: 'attempt-2',
      task_id: 't-1',
      timestamp: iso(START + 2 * HOUR),
      metrics: { success: true },
    });
    expect(await logs.tasks()).toMatchObject([
      { outcome: 'success', attempts: 2, retry_count: 1, first_shot: 0 },
    ]);
  });

  test('a session that works on two tasks one after the other: its calls are cut where the task changes', async () => {
    const usage = (at: number, input: number, fields: object) =>
      line('usage', at, fields, { input_tokens: input, output_tokens: 1 });
    logs.append(logs.stream(), [
      usage(START, 100, {}),
      usage(START + 1000, 20, {}),
      usage(START + 2000, 3, { task_id: 't-2' }),
      usage(START + 3000, 4000, { task_id: undefined }),
    ]);
    expect(
      (await logs.tasks()).map(({ task_id, tokens, model_calls, sessions }) => [
        task_id,
        tokens,
        model_calls,
        sessions,
      ]),
    ).toEqual([
      ['t-1', 122, 2, ['s']],
      ['t-2', 4005, 2, ['s']],
    ]);
  });

  test('a session of an attempt that names no task is the attempt', async () => {
    logs.append(logs.stream(), [
      streamLine('s', 'session_start'),
      streamLine('s', 'session_end', { completion_status: 'success' }, START + 9),
    ]);
    expect(await logs.tasks()).toMatchObject([{ task_id: 'attempt-s', outcome: 'success', sessions: ['s'] }]);
  });
});

describe('bosun.md', () => {
  test('a completed run is an attempt at its task', async () => {
    const run = {
      ...{
        type: 'completed_session',
        sessionKey: 'T:1:2',
        id: 'T',
        taskId: 'T',
        taskTitle: 'Fix it',
        executor: 'CODEX',
        model: 'gpt-5',
      },
      ...{
        startedAt: START,
        endedAt: START + 60_000,
        durationMs: 60_000,
        status: 'completed',
        tokenCount: 900,
        toolCalls: 4,
      },
    };
    logs.append(logs.accumulator, [run]);
    expect(await logs.tasks()).toMatchObject([
      {
        orchestrator: 'bosun',
        task_id: 'T',
        title: 'Fix it',
        outcome: 'success',
        attempts: 1,
        tokens: 900,
        task_type: 'debugging',
      },
    ]);
  });
});
