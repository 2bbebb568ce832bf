/** Databases with made-up tasks, written straight into the tables: what is measured is the answer, not the reading of logs. */

import { type Connection, openWriter } from '../src/db/open.ts';
import { prepareDays } from '../src/db/prepare-days.ts';
import { pageDay, rebuildPages } from '../src/db/tasks/pages.ts';
import { settleWork } from '../src/db/tasks/settle-work.ts';
import { createRandom, type Random } from '../src/domain/random.ts';
import { OUTCOMES } from '../src/domain/task.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** Cards and comparisons are asked as of this time; tasks fill the two years before it. */
export const NOW = Date.UTC(2026, 8, 1, 12);
const DAYS = 730;

const TYPES = ['implementation', 'debugging', 'refactoring', 'testing', 'documentation', 'review', 'chore'];
const HARNESSES = ['claude_code', 'codex', 'opencode', 'gemini_cli'];
const MODELS = ['opus-4-6', 'sonnet-4-5', 'haiku-4-5', 'gpt-5', 'gpt-5-mini', 'gemini-2.5-pro'];
const PROJECTS = 40;
const DEPARTMENTS = 8;

export interface TaskAmount {
  readonly tasks: number;
  readonly agents: number;
}

/** A sound database, one session, four quarter hours of usage and two records a task. Closed when it returns. */
export function makeTaskDatabase(file: string, { tasks, agents }: TaskAmount): void {
  const db = openWriter(file, { busyTimeoutMs: 1_000, now: () => NOW });
  db.transaction(() => {
    const random = createRandom(tasks);
    const writer = taskWriter(db, random);
    const put = putters(db);
    for (const [index, name] of MODELS.entries()) put.model.run(index + 1, name, name);
    for (let n = 1; n <= tasks; n++) {
      const task = taskOf(random, n, agents);
      put.session.run(
        n,
        task.harness,
        `s${n}`,
        task.agent,
        task.department,
        task.project,
        task.startedAt,
        task.completedAt,
      );
      for (let quarter = 0; quarter < 4; quarter++)
        put.rollup.run(
          n,
          Math.floor(task.startedAt / 900_000) + quarter,
          MODELS.indexOf(task.model) + 1,
          task.tokens / 4,
          task.cost / 4,
        );
      writer.put(n, task);
    }
    writer.pack();
  }).immediate();
  prepareDays(db, 'UTC');
  db.pragma('wal_checkpoint(TRUNCATE)');
  db.close();
}

/** A made-up task of an hour for each session of a database that has none. */
export function addTasks(db: Connection): void {
  const sessions = db
    .prepare(
      `SELECT session_key AS key, agent, department, project, harness, first_at AS startedAt FROM sessions`,
    )
    .all() as (Pick<Task, 'agent' | 'department' | 'project' | 'harness' | 'startedAt'> & { key: number })[];
  db.transaction(() => {
    const random = createRandom(sessions.length);
    const writer = taskWriter(db, random);
    for (const { key, ...session } of sessions)
      writer.put(key, {
        ...taskOf(random, key, 1),
        ...session,
        completedAt: session.startedAt + HOUR_MS,
      });
    writer.pack();
  }).immediate();
}

/** Puts tasks of one session each, which has the number of its task; then packs them into pages. */
function taskWriter(db: Connection, random: Random) {
  const word = wordMaker(db);
  const task = db.prepare(
    `INSERT INTO tasks (task_key, orchestrator, task_id, inferred, agent, department, project, harness, model, task_type, started_at,
       completed_at, task_duration_ms, outcome, first_shot, quality_signal, quality_gate, tokens, cost, estimated_cost, tool_calls,
       tool_errors, context_compactions, attempts, unpriced_calls, flags)
       VALUES (?, 'beads', ?, 0, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 1, 0, '[]')`,
  );
  const link = db.prepare(`INSERT INTO task_sessions (task_key, session_key) VALUES (?, ?)`);
  const record = db.prepare(
    `INSERT INTO ledger (record_type, record_id, source, lineage, offset, version, at, agent, task_id, session_id, flags, data)
       VALUES (?, ?, 'ledger', 1, ?, 1, ?, ?, ?, ?, '', ?)`,
  );
  const days = new Set<number>();
  const held: number[] = [];
  return {
    put(key: number, one: Task): void {
      days.add(pageDay(one.completedAt));
      task.run(
        ...[key, `t${key}`, word(one.agent), word(one.department), word(one.project), word(one.harness)],
        ...[word(one.model), word(one.type), one.startedAt, one.completedAt],
        ...[one.completedAt - one.startedAt, one.outcome, one.outcome === 0 ? random.int(0, 1) : 0],
        ...[random.int(0, 2), random.next(), one.tokens, one.cost, one.cost * (0.5 + random.next())],
        ...[random.int(5, 200), random.int(0, 8), random.int(0, 2)],
      );
      link.run(key, key);
      for (const [type, data] of recordsOf(key, one))
        record.run(
          type,
          `${type} ${key}`,
          key,
          one.completedAt,
          one.agent,
          `t${key}`,
          `s${key}`,
          JSON.stringify(data),
        );
      held.push(key);
    },
    pack: () => {
      settleWork(db, held);
      rebuildPages(db, days);
    },
  };
}

