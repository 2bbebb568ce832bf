import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { claudeTurn } from '../../helpers/logs.ts';
import { START } from '../../helpers/records.ts';
import { HOUR, iso, TaskLogs } from './task-logs.ts';

let logs: TaskLogs;
beforeEach(() => {
  logs = new TaskLogs();
});
afterEach(() => logs.remove());

describe('task-completion.md', () => {
  const EVENT = {
    ...{ type: 'task_completion', event_id: 'e-1', task_id: 't-1', agent_id: 'nux', orchestrator: 'mosaic' },
    ...{
      completed_at: iso(START + HOUR),
      task_duration_ms: 60_000,
      task_type: 'implementation',
      complexity: 'high',
    },
    ...{
      harness: 'claude_code',
      model: 'claude-opus-4-6',
      provider: 'anthropic',
      outcome: 'success',
      retry_count: 0,
    },
    ...{
      estimated_input_tokens: 100,
      estimated_output_tokens: 10,
      actual_input_tokens: 120,
      actual_output_tokens: 9,
    },
    ...{
      estimated_cost_usd_micros: 500,
      actual_cost_usd_micros: 600,
      quality_gate_passed: true,
      language: 'rust',
    },
    ...{ quality_gates_run: ['build', 'test'], quality_gates_failed: [], repo_size_category: 'small' },
    ...{ context_compactions: 2, context_rotations: 1, context_utilization_final: 0.5 },
  };

  test('R4.1: every field is kept', async () => {
    logs.ledger(EVENT);
    expect(await logs.tasks()).toMatchObject([
      {
        ...{ orchestrator: 'mosaic', task_id: 't-1', agent: 'nux', inferred: 0, task_type: 'implementation' },
        ...{ complexity: 'high', harness: 'claude_code', model: 'claude-opus-4-6', provider: 'anthropic' },
        ...{ task_duration_ms: 60_000, started_at: START + HOUR - 60_000, completed_at: START + HOUR },
        ...{
          estimated_input_tokens: 100,
          estimated_output_tokens: 10,
          actual_input_tokens: 120,
          actual_output_tokens: 9,
        },
        ...{ estimated_cost: 500, actual_cost: 600, cost: 600, tokens: 129, usage_origin: 'orchestrator' },
        ...{ quality_gate_passed: 1, quality_gates_run: '["build","test"]', quality_gate: 1, quality_ci: 1 },
        ...{
          context_compactions: 2,
          context_rotations: 1,
          context_utilization_final: 0.5,
          outcome: 'success',
        },
        ...{ retry_count: 0, first_shot: 1, attempts: 1, language: 'rust', flags: [] },
      },
    ]);
  });

  test('usage of the session is chosen, the orchestrator’s stays beside it, and they are never added', async () => {
    logs.append(logs.transcript('a'), claudeTurn('a', 'one'));
    logs.ledger({ ...EVENT, session_id: 'a', completed_at: iso(START + 2000), task_duration_ms: 5000 });
    const all = await logs.tasks();
    expect(all).toMatchObject([
      {
        orchestrator: 'mosaic',
        tokens: 30,
        usage_origin: 'harness',
        actual_cost: 600,
        actual_input_tokens: 120,
        sessions: ['a'],
      },
    ]);
    expect(all[0]?.cost).not.toBe(600);
  });

  test('without a task id: by its session a task of its own, else by itself', async () => {
    logs.append(logs.transcript('a'), claudeTurn('a', 'one'));
    logs.ledger(
      { ...EVENT, task_id: undefined, event_id: 'e-2', session_id: 'a' },
      { ...EVENT, task_id: undefined, event_id: 'e-3' },
    );
    expect((await logs.tasks()).map(({ task_id, sessions, tokens }) => [task_id, sessions, tokens])).toEqual([
      ['e-2', ['a'], 30],
      ['e-3', [], 129],
    ]);
  });

  test('by its attempt it is of the attempt’s task, whichever comes first', async () => {
    logs.ledger({ ...EVENT, task_id: undefined, orchestrator: undefined, attempt_id: 've-1' });
    expect(await logs.tasks()).toMatchObject([{ orchestrator: 'ledger', task_id: 've-1' }]);
    logs.metrics({ attempt_id: 've-1', task_id: 't-9', metrics: { success: true } });
    expect(await logs.tasks()).toMatchObject([
      { orchestrator: 'work-stream', task_id: 't-9', outcome: 'success' },
    ]);
  });

  test('one id under two orchestrators is two tasks; what names none joins the only one', async () => {
    logs.ledger(
      { ...EVENT },
      { type: 'quality_review', id: 'q', task_id: 't-1', layer: 'code_review', score: 0.8 },
    );
    expect(await logs.tasks()).toMatchObject([{ orchestrator: 'mosaic', quality_review: 0.8 }]);
    logs.ledger({ ...EVENT, event_id: 'e-9', orchestrator: 'bosun' });
    expect((await logs.tasks()).map(({ orchestrator }) => orchestrator)).toEqual(['bosun', 'mosaic']);
  });

  test('R4.2: a killed task is a failure that says what killed it, when, and what was running', async () => {
    const killed = {
      killed_by: 'watchdog',
      killed_at: iso(START),
      killed_during: 'tests',
      outcome_reason: 'killed',
    };
    logs.ledger({ ...EVENT, outcome: 'failure', ...killed });
    expect(await logs.tasks()).toMatchObject([
      { outcome: 'failure', outcome_reason: `killed by watchdog at ${iso(START)} while running tests` },
    ]);
  });

  test('R4.2: retries raise retry_count and attempts; a later success is no first shot', async () => {
    logs.ledger({ ...EVENT, retry_count: 2 });
    expect(await logs.tasks()).toMatchObject([
      { retry_count: 2, attempts: 3, first_shot: 0, outcome: 'success' },
    ]);
  });

  test('rows that contradict themselves are flagged and kept', async () => {
    logs.ledger(
      { ...EVENT, task_id: 'a', event_id: 'a', quality_gates_failed: ['test'] },
      { ...EVENT, task_id: 'b', event_id: 'b', started_at: iso(START + 2 * HOUR) },
      { ...EVENT, task_id: 'c', event_id: 'c', actual_cost_usd_micros: 0 },
      { ...EVENT, task_id: 'd', event_id: 'd', context_utilization_final: 1.4 },
      { ...EVENT, task_id: 'e', event_id: 'e', actual_input_tokens: -5 },
    );
    expect((await logs.tasks()).map(({ task_id, flags }) => [task_id, flags])).toEqual([
      ['a', ['passed_with_failed_gates']],
      ['b', ['completed_before_started']],
      ['c', ['cost_without_price']],
      ['d', ['utilization_above_1']],
      ['e', ['negative_number']],
    ]);
  });
});

