/** Tasks as reported: rows of `tasks` with their words spelled out. */

import type { ReportFilter } from '../../domain/report.ts';
import { OUTCOMES, QUALITY_SIGNALS, type TaskRecord, type UsageOrigin } from '../../domain/task.ts';
import type { Connection } from '../open.ts';
import type { Condition } from './filter.ts';
import { taskCondition } from './task-filter.ts';

type Text = string | null;
type Count = number | null;

/** Columns that are reported as they are stored, by their names in a report. */
const PLAIN = {
  orchestrator: 'orchestrator',
  taskId: 'task_id',
  beadId: 'bead_id',
  title: 'title',
  assignedAt: 'assigned_at',
  startedAt: 'started_at',
  completedAt: 'completed_at',
  taskDurationMs: 'task_duration_ms',
  outcomeReason: 'outcome_reason',
  attempts: 'attempts',
  retryCount: 'retry_count',
  tokens: 'tokens',
  usageOrigin: 'usage_origin',
  costUsdMicros: 'cost',
  unpricedCalls: 'unpriced_calls',
  estimatedInputTokens: 'estimated_input_tokens',
  estimatedOutputTokens: 'estimated_output_tokens',
  actualInputTokens: 'actual_input_tokens',
  actualOutputTokens: 'actual_output_tokens',
  estimatedCostUsdMicros: 'estimated_cost',
  actualCostUsdMicros: 'actual_cost',
  modelCalls: 'model_calls',
  toolCalls: 'tool_calls',
  toolErrors: 'tool_errors',
  errors: 'errors',
  contextCompactions: 'context_compactions',
  contextRotations: 'context_rotations',
  contextUtilizationFinal: 'context_utilization_final',
  filesModified: 'files_modified',
  linesAdded: 'lines_added',
  linesDeleted: 'lines_deleted',
  commits: 'commits',
  prNumber: 'pr_number',
  prUrl: 'pr_url',
} as const satisfies Partial<Record<keyof TaskRecord, string>>;

const WORDS = {
  agent: 'agent',
  department: 'department',
  project: 'project',
  harness: 'harness',
  model: 'model',
  provider: 'provider',
  effort: 'effort',
  taskType: 'task_type',
  complexity: 'complexity',
  language: 'language',
  repoSizeCategory: 'repo_size_category',
  rigId: 'rig_id',
  convoyId: 'convoy_id',
} as const satisfies Partial<Record<keyof TaskRecord, string>>;

/** Kept under their names in the table until `reported` opens them. */
const OPENED = [
  ...['inferred', 'outcome', 'first_shot', 'quality_signal', 'quality_gate_passed', 'quality_gates_run'],
  ...['quality_gates_failed', 'quality_gate', 'quality_ci', 'quality_review', 'quality_evaluation'],
  ...['quality_peer', 'quality_human', 'pr_created', 'pr_merged', 'flags'],
] as const;

type Stored = Pick<TaskRecord, Exclude<keyof typeof PLAIN, 'usageOrigin'>> & {
  readonly [Name in keyof typeof WORDS]: Text;
} & {
  readonly usageOrigin: UsageOrigin | null;
  readonly sessionIds: string;
  readonly inferred: number;
  readonly outcome: Count;
  readonly first_shot: Count;
  readonly quality_signal: Count;
  readonly quality_gate_passed: Count;
  readonly quality_gates_run: Text;
  readonly quality_gates_failed: Text;
  readonly quality_gate: Count;
  readonly quality_ci: Count;
  readonly quality_review: Count;
  readonly quality_evaluation: Count;
  readonly quality_peer: Count;
  readonly quality_human: Count;
  readonly pr_created: Count;
  readonly pr_merged: Count;
  readonly flags: string;
};

const SELECT = [
  ...Object.entries(PLAIN).map(([name, column]) => `t.${column} AS "${name}"`),
  ...Object.entries(WORDS).map(
    ([name, column]) => `(SELECT w.word FROM words w WHERE w.word_id = t.${column}) AS "${name}"`,
  ),
  ...OPENED.map((column) => `t.${column}`),
  `(SELECT json_group_array(s.session_id ORDER BY s.session_id) FROM task_sessions k JOIN sessions s USING (session_key)
      WHERE k.task_key = t.task_key) AS "sessionIds"`,
].join(', ');

export interface TaskLimits {
  /** Most rows. */
  readonly limit: number;
  /** A condition on rows of tasks (alias t) beside the filter. */
  readonly own: Condition;
}

const NO_LIMITS: TaskLimits = { limit: -1, own: { sql: '1', values: [] } };

/** By completion, newest first, open ones before them; read while they are asked for. */
export function* tasks(
  db: Connection,
  filter: ReportFilter,
  { limit, own }: TaskLimits = NO_LIMITS,
): IterableIterator<TaskRecord> {
  const where = taskCondition(db, filter);
  const rows = db
    .prepare(
      `SELECT ${SELECT} FROM tasks t WHERE ${own.sql} AND ${where.sql} ORDER BY t.completed_at IS NOT NULL, t.completed_at DESC, t.task_key DESC LIMIT ?`,
    )
    .iterate(...own.values, ...where.values, limit) as IterableIterator<Stored>;
  for (const row of rows) yield reported(row);
}

function reported(row: Stored): TaskRecord {
  const plain = Object.fromEntries(
    [...Object.keys(PLAIN), ...Object.keys(WORDS)].map((name) => [name, row[name as keyof Stored]]),
  ) as Pick<TaskRecord, keyof typeof PLAIN | keyof typeof WORDS>;
  return {
    ...plain,
    inferred: row.inferred === 1,
    outcome: row.outcome === null ? null : (OUTCOMES[row.outcome] ?? null),
    firstShot: yesNo(row.first_shot),
    qualitySignal: row.quality_signal === null ? null : (QUALITY_SIGNALS[row.quality_signal] ?? null),
    qualityGatePassed: yesNo(row.quality_gate_passed),
    qualityGatesRun: list(row.quality_gates_run),
    qualityGatesFailed: list(row.quality_gates_failed),
    quality: {
      gate: row.quality_gate,
      ci: row.quality_ci,
      review: row.quality_review,
      evaluation: row.quality_evaluation,
      peer: row.quality_peer,
      human: row.quality_human,
    },
    prCreated: yesNo(row.pr_created),
    prMerged: yesNo(row.pr_merged),
    sessionIds: list(row.sessionIds) ?? [],
    flags: list(row.flags) ?? [],
  };
}

const yesNo = (value: Count): boolean | null => (value === null ? null : value === 1);
const list = (value: Text): string[] | null =>
  value === null || value === '' ? null : (JSON.parse(value) as string[]);
