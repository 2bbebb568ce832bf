/** Beads and Gas Town as tasks (gastown.md, beads.md): read end to end. */

import { afterEach, beforeEach, expect, test } from 'vitest';
import { OPEN_DAY } from '../../../src/db/tasks/pages.ts';
import { storedTasks, type TaskFields } from '../../helpers/tasks.ts';
import { minute, NUX, SESSION, TOAST, Town } from '../queries/bead-town.ts';

let town: Town;
beforeEach(() => {
  town = new Town();
});
afterEach(() => town.remove());

const iso = (at: number): string => new Date(minute(at)).toISOString();
const bead = (id: string, fields: object = {}) => ({
  ...{
    id,
    title: 'Fix upload',
    status: 'closed',
    issue_type: 'bug',
    created_at: iso(-60),
    updated_at: iso(40),
  },
  ...{ closed_at: iso(40), ...fields },
});

async function tasks(): Promise<TaskFields[]> {
  await town.read(town.roots(), { fixedNow: minute(24 * 60) });
  return town.ask(storedTasks);
}

test('a bead on a hook is a task of Gas Town: given, begun, done, with the agent’s sessions of that time', async () => {
  town.start(0, TOAST, 1).sling(5, 'gt-1', TOAST).call(6, SESSION(1), 100).done(30, 'gt-1', TOAST);
  town.call(31, SESSION(1), 7).issues(bead('gt-1'));
  expect(await tasks()).toMatchObject([
    {
      ...{
        orchestrator: 'gastown',
        task_id: 'gt-1',
        bead_id: 'gt-1',
        title: 'Fix upload',
        task_type: 'debugging',
      },
      ...{
        agent: TOAST,
        inferred: 0,
        assigned_at: minute(5),
        started_at: minute(5),
        completed_at: minute(40),
      },
      ...{ task_duration_ms: 35 * 60_000, outcome: 'success', first_shot: 1, attempts: 1, retry_count: 0 },
      ...{
        tokens: 101,
        model_calls: 1,
        usage_origin: 'harness',
        sessions: [SESSION(1)],
        harness: 'claude_code',
      },
    },
  ]);
});

test('gastown.md 3: a session that works on several beads is cut, and none of its calls counts twice', async () => {
  town.start(0, TOAST, 1).sling(5, 'gt-1', TOAST).call(6, SESSION(1), 100).done(10, 'gt-1', TOAST);
  town.sling(12, 'gt-2', TOAST).call(13, SESSION(1), 20).done(15, 'gt-2', TOAST).call(20, SESSION(1), 3);
  const all = await tasks();
  expect(all.map(({ task_id, tokens }) => [task_id, tokens])).toEqual([
    ['gt-1', 101],
    ['gt-2', 21],
  ]);
  expect(town.ask((db) => db.prepare('SELECT sum(input + output) FROM rollups').pluck().get())).toBe(126);
});

test('gastown.md 3: a merge that failed is a failure, a later pass is rework and no first shot', async () => {
  const merge = (at: number, type: string) =>
    town.event(at, type, 'gastown/refinery', { mr: 'mr', worker: 'Toast', branch: 'polecat/toast/gt-1' });
  town.start(0, TOAST, 1).sling(5, 'gt-1', TOAST).done(10, 'gt-1', TOAST);
  merge(12, 'merge_failed');
  expect(await tasks()).toMatchObject([
    {
      outcome: 'failure',
      outcome_reason: 'gate_failed',
      quality_signal: 'failed',
      quality_gate_passed: 0,
      quality_gate: 0,
    },
  ]);
  merge(20, 'merged');
  expect(await tasks()).toMatchObject([
    {
      outcome: 'success',
      quality_signal: 'rework_requested',
      quality_gate_passed: 0,
      first_shot: 0,
      quality_gate: 0.5,
    },
  ]);
});

test('R4.2: the agent died with the bead on its hook: a failure that says by what, when and at which tool', async () => {
  town.start(0, TOAST, 1).sling(5, 'gt-1', TOAST).call(6, SESSION(1), 100);
  town.call(7, SESSION(1), 1, {
    message: {
      ...{ id: 'msg_t', role: 'assistant', model: 'claude-opus-4-6', stop_reason: 'tool_use' },
      ...{
        content: [{ type: 'tool_use', id: 'x', name: 'Bash', input: { command: 'npm test' } }],
        usage: { input_tokens: 1, output_tokens: 1 },
      },
    },
  });
  town.event(9, 'session_death', 'daemon', {
    session: 'gt-Toast',
    agent: TOAST,
    reason: 'oom',
    caller: 'daemon',
  });
  expect(await tasks()).toMatchObject([
    {
      outcome: 'failure',
      outcome_reason: `killed by daemon at ${iso(9)} while running Bash`,
      completed_at: minute(9),
    },
  ]);
  town.start(20, NUX, 2).sling(21, 'gt-1', NUX);
  expect(await tasks()).toMatchObject([
    { outcome: null, completed_at: null, agent: NUX, attempts: 2, retry_count: 1 },
  ]);
});