describe('ledger.md', () => {
  test('a work log line is a task: bead, rig, convoy, quality and its own figures', async () => {
    logs.ledger({
      ...{
        type: 'work_log',
        id: 'wl-1',
        agent_id: 'rig/polecats/nux',
        bead_id: 'gt-abc',
        bead_type: 'bug',
        rig_id: 'rig',
      },
      ...{
        convoy_id: 'cv-1',
        started_at: iso(START),
        completed_at: iso(START + HOUR),
        quality_signal: 'passed',
      },
      ...{ model: 'claude-opus-4-6', token_usage: 182_000, cost_cents: 41 },
    });
    expect(await logs.tasks()).toMatchObject([
      {
        ...{
          orchestrator: 'ledger',
          task_id: 'gt-abc',
          bead_id: 'gt-abc',
          task_type: 'debugging',
          outcome: 'success',
        },
        ...{
          quality_signal: 'passed',
          quality_gate_passed: 1,
          tokens: 182_000,
          cost: 410_000,
          task_duration_ms: HOUR,
        },
      },
    ]);
  });

  test('reviews by layer, and a person’s word apart from them', async () => {
    const review = (id: string, fields: object) => ({
      type: 'quality_review',
      id,
      task_id: 'gt-abc',
      at: iso(START),
      ...fields,
    });
    logs.ledger(
      { type: 'work_log', id: 'wl-1', bead_id: 'gt-abc', completed_at: iso(START) },
      review('1', { layer: 'code_review', score: 0.6, reviewer: 'rig/refinery' }),
      review('2', { layer: 'code_review', score: 0.8, reviewer: 'rig/witness' }),
      review('3', { layer: 'output_evaluation', score: 0.25 }),
      review('4', { layer: 'peer_feedback', label: 'rejected' }),
      review('5', { layer: 'code_review', score: 0.1, reviewer: 'human:anna' }),
      review('6', { layer: 'gate', label: 'passed', reviewer: 'ci' }),
    );
    const [task] = await logs.tasks();
    expect(task?.quality_review).toBeCloseTo(0.7);
    expect(task).toMatchObject({
      quality_evaluation: 0.25,
      quality_peer: 0,
      quality_human: 0.1,
      quality_gate: 1,
    });
  });

  test('a profile says where an agent’s work belongs, also afterwards', async () => {
    logs.ledger({
      type: 'work_log',
      id: 'wl-1',
      agent_id: 'nux',
      bead_id: 'gt-abc',
      completed_at: iso(START),
    });
    expect(await logs.tasks()).toMatchObject([{ department: null, project: null }]);
    logs.ledger({ type: 'agent_profile', agent_id: 'nux', department: 'platform', project: 'billing' });
    expect(await logs.tasks()).toMatchObject([{ department: 'platform', project: 'billing' }]);
  });
});
