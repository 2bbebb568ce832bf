/** What contradicts itself in a task: it is kept and shown, and stays out of rates (task-completion.md). */

import type { TaskRecord } from '../domain/task.ts';
import type { TaskRow } from '../domain/task-facts.ts';

type Judged = Omit<TaskRecord, 'flags'>;

/** What is flagged beside what the reader of the ledger has found; a field that is not known contradicts nothing. */
const FINDINGS: readonly (readonly [flag: string, applies: (task: Judged) => boolean])[] = [
  [
    'passed_with_failed_gates',
    (task) => task.qualityGatePassed === true && (task.qualityGatesFailed?.length ?? 0) > 0,
  ],
  [
    'completed_before_started',
    ({ completedAt, startedAt }) => completedAt !== null && startedAt !== null && completedAt < startedAt,
  ],
  [
    'cost_without_price',
    (task) =>
      task.actualCostUsdMicros === 0 && (task.actualInputTokens ?? 0) + (task.actualOutputTokens ?? 0) > 0,
  ],
  ['utilization_above_1', (task) => (task.contextUtilizationFinal ?? 0) > 1],
  ['negative_number', (task) => Object.values(task).some((value) => typeof value === 'number' && value < 0)],
];

/** In alphabetical order. */
export function flagsOf(task: Judged, rows: readonly TaskRow[], contradicted: boolean): string[] {
  const found = new Set(rows.flatMap(({ flags }) => (flags === '' ? [] : flags.split(','))));
  for (const [flag, applies] of FINDINGS) if (applies(task)) found.add(flag);
  if (contradicted) found.add('outcome_contradicted');
  return [...found].sort();
}