test('beads.md: a bead that names the session that closed it has that session, also without a start', async () => {
  town.call(10, SESSION(1), 100).call(35, SESSION(1), 10);
  town.issues(
    bead('bd-1', { closed_by_session: SESSION(1), closed_at: iso(20) }),
    bead('bd-2', { closed_by_session: SESSION(1) }),
  );
  expect((await tasks()).map(({ task_id, orchestrator, tokens }) => [task_id, orchestrator, tokens])).toEqual(
    [
      ['bd-1', 'beads', 101],
      ['bd-2', 'beads', 11],
    ],
  );
});

test.each([
  ['won’t do: no time', 'wont_do'],
  ['Duplicate of bd-9', 'duplicate'],
  ['stale backlog, shipped elsewhere', 'obsolete'],
  ['Rejected: artificial cap on workers', 'wont_do'],
  ['Dropped in favor of bd-9', 'wont_do'],
  ['abandoned - no time', 'wont_do'],
  ['Invalid', 'invalid'],
  ['Noise/pollution — backlog cleanup', 'invalid'],
])('a bead that was closed undone is no success: %s', async (reason, word) => {
  town.issues(bead('bd-1', { close_reason: reason }));
  expect(await tasks()).toMatchObject([{ outcome: null, outcome_reason: word, completed_at: minute(40) }]);
});

test.each([
  'Dropped the unused column',
  'Rejected invalid tokens at the gateway',
  'Invalid input now returns 400',
  'Dropped --force and `.env`',
])('a bead whose reason begins with what was done is done: %s', async (reason) => {
  town.issues(bead('bd-1', { close_reason: reason }));
  expect(await tasks()).toMatchObject([{ outcome: 'success', outcome_reason: null }]);
});

test('an open bead is an open task, however long it lies; agents, messages and convoys are none', async () => {
  town.issues(
    bead('bd-1', { status: 'open', closed_at: undefined }),
    bead('hq-cv-1', { issue_type: 'convoy' }),
    bead('bd-2', { issue_type: 'message' }),
    bead('bd-3', { status: 'tombstone', deleted_at: iso(40) }),
  );
  expect(await tasks()).toMatchObject([{ task_id: 'bd-1', completed_at: null, outcome: null }]);
});

test('a bead that is opened again is open again', async () => {
  town.issues(bead('bd-1'));
  expect(await tasks()).toMatchObject([{ completed_at: minute(40) }]);
  town.issues(bead('bd-1', { status: 'open', closed_at: undefined, updated_at: iso(50) }));
  expect(await tasks()).toMatchObject([{ completed_at: null, outcome: null }]);
});

test('what an agent is given next leaves its older tasks, and the pages of their days, as they are', async () => {
  town.start(0, TOAST, 1).sling(5, 'gt-1', TOAST).call(6, SESSION(1), 100).done(30, 'gt-1', TOAST);
  const [older] = await tasks();
  town.note(`CREATE TABLE packed (day); CREATE TRIGGER noted AFTER INSERT ON task_pages
    BEGIN INSERT INTO packed VALUES (new.day); END`);
  town.sling(24 * 60, 'gt-2', TOAST);
  expect(await tasks()).toMatchObject([older, { task_id: 'gt-2', completed_at: null }]);
  expect(town.ask((db) => db.prepare('SELECT day FROM packed').pluck().all())).toEqual([OPEN_DAY]);
});

test('the order in which the sources are read changes nothing', async () => {
  const write = () => {
    town.start(0, TOAST, 1).sling(5, 'gt-1', TOAST).call(6, SESSION(1), 100).done(10, 'gt-1', TOAST);
    town.call(20, SESSION(2), 9).issues(bead('gt-1'), bead('bd-7', { closed_by_session: SESSION(2) }));
  };
  write();
  const [claude, gastown, beads] = town.roots() as [never, never, never];
  const seen: unknown[] = [];
  for (const order of [
    [claude, gastown, beads],
    [beads, gastown, claude],
    [gastown, claude, beads],
  ]) {
    for (const root of order) await town.read([root], { fixedNow: minute(24 * 60) });
    const plain = town
      .ask((db) => storedTasks(db))
      .map(({ task_id, orchestrator, tokens, outcome, sessions, completed_at }) => ({
        ...{ task_id, orchestrator, tokens, outcome, sessions, completed_at },
      }));
    seen.push(plain);
    town.forget();
  }
  expect(seen[0]).toHaveLength(2);
  expect(seen[1]).toEqual(seen[0]);
  expect(seen[2]).toEqual(seen[0]);
});
