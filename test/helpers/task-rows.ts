/** Tasks straight into the table, without logs behind them: what is not given is unknown. */

import { modelDictionary } from '../../src/db/dictionary.ts';
import type { Connection } from '../../src/db/open.ts';
import { pageDay, rebuildPages } from '../../src/db/tasks/pages.ts';
import { settleWork } from '../../src/db/tasks/settle-work.ts';
import { createToldUsage } from '../../src/db/tasks/told.ts';
import { OUTCOMES, type Outcome, QUALITY_SIGNALS, type TaskRecord } from '../../src/domain/task.ts';
import { LOGGED_NAMES } from './naming.ts';

export type TaskGiven = Partial<Omit<TaskRecord, 'quality'>> & { quality?: Partial<TaskRecord['quality']> };

const WORDS = [
  ...['agent', 'department', 'project', 'harness', 'model', 'provider', 'effort', 'taskType', 'complexity'],
  ...['language', 'repoSizeCategory', 'rigId', 'convoyId'],
] as const;
const PLAIN = {
  bead_id: 'beadId',
  title: 'title',
  assigned_at: 'assignedAt',
  started_at: 'startedAt',
  completed_at: 'completedAt',
  task_duration_ms: 'taskDurationMs',
  outcome_reason: 'outcomeReason',
  retry_count: 'retryCount',
  tokens: 'tokens',
  usage_origin: 'usageOrigin',
  cost: 'costUsdMicros',
  estimated_input_tokens: 'estimatedInputTokens',
  estimated_output_tokens: 'estimatedOutputTokens',
  actual_input_tokens: 'actualInputTokens',
  actual_output_tokens: 'actualOutputTokens',
  estimated_cost: 'estimatedCostUsdMicros',
  actual_cost: 'actualCostUsdMicros',
  model_calls: 'modelCalls',
  tool_calls: 'toolCalls',
  tool_errors: 'toolErrors',
  errors: 'errors',
  context_compactions: 'contextCompactions',
  context_rotations: 'contextRotations',
  context_utilization_final: 'contextUtilizationFinal',
  files_modified: 'filesModified',
  lines_added: 'linesAdded',
  lines_deleted: 'linesDeleted',
  commits: 'commits',
  pr_number: 'prNumber',
  pr_url: 'prUrl',
} as const satisfies Readonly<Record<string, keyof TaskRecord>>;
const YES_NO = {
  first_shot: 'firstShot',
  quality_gate_passed: 'qualityGatePassed',
  pr_created: 'prCreated',
  pr_merged: 'prMerged',
} as const satisfies Readonly<Record<string, keyof TaskRecord>>;

const snake = (name: string): string => name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

const NOTHING_TOLD = {
  ...{ orchestrator: 'ledger', usageOrigin: null, tokens: null, costUsdMicros: null, startedAt: null },
  ...{ completedAt: null, harness: null, agent: null, department: null, project: null },
  ...{ model: null, provider: null, taskType: null },
};

/** A session is a task's, and no other's. */
export function holdSession(db: Connection, task: number, sessionId: string): void {
  const key = db.prepare(`SELECT session_key FROM sessions WHERE session_id = ?`).pluck().get(sessionId);
  db.prepare(`DELETE FROM task_sessions WHERE session_key = ?`).run(key);
  db.prepare(`INSERT INTO task_sessions (task_key, session_key) VALUES (?, ?)`).run(task, key);
  settleAllWork(db);
}

/** Makes sessions say what the rows of tasks say of them. */
export function settleAllWork(db: Connection): void {
  settleWork(
    db,
    db.prepare(`SELECT session_key FROM sessions WHERE session_key > 0`).pluck().all() as number[],
  );
}

/** Stores tasks, numbered from `from` where they have no id, and makes their pages. Returns their keys in order. */
export function putTasks(db: Connection, tasks: readonly TaskGiven[], from = 0): number[] {
  const keys = tasks.map((task, index) => putTask(db, task, `t${from + index}`));
  createToldUsage(db, modelDictionary(db, LOGGED_NAMES)).put(
    new Map(tasks.map((task, index) => [keys[index] as number, { ...NOTHING_TOLD, ...task }])),
  );
  rebuildPages(
    db,
    tasks.map((task) => pageDay(task.completedAt ?? null)),
  );
  return keys;
}

function putTask(db: Connection, task: TaskGiven, id: string): number {
  const row: Record<string, number | string | null> = {
    orchestrator: task.orchestrator ?? 'ledger',
    task_id: task.taskId ?? id,
    inferred: Number(task.inferred ?? false),
    attempts: task.attempts ?? 1,
    unpriced_calls: task.unpricedCalls ?? 0,
    flags: JSON.stringify(task.flags ?? []),
    outcome: place(OUTCOMES, task.outcome),
    quality_signal: place(QUALITY_SIGNALS, task.qualitySignal),
    quality_gates_run: json(task.qualityGatesRun),
    quality_gates_failed: json(task.qualityGatesFailed),
  };
  for (const name of WORDS) row[snake(name)] = word(db, task[name] ?? null);
  for (const [column, name] of Object.entries(PLAIN)) row[column] = task[name] ?? null;
  for (const [column, name] of Object.entries(YES_NO)) {
    const said = task[name] ?? null;
    row[column] = said === null ? null : Number(said);
  }
  for (const [part, value] of Object.entries(task.quality ?? {})) row[`quality_${part}`] = value ?? null;
  const names = Object.keys(row);
  return Number(
    db
      .prepare(`INSERT INTO tasks (${names.join(', ')}) VALUES (${names.map(() => '?').join(', ')})`)
      .run(...Object.values(row)).lastInsertRowid,
  );
}

function place<Word extends Outcome | string>(
  words: readonly Word[],
  word: Word | null | undefined,
): number | null {
  return word === null || word === undefined ? null : words.indexOf(word);
}

function json(list: readonly string[] | null | undefined): string | null {
  return list === null || list === undefined ? null : JSON.stringify(list);
}

function word(db: Connection, name: string | null): number | null {
  if (name === null) return null;
  db.prepare(`INSERT OR IGNORE INTO words (word) VALUES (?)`).run(name);
  return db.prepare(`SELECT word_id FROM words WHERE word = ?`).pluck().get(name) as number;
}
