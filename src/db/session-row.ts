/** A session as the recorder holds it: its columns, and which facts of a record go into which. */

import type { SessionInfo } from '../domain/session-info.ts';
import type { SourceId } from '../domain/source.ts';

/** Columns that the recorder changes, in storage order. */
export const FIELDS = [
  'parent_id',
  'source',
  'agent',
  'agent_type',
  'department',
  'project',
  'cwd',
  'branch',
  'title',
  'title_rank',
  'harness_version',
  'model_id',
  'effort',
  'attempt_id',
  'pr_url',
  'resumed_from',
  'info_at',
  'lines_added',
  'lines_deleted',
  'files_modified',
  'commits',
  'first_at',
  'last_at',
  'turn_state',
  'turn_at',
  'end_status',
  'end_at',
  'duration_ms',
  'ask_key',
  'ask_at',
  'grew_at',
  'context_tokens',
  'context_at',
  'context_peak',
  'reported_cost',
  'reported_at',
  'now_lineage',
  'now_offset',
  'now_length',
  'now_at',
  'context_window',
  'rule_agent',
  'rule_department',
  'rule_project',
  'place_id',
] as const;
export type Field = (typeof FIELDS)[number];
type TextField =
  | 'parent_id'
  | 'source'
  | 'agent'
  | 'agent_type'
  | 'department'
  | 'rule_agent'
  | 'rule_department'
  | 'rule_project'
  | 'project'
  | 'cwd'
  | 'branch'
  | 'title'
  | 'harness_version'
  | 'effort'
  | 'attempt_id'
  | 'pr_url'
  | 'resumed_from'
  | 'turn_state'
  | 'end_status';

/** First and last record of a session about one task. */
interface TaskSight {
  first: number;
  last: number;
  readonly source: SourceId;
}

export type SessionRow = {
  readonly key: number;
  readonly harness: string;
  readonly session_id: string;
  dirty: boolean;
  /** Its span comes from a file's own time, because no record told one yet. */
  spanGuessed: boolean;
  /** Places of its records not yet written to session_files: lineage -> [first, last] offset. */
  readonly places: Map<number, [number, number]>;
  /** Tasks that its records name, not yet written to session_tasks: task_ref -> when and by whom. */
  readonly tasks: Map<number, TaskSight>;
} & { [F in Field]: (F extends TextField ? string : number) | null };

/** Fields of a SessionInfo that go into a column as they are, when the record is not older than the one that set them. */
export const INFO_COLUMNS = [
  ['cwd', 'cwd'],
  ['branch', 'branch'],
  ['harnessVersion', 'harness_version'],
  ['effort', 'effort'],
  ['agent', 'agent'],
  ['agentType', 'agent_type'],
  ['department', 'department'],
  ['project', 'project'],
  ['contextWindow', 'context_window'],
  ['attemptId', 'attempt_id'],
  ['prUrl', 'pr_url'],
  ['resumedFrom', 'resumed_from'],
  ['linesAdded', 'lines_added'],
  ['linesDeleted', 'lines_deleted'],
  ['filesModified', 'files_modified'],
  ['commits', 'commits'],
] as const satisfies readonly (readonly [keyof SessionInfo, Field])[];

/** Columns of a session that its place is made of. */
export const NAMING = [
  'source',
  'agent',
  'agent_type',
  'department',
  'project',
  'rule_agent',
  'rule_department',
  'rule_project',
] as const;
export type Naming = Pick<SessionRow, 'harness' | (typeof NAMING)[number]>;
