import fc from 'fast-check';
import { expect, test } from 'vitest';
import { costSums } from '../../../src/db/queries/cost-sums.ts';
import { taskTypeSums } from '../../../src/db/queries/task-type-sums.ts';
import { COST_SUMS } from '../../../src/db/rollups.ts';
import type { ParsedRecord } from '../../../src/domain/event.ts';
import type { LedgerEvent } from '../../../src/domain/ledger.ts';
import { NO_FILTER } from '../../../src/domain/report.ts';
import { TestDatabase } from '../../helpers/database.ts';
import { call, prompt, record, START, toolCall, turnEnd } from '../../helpers/records.ts';
import { comparable, makeTasks, type TaskFields } from '../../helpers/tasks.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const at = (minute: number): number => START + minute * MINUTE;
const iso = (minute: number): string => new Date(at(minute)).toISOString();

/** One record of some source. Ids are few, so that facts meet. */
interface Step {
  readonly what: (typeof WHATS)[number];
  readonly minute: number;
  readonly session: number;
  readonly task: number;
  readonly agent: number;
  readonly variant: number;
}

const WHATS = [
  ...['call', 'call', 'call', 'task_call', 'agent_call', 'tool', 'prompt', 'turn_end'],
  ...['completion', 'loose_completion', 'work_log', 'attempt', 'review'],
  ...['start', 'sling', 'done', 'unhook', 'death', 'closed', 'open', 'profile'],
] as const;
/** Of these one may have many; what has no such source leaves nothing over. */
const CUTTING: readonly string[] = ['start', 'sling', 'done', 'unhook', 'death', 'closed', 'open'];

const step: fc.Arbitrary<Step> = fc.record({
  what: fc.constantFrom(...WHATS),
  minute: fc.nat(40),
  session: fc.nat(2),
  task: fc.nat(2),
  agent: fc.nat(1),
  variant: fc.nat(3),
});

function recordOf(one: Step, index: number): ParsedRecord {
  const { what, task, agent, variant } = one;
  // No two at one moment: of those the recorder keeps what it read last.
  const minute = one.minute + index / 1000;
  const [session, taskId, name] = [`s${one.session}`, `t${task}`, `agent-${agent}`];
  const own = (fields: object, ...facts: Parameters<typeof record>[1][]) =>
    record({ session, uid: `line-${index}`, at: at(minute), ...fields }, ...facts);
  const usage = { usage: { input: 1 + 2 ** (index % 20), output: variant }, message: `m${index}` };
  const ledger = (recordType: LedgerEvent['recordType'], fields: Partial<LedgerEvent>, data: object = {}) => {
    const head = {
      type: 'ledger',
      recordId: `r${index}`,
      version: null,
      agent: null,
      taskId: null,
      sessionId: null,
      flags: '',
    } as const;
    const fact: LedgerEvent = { ...head, recordType, ...fields, data: JSON.stringify(data) };
    return { ...record({ uid: `line-${index}`, at: at(minute) }, fact), session: null, harness: 'unknown' };
  };
  const profile = { recordId: name, agent: name, version: index };
  const tool = variant === 0 ? 'edit' : 'read';
  const outcome = variant % 2 === 0 ? 'success' : 'failure';
  switch (what) {
    case 'call':
      return own({}, call(usage));
    case 'task_call':
      return own({ taskId }, call(usage));
    case 'agent_call':
      return own({ session: `${session}/x` }, call(usage));
    case 'tool':
      return own({}, toolCall(`tool-${index}`, { name: tool, kind: tool }));
    case 'prompt':
      return own({}, prompt());
    case 'turn_end':
      return own({}, turnEnd());
    case 'completion':
      return ledger(
        'task_completion',
        { taskId, sessionId: session },
        { outcome, ...(variant === 3 ? { orchestrator: 'mosaic' } : {}) },
      );
    case 'loose_completion':
      return ledger(
        'task_completion',
        { sessionId: variant === 0 ? session : null },
        { outcome, attempt_id: variant < 2 ? `a${task}` : undefined },
      );
    case 'work_log':
      return ledger('work_log', { agent: name, taskId, sessionId: session }, { completed_at: iso(minute) });
    case 'attempt':
      return ledger(
        'task_attempt',
        { recordId: `a${task}`, taskId: variant === 0 ? null : taskId, version: index },
        { success: variant === 1 },
      );
    case 'review':
      return ledger('quality_review', { taskId }, { layer: 'code_review', score: variant / 4 });
    case 'start':
      return ledger('agent_session', { agent: name, sessionId: session });
    case 'sling':
    case 'done':
    case 'unhook':
      return ledger('assignment', { agent: name, taskId }, { action: what });
    case 'death':
      return ledger('agent_state', { agent: name }, { state: 'dead', caller: 'daemon' });
    case 'closed':
      return ledger(
        'work_item',
        { recordId: taskId, taskId, version: index, sessionId: variant === 0 ? null : session },
        {
          bead_kind: 'work',
          status: 'closed',
          closed_at: iso(minute),
          ...(variant === 1 ? { started_at: iso(0) } : {}),
        },
      );
    case 'open':
      return ledger(
        'work_item',
        { recordId: taskId, taskId, version: index },
        { bead_kind: 'work', status: 'open' },
      );
    case 'profile':
      return ledger('agent_profile', profile, { department: outcome });
    default:
      return what satisfies never;
  }
}

