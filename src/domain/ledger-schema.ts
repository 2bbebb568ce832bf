/** Fields of ledger lines by record type (formats/ledger.md, task-completion.md, R0.2, R0.3, R4.1): what the reader keeps and `agentperf emit` checks. */

import type { LedgerType } from './ledger.ts';

/**
 * What a field holds. `id` and `text`: a string; `word`: a short one, lower case; `words`: a list of those; `count`: an integer from 0;
 * `share`: a number from 0 to 1; `percent`: one from 0 to 100; `micros`: integer micro-dollars; `cents`: US cents; `ms`: a duration; `time`: ISO 8601;
 * a list of words: one of these.
 */
export type FieldKind =
  | 'id'
  | 'text'
  | 'word'
  | 'words'
  | 'count'
  | 'share'
  | 'percent'
  | 'micros'
  | 'cents'
  | 'ms'
  | 'time'
  | 'flag'
  | readonly string[];

export type LedgerFields = Readonly<Record<string, FieldKind>>;

/** Types of lines that agentperf itself knows beside those of the ledger: what a hook tells of a session, and a vendor's limit. */
export const SESSION_STATUS = 'session_status';
export const RATE_LIMIT = 'rate_limit';

export type LedgerLineType = Extract<LedgerType, keyof typeof LINE_FIELDS> | keyof typeof NOTE_FIELDS;

/** Fields that any line may have; the first three say whom and what it is about. */
export const COMMON_LINE_FIELDS = {
  agent_id: 'id',
  bead_id: 'id',
  task_id: 'id',
  session_id: 'id',
  id: 'id',
  at: 'time',
} as const satisfies LedgerFields;

const TASK_COMPLETION = {
  event_id: 'id',
  attempt_id: 'id',
  instance_id: 'id',
  orchestrator: 'word',
  schema_version: 'word',
  timestamp: 'time',
  task_type: 'word',
  complexity: 'word',
  harness: 'word',
  model: 'text',
  provider: 'text',
  task_duration_ms: 'ms',
  estimated_input_tokens: 'count',
  estimated_output_tokens: 'count',
  actual_input_tokens: 'count',
  actual_output_tokens: 'count',
  estimated_cost_usd_micros: 'micros',
  actual_cost_usd_micros: 'micros',
  quality_gate_passed: 'flag',
  quality_gates_run: 'words',
  quality_gates_failed: 'words',
  context_compactions: 'count',
  context_rotations: 'count',
  context_utilization_final: 'share',
  outcome: ['success', 'failure', 'partial', 'timeout'],
  /** What ended it, when that was not the task itself (R4.2): `killed`, `interrupted`, `out_of_memory`. */
  outcome_reason: 'word',
  killed_by: 'word',
  killed_at: 'time',
  killed_during: 'word',
  retry_count: 'count',
  language: 'word',
  repo_size_category: ['tiny', 'small', 'medium', 'large', 'huge'],
  started_at: 'time',
  completed_at: 'time',
  files_modified: 'count',
  lines_added: 'count',
  lines_deleted: 'count',
  commits: 'count',
  pr_number: 'count',
  pr_created: 'flag',
  pr_merged: 'flag',
} as const satisfies LedgerFields;

export const LINE_FIELDS = {
  work_log: {
    bead_type: 'word',
    rig_id: 'id',
    convoy_id: 'id',
    started_at: 'time',
    completed_at: 'time',
    quality_signal: ['passed', 'rework_requested', 'failed'],
    model: 'text',
    harness: 'word',
    token_usage: 'count',
    cost_usd_micros: 'micros',
    cost_cents: 'cents',
  },
  escalation: { severity: 'word', category: 'word', rig_id: 'id', created_at: 'time' },
  molecule_step: { molecule_id: 'id', step: 'text', completed_at: 'time' },
  convoy_participation: { convoy_id: 'id' },
  agent_session: { model: 'text', harness: 'word', started_at: 'time', ended_at: 'time' },
  quality_review: {
    layer: ['code_review', 'output_evaluation', 'peer_feedback', 'gate'],
    score: 'share',
    label: 'word',
    reviewer: 'id',
  },
  collaboration_rating: { rater: 'id', kind: ['message_quality', 'helpfulness'], score: 'share' },
  task_completion: TASK_COMPLETION,
  agent_profile: { department: 'text', project: 'text', role: 'text' },
  intervention: { alert_id: 'id', action: 'word', outcome: 'word' },
} as const satisfies Partial<Readonly<Record<LedgerType, LedgerFields>>>;

