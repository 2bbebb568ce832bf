import fs from 'node:fs';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { rebuildDatabase } from '../../../src/writing/database-care.ts';
import { startFollowing } from '../../../src/writing/follow.ts';
import { claudeTurn } from '../../helpers/logs.ts';
import { START } from '../../helpers/records.ts';
import { HOUR, iso, TaskLogs } from './task-logs.ts';

/** The watcher and the tick are given as long as a busy machine takes. */
const PATIENCE = { timeout: 25_000, interval: 50 };

let logs: TaskLogs;
beforeEach(() => {
  logs = new TaskLogs();
});
afterEach(() => logs.remove());

describe('sessions that nobody else speaks of', () => {
  test('each main session with its sub-agents is its own task, its type worked out and marked so', async () => {
    logs.append(logs.transcript('a'), claudeTurn('a', 'one', START, { gitBranch: 'fix/login' }));
    logs.append(
      logs.transcript('a/subagents/agent-x'),
      claudeTurn('a', 'two', START + 9000, { agentId: 'x', isSidechain: true }),
    );
    expect(await logs.tasks()).toMatchObject([
      {
        ...{
          orchestrator: 'session',
          task_id: 'a',
          inferred: 1,
          task_type: 'debugging',
          agent: 'claude_code',
        },
        ...{
          harness: 'claude_code',
          model: 'claude-opus-4-6',
          tokens: 60,
          model_calls: 2,
          usage_origin: 'harness',
        },
        ...{
          actual_input_tokens: 20,
          actual_output_tokens: 40,
          sessions: ['a'],
          language: null,
          attempts: 1,
        },
      },
    ]);
  });

  test('a turn that is over does not say how it went; the task is completed with it', async () => {
    logs.append(logs.transcript('a'), claudeTurn('a', 'one'));
    expect(await logs.tasks()).toMatchObject([
      {
        outcome: null,
        outcome_reason: null,
        started_at: START,
        completed_at: START + 1000,
        task_duration_ms: 1000,
      },
    ]);
  });

  test('a turn left open is open for two hours, then abandoned at its last sign', async () => {
    logs.append(logs.transcript('a'), claudeTurn('a', 'one').slice(0, 1));
    expect(await logs.tasks({ fixedNow: START + HOUR })).toMatchObject([{ completed_at: null }]);
    logs.append(logs.transcript('b'), claudeTurn('b', 'two').slice(0, 1));
    const [, b] = await logs.tasks({ fixedNow: START + 3 * HOUR });
    expect(b).toMatchObject({ completed_at: START, outcome: null, outcome_reason: 'abandoned' });
  });
});

describe('what changes later', () => {
  test('a session that turns out to be an orchestrator’s is no task of its own any more', async () => {
    logs.append(logs.transcript('a'), claudeTurn('a', 'one'));
    expect(await logs.tasks()).toMatchObject([{ orchestrator: 'session' }]);
    logs.ledger({
      type: 'task_completion',
      event_id: 'e',
      task_id: 't',
      session_id: 'a',
      outcome: 'success',
      completed_at: iso(START + 5000),
    });
    expect(await logs.tasks()).toMatchObject([{ orchestrator: 'ledger', task_id: 't', sessions: ['a'] }]);
  });

  test('rules of the user name tasks anew', async () => {
    logs.append(logs.transcript('a'), claudeTurn('a', 'one'));
    expect(await logs.tasks()).toMatchObject([{ agent: 'claude_code' }]);
    const rule = { cwd: 'shop', agent: 'shopkeeper', department: 'sales' };
    const [task] = await logs.tasks({ identities: [rule] });
    expect(task).toMatchObject({ agent: 'shopkeeper', department: 'sales' });
  });

  test('reading everything again changes nothing', async () => {
    logs.append(logs.transcript('a'), claudeTurn('a', 'one'));
    logs.ledger({
      type: 'work_log',
      id: 'wl-1',
      agent_id: 'nux',
      bead_id: 'gt-abc',
      completed_at: iso(START),
    });
    const before = await logs.tasks();
    expect(await logs.tasks({ rescan: true })).toEqual(before);
  });

  test('db rebuild makes them again, of what the database holds and of what is read again', async () => {
    logs.append(logs.transcript('a'), claudeTurn('a', 'one'));
    logs.append(logs.transcript('b'), claudeTurn('b', 'two'));
    const work = { type: 'work_log', id: 'wl-1', agent_id: 'nux', bead_id: 'gt-abc' };
    logs.ledger({ ...work, completed_at: iso(START) });
    const before = await logs.tasks();
    fs.rmSync(logs.transcript('b'));
    await rebuildDatabase(logs.databasePath, START + 24 * HOUR, ['/']);
    expect(await logs.tasks()).toEqual(before);
  });

  test('while logs are followed, a new session is a task within seconds', async () => {
    const count = () => logs.value('SELECT count(*) FROM tasks');
    logs.append(logs.transcript('a'), claudeTurn('a', 'one'));
    const monitor = startFollowing(logs.options());
    try {
      await vi.waitFor(() => expect(count()).toBe(1), PATIENCE);
      logs.append(logs.transcript('b'), claudeTurn('b', 'two'));
      await vi.waitFor(() => expect(count()).toBe(2), PATIENCE);
    } finally {
      await monitor.stop();
    }
  }, 60_000);
});
