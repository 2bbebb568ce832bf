/** Stores tasks: rows, the sessions that they hold and what those say of it, usage that no session has, and the pages of the days that they were or are completed on. */

import { OUTCOMES, OWN_SESSION, QUALITY_PARTS, QUALITY_SIGNALS, type TaskRecord } from '../../domain/task.ts';
import type { TaskFacts, TaskSession } from '../../domain/task-facts.ts';
import { Dictionary, type ModelNaming, modelDictionary } from '../dictionary.ts';
import type { Connection } from '../open.ts';
import { pageDay } from './pages.ts';
import type { Scope } from './scope.ts';
import { settleWork } from './settle-work.ts';
import { createToldUsage, toldBySessions } from './told.ts';
import { finite } from './usage.ts';

/** Columns that hold a word's number, and the field that they are made from. */
const WORDS = [
  ['agent', 'agent'],
  ['department', 'department'],
  ['project', 'project'],
  ['harness', 'harness'],
  ['model', 'model'],
  ['provider', 'provider'],
  ['effort', 'effort'],
  ['task_type', 'taskType'],
  ['complexity', 'complexity'],
  ['language', 'language'],
  ['repo_size_category', 'repoSizeCategory'],
  ['rig_id', 'rigId'],
  ['convoy_id', 'convoyId'],
] as const satisfies readonly (readonly [string, keyof TaskRecord])[];

/** Columns that hold a field as it is: text, a number, or a truth value as 0 or 1. */
const PLAIN = [
  ['bead_id', 'beadId'],
  ['title', 'title'],
  ['inferred', 'inferred'],
  ['assigned_at', 'assignedAt'],
  ['started_at', 'startedAt'],
  ['completed_at', 'completedAt'],
  ['task_duration_ms', 'taskDurationMs'],
  ['outcome_reason', 'outcomeReason'],
  ['attempts', 'attempts'],
  ['retry_count', 'retryCount'],
  ['first_shot', 'firstShot'],
  ['quality_gate_passed', 'qualityGatePassed'],
  ['tokens', 'tokens'],
  ['usage_origin', 'usageOrigin'],
  ['cost', 'costUsdMicros'],
  ['unpriced_calls', 'unpricedCalls'],
  ['estimated_input_tokens', 'estimatedInputTokens'],
  ['estimated_output_tokens', 'estimatedOutputTokens'],
  ['actual_input_tokens', 'actualInputTokens'],
  ['actual_output_tokens', 'actualOutputTokens'],
  ['estimated_cost', 'estimatedCostUsdMicros'],
  ['actual_cost', 'actualCostUsdMicros'],
  ['model_calls', 'modelCalls'],
  ['tool_calls', 'toolCalls'],
  ['tool_errors', 'toolErrors'],
  ['errors', 'errors'],
  ['context_compactions', 'contextCompactions'],
  ['context_rotations', 'contextRotations'],
  ['context_utilization_final', 'contextUtilizationFinal'],
  ['files_modified', 'filesModified'],
  ['lines_added', 'linesAdded'],
  ['lines_deleted', 'linesDeleted'],
  ['commits', 'commits'],
  ['pr_number', 'prNumber'],
  ['pr_url', 'prUrl'],
  ['pr_created', 'prCreated'],
  ['pr_merged', 'prMerged'],
] as const satisfies readonly (readonly [string, keyof TaskRecord])[];

const OTHERS = [
  'outcome',
  'quality_signal',
  'quality_gates_run',
  'quality_gates_failed',
  ...QUALITY_PARTS.map((part) => `quality_${part}`),
  'flags',
];
const COLUMNS = [...WORDS.map(([column]) => column), ...PLAIN.map(([column]) => column), ...OTHERS];

