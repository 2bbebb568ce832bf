/** Work-ledger facts: what orchestrators, beads and agents say of work, apart from any one session (REQUIREMENTS.md R0, ledger.md). */

/** Record types kept in the ledger. The first ten are those of ledger.md; the rest are derived from Gas Town and beads. */
export const LEDGER_TYPES = [
  'work_log',
  'escalation',
  'molecule_step',
  'convoy_participation',
  'agent_session',
  'quality_review',
  'collaboration_rating',
  'task_completion',
  'agent_profile',
  'intervention',
  /** One attempt at a task as its orchestrator measured it; `recordId` is the attempt's id. Without a task id the attempt is the task. */
  'task_attempt',
  /** A bead as it is now: type, state, assignee, times. */
  'work_item',
  /** One change of a bead: created, claimed, closed, reopened. `derived` = worked out from two versions of an export. */
  'work_item_event',
  /** A dependency of a bead: `link` (parent-child, blocks, tracks, ...) and `target`. A closed child of a molecule is a molecule step. */
  'work_item_link',
  /** A label `gt:*` of a bead, where the export keeps labels apart from beads. */
  'work_item_label',
  /** A bead put on or taken off an agent's hook, or handed to it. */
  'assignment',
  /** What a gate or merge queue said of a piece of work. */
  'quality_signal',
  /** What an agent says it is doing, or that it died. */
  'agent_state',
  /** A cost that somebody else worked out: shown as reported, never counted. */
  'reported_cost',
  /** A group of beads that lands together. */
  'convoy',
  /** Anything else that happened to an agent: mail, nudge, handoff, patrol. */
  'activity',
] as const;
export type LedgerType = (typeof LEDGER_TYPES)[number];

/** States of a bead in which somebody works on it. */
export const WORKED_ON: ReadonlySet<unknown> = new Set(['hooked', 'in_progress']);

/**
 * One fact. Identity is (`recordType`, `recordId`), the newest version wins; without an id the place of the record. Text of people or
 * agents (messages, reasons, comments) is never in `data`.
 */
export interface LedgerEvent {
  readonly type: 'ledger';
  readonly recordType: LedgerType;
  readonly recordId: string | null;
  /** Epoch ms: of two records with one id, the larger one stands. null = the record's own time. */
  readonly version: number | null;
  /** Agent it is about, as the log spells it. */
  readonly agent: string | null;
  /** Task or bead id. */
  readonly taskId: string | null;
  /** Session id of the harness. */
  readonly sessionId: string | null;
  /** JSON object of the remaining fields in snake_case: numbers, booleans, short strings, lists of short strings; times (`*_at`) are ISO 8601 in UTC. */
  readonly data: string;
  /** What is implausible about it, comma-separated (`cost_without_price`); '' when nothing. Flagged records stay out of rates. */
  readonly flags: string;
}

/** Records that tell what a task took, and with which model. */
export const TELLING_TYPES = [
  'task_completion',
  'task_attempt',
  'work_log',
] as const satisfies readonly LedgerType[];
