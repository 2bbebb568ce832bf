/** Made-up spending of sessions, streams and records, and filters over it. */

import fc from 'fast-check';
import type { ReportFilter } from '../../../src/domain/report.ts';
import type { TestDatabase } from '../../helpers/database.ts';
import { call, record, START, sessionEnd } from '../../helpers/records.ts';
import { holdSession, putTasks } from '../../helpers/task-rows.ts';

const QUARTER_MS = 900_000;
/** About ten weeks around START, so that ranges hold whole months. */
const at = fc.integer({ min: -3_500, max: 3_500 }).map((quarters) => START + quarters * QUARTER_MS);
const name = fc.constantFrom('x', 'y');
const model = fc.constantFrom('claude-a', 'claude-b-1', 'claude-b-2', 'unpriced-m');

const sessions = fc.array(
  fc.record({
    agent: fc.option(name),
    cwd: fc.option(fc.constantFrom('/w/p', '/w/q')),
    department: fc.option(name),
    effort: fc.option(fc.constantFrom('high', 'low')),
    taskType: fc.option(fc.constantFrom('fix', 'chore')),
    calls: fc.array(
      fc.record({
        at,
        model,
        input: fc.nat({ max: 99 }),
        read: fc.nat({ max: 99 }),
        chars: fc.nat({ max: 999 }),
        finished: fc.boolean(),
      }),
      { maxLength: 6 },
    ),
    total: fc.option(fc.nat({ max: 99 })),
  }),
  { maxLength: 5 },
);
/** What records alone tell of tasks. */
const told = fc.array(
  fc.record({
    completedAt: fc.option(at),
    agent: fc.option(name),
    department: fc.option(name),
    project: fc.option(fc.constantFrom('p', 'q')),
    harness: fc.option(fc.constantFrom('claude_code', 'codex')),
    model: fc.option(model),
    taskType: fc.option(fc.constantFrom('fix', 'chore')),
    tokens: fc.option(fc.nat({ max: 99 })),
    costUsdMicros: fc.option(fc.nat({ max: 99 })),
  }),
  { maxLength: 4 },
);
export const worlds = fc.record({ sessions, told });
export const filters: fc.Arbitrary<ReportFilter> = fc.record({
  since: fc.option(at),
  until: fc.option(at),
  agents: fc.subarray(['x', 'claude_code'], { maxLength: 1 }),
  departments: fc.subarray(['x', 'y'], { maxLength: 1 }),
  projects: fc.subarray(['p', 'q'], { maxLength: 1 }),
  models: fc.subarray(['claude-a', 'claude-b', 'claude-b-1'], { maxLength: 2 }),
  harnesses: fc.subarray(['claude_code', 'codex'], { maxLength: 1 }),
  sources: fc.constant([]),
  taskTypes: fc.subarray(['fix', 'chore'], { maxLength: 1 }),
});

/** The calls of each session, and for some of them a stream that tells a total of the same session, without a model. */
export function fill(
  into: TestDatabase,
  world: typeof worlds extends fc.Arbitrary<infer W> ? W : never,
): void {
  putTasks(
    into.db,
    world.told.map((task) => ({ ...task, usageOrigin: 'orchestrator' })),
  );
  for (const [index, one] of world.sessions.entries()) {
    const of = { session: `s${index}` };
    const info = {
      type: 'session_info',
      agent: one.agent,
      cwd: one.cwd,
      department: one.department,
      effort: one.effort,
    } as const;
    into.feed(into.file(), [
      record(of, info),
      ...one.calls.map(({ at: time, model: used, input, read, chars, finished }) =>
        record(
          { ...of, at: time },
          call({ model: used, usage: { input, cacheRead: read, output: 1 }, visibleChars: chars, finished }),
        ),
      ),
    ]);
    if (one.taskType !== null) hold(into, one.taskType, `s${index}`);
    if (one.total === null) continue;
    const stream = { harness: 'codex', session: `t${index}`, at: START + index * 1_000 * QUARTER_MS };
    into.feed(into.file('work-stream'), [
      record(stream, info, sessionEnd({ totalTokens: one.total, costUsdMicros: one.total })),
    ]);
  }
}

function hold(into: TestDatabase, taskType: string, session: string): void {
  const [task] = putTasks(into.db, [{ taskId: session, taskType }]);
  holdSession(into.db, task as number, session);
}
