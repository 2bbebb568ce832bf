/** Made-up records of all that speaks of tasks, and reading them in any order. */

import fc from 'fast-check';
import type { ParsedRecord } from '../../../src/domain/event.ts';
import type { LedgerEvent } from '../../../src/domain/ledger.ts';
import { TestDatabase } from '../../helpers/database.ts';
import { call, prompt, record, START, sessionEnd, toolCall, turnEnd } from '../../helpers/records.ts';
import { makeTasks, type TaskFields } from '../../helpers/tasks.ts';

export const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const at = (minute: number): number => START + minute * MINUTE;
const iso = (minute: number): string => new Date(at(minute)).toISOString();

/** One record of some source. Ids are few, so that facts meet. */
export interface Step {
  readonly what: What;
  readonly minute: number;
  readonly session: number;
  readonly task: number;
  readonly agent: number;
  readonly variant: number;
}

export const WHATS = [
  ...['call', 'call', 'call', 'task_call', 'agent_call', 'tool', 'prompt', 'turn_end'],
  ...['completion', 'loose_completion', 'work_log', 'attempt', 'review'],
  ...['start', 'sling', 'done', 'unhook', 'death', 'closed', 'open', 'profile'],
] as const;
/** What tells of which type a task is, who does it, and what it took, often of several tasks of a session. */
export const TYPING_WHATS = [
  ...[
    'call',
    'call',
    'task_call',
    'task_call',
    'agent_call',
    'deep_call',
    'total',
    'told',
    'named',
    'branch',
  ],
  ...['completion', 'completion', 'completion', 'attempt', 'start', 'sling', 'closed', 'gone'],
  ...['typed', 'typed', 'typed', 'typed'],
] as const;
type What = (typeof WHATS | typeof TYPING_WHATS)[number];
/** Of these one may have many; what has no such source leaves nothing over. */
export const CUTTING: readonly What[] = ['start', 'sling', 'done', 'unhook', 'death', 'closed', 'open'];

export const stepOf = (whats: readonly What[]): fc.Arbitrary<Step> =>
  fc.record({
    what: fc.constantFrom(...whats),
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
  const usage = {
    ...{ usage: { input: 1 + 2 ** (index % 20), output: variant }, message: `m${index}` },
    model: agent === 0 ? 'claude-a' : 'claude-b',
  };
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
    case 'deep_call':
      return own({ session: `${session}/x/y` }, call(usage));
    case 'total':
      return own(
        { harness: 'codex', session: `${session}-stream` },
        { type: 'session_info', attemptId: `a${task}` },
        sessionEnd({ totalTokens: 7 + index, costUsdMicros: variant === 0 ? null : index }),
      );
    case 'named':
      return own({}, { type: 'session_info', agent: variant === 0 ? null : name, cwd: `/w/${outcome}` });
    case 'branch':
      return own({}, { type: 'session_info', branch: outcome === 'success' ? 'fix/it' : 'docs/it' });
    case 'told':
      return ledger(
        'task_completion',
        { taskId },
        { actual_input_tokens: 100 + index, ...(variant === 0 ? {} : { task_type: 'fix' }) },
      );
    case 'typed':
      return ledger(
        'task_completion',
        { taskId },
        { outcome, task_type: outcome === 'success' ? 'fix' : 'odd' },
      );
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
    case 'gone':
      return ledger(
        'work_item',
        { recordId: taskId, taskId, version: index, sessionId: variant === 0 ? null : session },
        {
          bead_kind: 'work',
          status: 'closed',
          closed_at: iso(minute),
          ...(variant === 1 ? { started_at: iso(0) } : {}),
          ...(what === 'gone' ? { deleted: true } : {}),
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

export interface Reading {
  readonly order: readonly number[];
  readonly sizes: readonly number[];
  /** Tasks are made after each commit, not only at the end. */
  readonly made: boolean;
  readonly restarts: boolean;
}

/** Steps of these kinds, and how they are read. */
export const readingOf = (whats: readonly What[], lengths: fc.ArrayConstraints) =>
  fc.array(stepOf(whats), lengths).chain((steps) => {
    const all = steps.map((_, index) => index);
    return fc.record({
      steps: fc.constant(steps),
      order: fc.shuffledSubarray(all, { minLength: all.length }),
      sizes: fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 1, maxLength: 3 }),
      made: fc.boolean(),
      restarts: fc.boolean(),
    });
  });

/** Feeds the steps in an order and in commits of these sizes. `afterMaking` sees the database whenever tasks were made. */
export function readAll(
  steps: readonly Step[],
  { order, sizes, made, restarts }: Reading,
  afterMaking: (database: TestDatabase) => void = () => undefined,
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
    if (made) {
      makeTasks(database);
      afterMaking(database);
    }
    if (restarts) database.restart();
  }
  const tasks = makeTasks(database);
  afterMaking(database);
  const total = database.value('SELECT coalesce(sum(input + output), 0) FROM rollups');
  return { tasks, total, database };
}