/** Feeds the steps in an order and in commits of these sizes; tasks are made after each commit of `made`, and at the end. */
function readAll(
  steps: readonly Step[],
  {
    order,
    sizes,
    made,
    restarts,
  }: { order: readonly number[]; sizes: readonly number[]; made: boolean; restarts: boolean },
): { tasks: TaskFields[]; total: number; database: TestDatabase } {
  const database = new TestDatabase();
  database.now = START + 24 * HOUR;
  // One file a step: in any order, no file is read backwards.
  for (let next = 0, round = 0; next < order.length; round++) {
    const size = sizes[round % sizes.length] ?? 1;
    for (const index of order.slice(next, next + size)) {
      const one = recordOf(steps[index] as Step, index);
      database.take(database.file(one.session === null ? 'gastown' : 'claude-code'), [one]);
    }
    database.settle();
    next += size;
    if (made) makeTasks(database);
    if (restarts) database.restart();
  }
  const tasks = makeTasks(database);
  const total = database.value('SELECT coalesce(sum(input + output), 0) FROM rollups');
  return { tasks, total, database };
}

const PARAMETERS = { numRuns: 60, seed: 20261121 };

test('no call counts for two tasks, and without beads none is left over', () => {
  fc.assert(
    fc.property(fc.array(step, { minLength: 1, maxLength: 25 }), (steps) => {
      const order = steps.map((_, index) => index);
      const { tasks, total, database } = readAll(steps, { order, sizes: [4], made: false, restarts: false });
      try {
        const sum = tasks.reduce((all, task) => all + ((task.tokens as number | null) ?? 0), 0);
        const calls = tasks.reduce((all, task) => all + ((task.model_calls as number | null) ?? 0), 0);
        expect(sum).toBeLessThanOrEqual(total);
        expect(calls).toBeLessThanOrEqual(
          database.value('SELECT count(*) FROM model_calls WHERE counted = 1'),
        );
        if (!steps.some(({ what }) => CUTTING.includes(what))) expect(sum).toBe(total);
      } finally {
        database.remove();
      }
    }),
    PARAMETERS,
  );
});

const step8 = fc.nat(8).map((quarter) => START + (quarter - 2) * 15 * MINUTE);
const typeOf = (task: TaskFields): string => `type of ${task.orchestrator} ${task.task_id}`;
const ranges = fc.record({ since: fc.option(step8), until: fc.option(step8) });

test('the total is the sum of the types of tasks and of what belongs to none, in any range; over all time a task with a type of its own is all of it', () => {
  fc.assert(
    fc.property(fc.array(step, { minLength: 1, maxLength: 25 }), ranges, (steps, range) => {
      const order = steps.map((_, index) => index);
      const { tasks, database } = readAll(steps, { order, sizes: [4], made: false, restarts: false });
      database.db.exec(`INSERT INTO words (word) SELECT 'type of ' || orchestrator || ' ' || task_id FROM tasks;
        UPDATE tasks SET task_type = (SELECT word_id FROM words WHERE word = 'type of ' || orchestrator || ' ' || task_id)`);
      try {
        for (const filter of [NO_FILTER, { ...NO_FILTER, ...range }]) {
          const types = taskTypeSums(database.db, filter);
          const total = costSums(database.db, filter, 'UTC', [])[0]?.sums;
          for (const name of COST_SUMS) {
            expect([name, types.reduce((sum, row) => sum + row.sums[name], 0)]).toEqual([
              name,
              total?.[name] ?? 0,
            ]);
            for (const { sums } of types) expect(sums[name]).toBeGreaterThanOrEqual(0);
          }
        }
        const spent = new Map(taskTypeSums(database.db, NO_FILTER).map(({ type, sums }) => [type, sums]));
        for (const task of tasks) {
          const sums = spent.get(typeOf(task));
          expect([sums?.cost ?? 0, sums?.model_calls ?? 0]).toEqual([task.cost ?? 0, task.model_calls ?? 0]);
        }
      } finally {
        database.remove();
      }
    }),
    PARAMETERS,
  );
});

test('any order of records, any size of commits, tasks made at any time or after a kill: the same tasks', () => {
  const world = fc.array(step, { minLength: 1, maxLength: 18 }).chain((steps) => {
    const all = steps.map((_, index) => index);
    return fc.record({
      steps: fc.constant(steps),
      order: fc.shuffledSubarray(all, { minLength: all.length }),
      sizes: fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 1, maxLength: 3 }),
      made: fc.boolean(),
      restarts: fc.boolean(),
    });
  });
  fc.assert(
    fc.property(world, ({ steps, ...reading }) => {
      const order = steps.map((_, index) => index);
      const one = readAll(steps, { order, sizes: [100], made: false, restarts: false });
      const other = readAll(steps, reading);
      try {
        expect(comparable(other.tasks)).toEqual(comparable(one.tasks));
      } finally {
        one.database.remove();
        other.database.remove();
      }
    }),
    PARAMETERS,
  );
});