/** Not ledger records: they become evidence of the session's state (DATA.md 4), and the newest word on a limit. */
export const NOTE_FIELDS = {
  session_status: { harness: 'word', status: ['working', 'waiting', 'idle', 'ended'], reason: 'word' },
  rate_limit: {
    harness: 'word',
    limit_id: 'word',
    window_minutes: 'count',
    used_percent: 'percent',
    resets_at: 'time',
    plan: 'word',
  },
} as const satisfies Readonly<Record<string, LedgerFields>>;

/** What a line must have to be worth writing; of a line `a|b`, one of the two. */
export const REQUIRED_FIELDS: Readonly<Record<LedgerLineType, readonly string[]>> = {
  work_log: ['bead_id|task_id'],
  escalation: ['bead_id|task_id', 'severity'],
  molecule_step: ['agent_id', 'molecule_id'],
  convoy_participation: ['agent_id', 'convoy_id'],
  agent_session: ['agent_id', 'session_id'],
  quality_review: ['agent_id|bead_id|task_id|session_id', 'score|label'],
  collaboration_rating: ['agent_id', 'kind', 'score'],
  task_completion: ['outcome'],
  agent_profile: ['agent_id'],
  intervention: ['action'],
  session_status: ['session_id', 'status'],
  rate_limit: ['session_id', 'limit_id', 'used_percent'],
};

/** The field that says when it happened, best first; behind them stands `at`. */
export const TIME_FIELDS: Readonly<Record<LedgerLineType, readonly string[]>> = {
  work_log: ['completed_at', 'at', 'started_at'],
  escalation: ['created_at', 'at'],
  molecule_step: ['completed_at', 'at'],
  convoy_participation: ['at'],
  agent_session: ['ended_at', 'at', 'started_at'],
  quality_review: ['at'],
  collaboration_rating: ['at'],
  task_completion: ['completed_at', 'timestamp', 'at', 'started_at'],
  agent_profile: ['at'],
  intervention: ['at'],
  session_status: ['at'],
  rate_limit: ['at'],
};

export const LEDGER_LINE_TYPES = [
  ...Object.keys(LINE_FIELDS),
  ...Object.keys(NOTE_FIELDS),
] as readonly LedgerLineType[];

export function isLedgerLineType(word: unknown): word is LedgerLineType {
  return LEDGER_LINE_TYPES.some((type) => type === word);
}

export function isNote(type: LedgerLineType): type is keyof typeof NOTE_FIELDS {
  return Object.hasOwn(NOTE_FIELDS, type);
}

/** Fields of a type's own. */
export function fieldsOf(type: LedgerLineType): LedgerFields {
  return isNote(type) ? NOTE_FIELDS[type] : LINE_FIELDS[type];
}

/** What a path is made of on a machine. */
interface LedgerSurroundings {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly home: string;
  readonly platform: string;
}

/** The ledger's own place: AGENTPERF_LEDGER (maybe relative), else `ledger.jsonl` in the data folder that agentperf has on this system. */
export function ledgerPath({ env, home, platform }: LedgerSurroundings): string {
  if (env.AGENTPERF_LEDGER) return env.AGENTPERF_LEDGER;
  if (platform === 'darwin') return `${home}/Library/Application Support/agentperf/ledger.jsonl`;
  if (platform === 'win32')
    return `${env.LOCALAPPDATA || `${home}\\AppData\\Local`}\\agentperf\\Data\\ledger.jsonl`;
  const data = env.XDG_DATA_HOME?.startsWith('/') === true ? env.XDG_DATA_HOME : `${home}/.local/share`;
  return `${data}/agentperf/ledger.jsonl`;
}
