/** What is implausible about a ledger record: such a record is kept and shown, and stays out of rates (task-completion.md). */

import type { FieldValue } from './read-field.ts';

/** Fields of a record as they are stored. */
export type LedgerData = Readonly<Record<string, FieldValue>>;

/** Each finding and what it looks like; a field that is missing contradicts nothing. */
const FINDINGS: readonly (readonly [flag: string, applies: (data: LedgerData) => boolean])[] = [
  [
    'cost_without_price',
    (data) =>
      (data.actual_cost_usd_micros === 0 &&
        number(data.actual_input_tokens) + number(data.actual_output_tokens) > 0) ||
      (data.cost_usd_micros === 0 && number(data.token_usage) > 0),
  ],
  ['utilization_above_1', (data) => number(data.context_utilization_final) > 1],
  [
    'passed_with_failed_gates',
    (data) =>
      data.quality_gate_passed === true &&
      Array.isArray(data.quality_gates_failed) &&
      data.quality_gates_failed.length > 0,
  ],
  [
    'completed_before_started',
    (data) => isBefore(data.completed_at ?? data.ended_at ?? data.killed_at, data.started_at),
  ],
  ['score_out_of_range', (data) => number(data.score) > 1 || number(data.score) < 0],
  ['negative_number', (data) => Object.values(data).some((value) => typeof value === 'number' && value < 0)],
];

/** Comma-separated, in a fixed order; '' when nothing is wrong. `noted`: what was seen while the fields were read. */
export function implausible(data: LedgerData, noted: ReadonlySet<string>): string {
  return FINDINGS.filter(([flag, applies]) => noted.has(flag) || applies(data))
    .map(([flag]) => flag)
    .join();
}

function number(value: FieldValue | undefined): number {
  return typeof value === 'number' ? value : 0;
}

/** Times are ISO 8601 in UTC, all of one form. */
function isBefore(one: FieldValue | undefined, other: FieldValue | undefined): boolean {
  return typeof one === 'string' && typeof other === 'string' && one < other;
}
