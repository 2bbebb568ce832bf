/** Several attempts at one task that records tell of: all that they took counts, and the task was not done at once. */

import { afterEach, beforeEach, expect, test } from 'vitest';
import { START } from '../../helpers/records.ts';
import { HOUR, iso, TaskLogs } from './task-logs.ts';

let logs: TaskLogs;
beforeEach(() => {
  logs = new TaskLogs();
});
afterEach(() => logs.remove());

test('lines of the work log are attempts: their money and tokens add up', async () => {
  const line = { type: 'work_log', bead_id: 'b-1', agent_id: 'nux', completed_at: iso(START) };
  logs.ledger(
    { ...line, id: 'w1', quality_signal: 'rework_requested', cost_cents: 100, token_usage: 80 },
    { ...line, id: 'w2', quality_signal: 'passed', cost_usd_micros: 600_000, token_usage: 40 },
    { ...line, id: 'w2', quality_signal: 'passed', cost_usd_micros: 600_000, token_usage: 40 },
  );
  expect(await logs.tasks()).toMatchObject([
    {
      ...{ cost: 1_600_000, tokens: 120, attempts: 2, retry_count: 1, first_shot: 0 },
      ...{ outcome: 'success', quality_signal: 'passed' },
    },
  ]);
});

test('completions of two attempts add up, two of one attempt do not', async () => {
  const event = { type: 'task_completion', task_id: 't-1', agent_id: 'nux', outcome: 'failure' };
  logs.ledger(
    { ...event, event_id: 'e1', attempt_id: 'a1', completed_at: iso(START), actual_cost_usd_micros: 1 },
    { ...event, event_id: 'e2', attempt_id: 'a1', completed_at: iso(START + 1), actual_cost_usd_micros: 2 },
    {
      ...{ ...event, event_id: 'e3', attempt_id: 'a2', completed_at: iso(START + HOUR) },
      ...{ actual_cost_usd_micros: 3, actual_input_tokens: 5, outcome: 'success' },
    },
  );
  expect(await logs.tasks()).toMatchObject([
    { cost: 5, actual_cost: 5, tokens: 5, attempts: 2, first_shot: 0, outcome: 'success' },
  ]);
});

test('a line with a gate’s word and no end was written at the end', async () => {
  logs.ledger(
    { type: 'work_log', id: 'w1', bead_id: 'b-1', at: iso(START + HOUR), quality_signal: 'passed' },
    { type: 'work_log', id: 'w2', bead_id: 'b-2', at: iso(START + HOUR) },
  );
  expect(await logs.tasks()).toMatchObject([
    { task_id: 'b-1', completed_at: START + HOUR, outcome: 'success' },
    { task_id: 'b-2', completed_at: null, outcome: null },
  ]);
});