/** What an orchestrator writes of each task, and of one in fifty that it was handed up. */
function recordsOf(
  key: number,
  { startedAt, completedAt, model, tokens, cost, outcome }: Task,
): [string, object][] {
  const times = { started_at: startedAt, completed_at: completedAt };
  const usage = { model, actual_input_tokens: tokens, actual_output_tokens: 0, actual_cost_usd_micros: cost };
  return [
    ['task_attempt', { attempt_id: `a${key}`, ...times, total_tokens: tokens, cost_usd_micros: cost }],
    ['task_completion', { ...times, ...usage, outcome: OUTCOMES[outcome ?? -1] ?? null }],
    ...(key % 50 === 0
      ? [['escalation', { severity: 'high', created_at: startedAt }] as [string, object]]
      : []),
  ];
}

type Task = ReturnType<typeof taskOf>;

function taskOf(random: Random, n: number, agents: number) {
  const agent = random.int(0, agents - 1);
  const completedAt = NOW - Math.floor(random.next() * DAYS * DAY_MS);
  const model = MODELS[random.int(0, MODELS.length - 1)] as string;
  const cost = Math.round(Math.exp(10 + 2.5 * random.next()));
  return {
    agent: `rig-${agent % 50}/polecats/agent-${agent}`,
    department: `department-${agent % DEPARTMENTS}`,
    project: `project-${n % PROJECTS}`,
    harness: HARNESSES[random.int(0, HARNESSES.length - 1)] as string,
    type: TYPES[random.int(0, TYPES.length - 1)] as string,
    model,
    completedAt,
    startedAt: completedAt - Math.floor(Math.exp(10 + 6 * random.next())),
    outcome: [0, 0, 0, 0, 1, 2, 3, null][random.int(0, 7)] as number | null,
    tokens: cost * 8,
    cost,
  };
}

function wordMaker(db: Connection): (name: string) => number {
  const put = db.prepare(`INSERT INTO words (word) VALUES (?)`);
  const known = new Map<string, number>();
  return (name) => {
    const id = known.get(name) ?? Number(put.run(name).lastInsertRowid);
    known.set(name, id);
    return id;
  };
}

function putters(db: Connection) {
  const zeros = [
    ...['tool_errors', 'errors', 'compactions', 'clamped_fields', 'cache_read', 'cache_creation_5m'],
    ...['cache_creation_1h', 'cache_creation_unsplit', 'output', 'unclassified', 'reasoning', 'output_extra'],
    ...['estimated_calls', 'unpriced_calls', 'reported_cost', 'reported_calls'],
  ];
  return {
    model: db.prepare(`INSERT INTO models (model_id, name, canonical) VALUES (?, ?, ?)`),
    session: db.prepare(
      `INSERT INTO sessions (session_key, harness, session_id, source, agent, department, project, first_at, last_at)
         VALUES (?, ?, ?, 'work-stream', ?, ?, ?, ?, ?)`,
    ),
    rollup: db.prepare(
      `INSERT INTO rollups (session_key, bucket, model_id, events, tool_calls, model_calls, input, cost, priced_calls, ${zeros.join(', ')})
         VALUES (?, ?, ?, 30, 10, 10, ?, ?, 10, ${zeros.map(() => '0').join(', ')})`,
    ),
  };
}