export function createTaskStore(db: Connection, naming: ModelNaming) {
  const words = new Dictionary(db, {
    find: 'SELECT word_id FROM words WHERE word = ?',
    insert: 'INSERT INTO words (word) VALUES (?)',
    values: () => [],
  });
  const put = db.prepare(
    `INSERT INTO tasks (orchestrator, task_id, ${COLUMNS.join(', ')}) VALUES (?, ?, ${COLUMNS.map(() => '?').join(', ')})
     ON CONFLICT (orchestrator, task_id) DO UPDATE SET ${COLUMNS.map((name) => `${name} = excluded.${name}`).join(', ')}
       WHERE (${COLUMNS.map((name) => `tasks.${name}`).join(', ')}) IS NOT (${COLUMNS.map((name) => `excluded.${name}`).join(', ')})
     RETURNING task_key AS key`,
  );
  const find = db.prepare(
    `SELECT task_key AS key, orchestrator, task_id AS taskId, completed_at AS completedAt FROM tasks WHERE task_id = ?`,
  );
  const sessionsOf = db.prepare(`SELECT session_key FROM task_sessions WHERE task_key = ?`).pluck();
  const hold = db.prepare(
    `INSERT INTO task_sessions (task_key, session_key) VALUES (?, ?) ON CONFLICT DO NOTHING`,
  );
  const release = db.prepare(`DELETE FROM task_sessions WHERE task_key = ? AND session_key = ?`);
  const remove = db.prepare(`DELETE FROM tasks WHERE task_key = ?`);
  const noteDay = db.prepare(`INSERT INTO task_queue (kind, id) VALUES ('day', ?) ON CONFLICT DO NOTHING`);
  const cut = db.prepare(
    `INSERT INTO task_spans (task_key, session_key, start, end) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING`,
  );
  const whole = db.prepare(`DELETE FROM task_spans WHERE task_key = ?`);
  const told = createToldUsage(db, modelDictionary(db, naming));
  /** Returns the sessions that it held or holds now. */
  const setHeld = (key: number, now: readonly Pick<TaskSession, 'key' | 'stretches'>[]): number[] => {
    const before = sessionsOf.all(key) as number[];
    const left = new Set(before);
    whole.run(key);
    for (const { key: session, stretches } of now) {
      if (!left.delete(session)) hold.run(key, session);
      for (const { start, end } of stretches) cut.run(key, session, finite(start), finite(end));
    }
    for (const session of left) release.run(key, session);
    return [...before, ...now.map(({ key: session }) => session)];
  };

  return {
    /**
     * Puts the tasks of a scope, and removes those of it that are no more. The days of what has changed are noted, to be packed
     * once at the end. Inside a transaction of the caller's.
     */
    put(scope: Scope, facts: readonly TaskFacts[], records: readonly TaskRecord[]): void {
      const days = new Set<number>();
      const before = new Map<string, StoredTask>();
      const rewritten = new Map<number, TaskRecord | null>();
      const held = new Set<number>();
      const know = (taskId: string, isOwn: boolean): void => {
        for (const row of find.all(taskId) as StoredTask[])
          if ((row.orchestrator === OWN_SESSION) === isOwn) before.set(nameOf(row), row);
      };
      for (const id of scope.taskIds) know(id, false);
      for (const id of scope.ownIds) know(id, true);
      const isElsewhere = toldBySessions(
        db,
        facts.filter((_, index) => records[index]?.usageOrigin === 'orchestrator'),
      );
      for (const [index, record] of records.entries()) {
        const stored = before.get(nameOf(record));
        before.delete(nameOf(record));
        const changed = put.get(...valuesOf(record, words)) as { key: number } | undefined;
        const { key } = (changed ?? stored) as { key: number };
        const known = facts[index] as TaskFacts;
        for (const session of setHeld(key, known.sessions)) held.add(session);
        // Sessions that the task does not hold may have got or lost what it is told of.
        if (changed !== undefined || record.usageOrigin === 'orchestrator')
          rewritten.set(key, isElsewhere(known) ? null : record);
        // The page of a session that is a task also holds what the session's row says.
        if (changed === undefined && record.orchestrator !== OWN_SESSION) continue;
        days.add(pageDay(record.completedAt));
        if (stored !== undefined) days.add(pageDay(stored.completedAt));
      }
      for (const { key, completedAt } of before.values()) {
        for (const session of setHeld(key, [])) held.add(session);
        remove.run(key);
        rewritten.set(key, null);
        days.add(pageDay(completedAt));
      }
      told.put(rewritten);
      settleWork(db, held);
      for (const day of days) noteDay.run(String(day));
    },
  };
}

const nameOf = ({ orchestrator, taskId }: Pick<TaskRecord, 'orchestrator' | 'taskId'>): string =>
  `${orchestrator}\n${taskId}`;

interface StoredTask {
  readonly key: number;
  readonly orchestrator: string;
  readonly taskId: string;
  readonly completedAt: number | null;
}

function valuesOf(record: TaskRecord, words: Dictionary): unknown[] {
  const word = (value: string | null): number | null => (value === null ? null : words.id(value, undefined));
  const list = (value: readonly string[] | null): string | null =>
    value === null ? null : JSON.stringify(value);
  const place = <T>(all: readonly T[], value: T | null): number | null =>
    value === null ? null : all.indexOf(value);
  return [
    record.orchestrator,
    record.taskId,
    ...WORDS.map(([, field]) => word(record[field])),
    ...PLAIN.map(([, field]) => plain(record[field])),
    place(OUTCOMES, record.outcome),
    place(QUALITY_SIGNALS, record.qualitySignal),
    list(record.qualityGatesRun),
    list(record.qualityGatesFailed),
    ...QUALITY_PARTS.map((part) => record.quality[part]),
    list(record.flags),
  ];
}

function plain(value: string | number | boolean | null): string | number | null {
  return typeof value === 'boolean' ? Number(value) : value;
}
