/** One attempt at a task as its orchestrator measured it: what a metrics line says, as a fact of the work ledger (work-stream.md). */

import type { LedgerEvent } from '../../../domain/ledger.ts';
import { costUsdMicros, durationMs, isObject, shortText, tokenCount } from '../fields.ts';
import { ledgerFact } from '../ledger-fact.ts';
import { totalTokens } from './usage.ts';

type Data = Record<string, unknown>;

interface AttemptIds {
  readonly attemptId: string;
  readonly taskId: string | null;
  /** Only when the line names the session. */
  readonly sessionId: string | null;
  readonly harness: string | null;
  readonly model: string | null;
}

/** Words that say how it stands; a stream's `success` is what a metrics line calls completed. */
const STATUS: ReadonlyMap<unknown, string> = new Map([
  ['completed', 'completed'],
  ['success', 'completed'],
  ['failed', 'failed'],
  ['timeout', 'timeout'],
  ['interrupted', 'interrupted'],
  ['manual_review', 'manual_review'],
]);

/** Fields that are not usable were counted when the line's totals were read: here they are only left out. */
export function attemptFact(row: Data, ids: AttemptIds): LedgerEvent {
  const part = (value: unknown): Data => (isObject(value) ? value : {});
  const [metrics, outcome, errors] = [part(row.metrics), part(row.outcome), part(row.error_summary)];
  const clamps = { count: 0 };
  const count = (value: unknown): number | null => tokenCount(value ?? undefined, clamps);
  const status = [outcome.status, metrics.completion_status, row.completion_status].map((word) =>
    STATUS.get(word),
  );
  const said = {
    status: status.find((word) => word !== undefined),
    duration_ms: durationMs(metrics.duration_ms ?? undefined, clamps),
    total_tokens: totalTokens(metrics, clamps),
    cost_usd_micros: costUsdMicros(metrics.cost_usd ?? undefined, clamps),
    retry_count: count(metrics.retry_count),
    tool_calls: count(metrics.tool_calls),
    total_errors: count(errors.total_errors ?? metrics.errors),
    resolved_by_agent: count(errors.resolved_by_agent),
    resolved_by_intervention: count(errors.resolved_by_intervention),
    files_modified: count(metrics.files_modified ?? metrics.diff_files_changed),
    lines_added: count(metrics.lines_added ?? metrics.diff_lines_added),
    lines_deleted: count(metrics.lines_deleted ?? metrics.diff_lines_deleted),
    commits: count(metrics.commits),
    pr_number: count(outcome.pr_number),
    harness: ids.harness,
    model: ids.model ?? shortText(metrics.model ?? undefined, clamps, 128),
  };
  const answers = {
    success: metrics.success,
    first_shot_success: metrics.first_shot_success,
    test_passed: outcome.test_passed,
    build_passed: outcome.build_passed,
    pr_created: outcome.pr_created,
    pr_merged: outcome.pr_merged,
  };
  const head = {
    recordType: 'task_attempt' as const,
    recordId: ids.attemptId,
    taskId: ids.taskId,
    sessionId: ids.sessionId,
  };
  return ledgerFact(head, said, answers);
}
