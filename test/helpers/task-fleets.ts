/** Made-up fleets of tasks, ranges to ask about them, and figures worked out by hand. */

import fc from 'fast-check';
import { expect } from 'vitest';
import type { MetricCell } from '../../src/domain/metric.ts';
import type { ReportFilter } from '../../src/domain/report.ts';
import { OUTCOMES, QUALITY_SIGNALS, type TaskRecord } from '../../src/domain/task.ts';
import type { TaskGiven } from './task-rows.ts';

const DAY = 86_400_000;
export const FLEET_NOW = Date.UTC(2026, 2, 20, 15);

export const maybe = <T>(one: fc.Arbitrary<T>) => fc.option(one, { nil: null, freq: 3 });
const share = maybe(fc.double({ min: 0, max: 1, noNaN: true }));
export const task: fc.Arbitrary<TaskGiven> = fc.record({
  agent: maybe(fc.constantFrom('nux', 'toast')),
  department: maybe(fc.constantFrom('platform')),
  project: maybe(fc.constantFrom('api', 'web')),
  harness: fc.constantFrom('claude_code', 'codex'),
  model: maybe(fc.constantFrom('opus', 'gpt-5')),
  effort: maybe(fc.constantFrom('high')),
  taskType: maybe(fc.constantFrom('debugging', 'testing')),
  completedAt: fc.option(fc.integer({ min: FLEET_NOW - 100 * DAY, max: FLEET_NOW }), { nil: null, freq: 9 }),
  taskDurationMs: maybe(fc.integer({ min: 0, max: DAY })),
  costUsdMicros: maybe(fc.integer({ min: 0, max: 10 ** 7 })),
  tokens: maybe(fc.integer({ min: 1, max: 10 ** 7 })),
  toolCalls: maybe(fc.integer({ min: 0, max: 100 })),
  outcome: maybe(fc.constantFrom(...OUTCOMES)),
  firstShot: maybe(fc.boolean()),
  qualitySignal: maybe(fc.constantFrom(...QUALITY_SIGNALS)),
  qualityGatePassed: maybe(fc.boolean()),
  quality: fc.record({ human: share }),
  beadId: maybe(fc.constant('b')),
  convoyId: maybe(fc.constantFrom('c1', 'c2')),
  unpricedCalls: fc.constantFrom(0, 0, 0, 1),
  flags: fc.constantFrom([], [], [], ['negative_number']),
});
export const fleet = fc.array(task, { minLength: 1, maxLength: 60 });
export const range = fc.constantFrom<Partial<ReportFilter>>(
  {},
  { since: FLEET_NOW - 30 * DAY },
  { since: FLEET_NOW - 60 * DAY, until: FLEET_NOW - 10 * DAY },
  { harnesses: ['codex'], taskTypes: ['debugging'] },
);

export const mean = (values: readonly number[]) =>
  values.reduce((sum, value) => sum + value, 0) / values.length;
export const median = (values: readonly number[]) => {
  const sorted = values.toSorted((a, b) => a - b);
  const half = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1
    ? (sorted[half] as number)
    : ((sorted[half - 1] as number) + (sorted[half] as number)) / 2;
};

/** The cell says what was worked out by hand, and is silent under five points. */
export function expectCell(
  cell: MetricCell,
  value: (values: readonly number[]) => number,
  points: readonly number[],
) {
  const found = points.length < 5 ? Number.NaN : value(points);
  if (Number.isNaN(found)) expect(cell).toMatchObject({ value: null, low: null, high: null });
  else {
    expect(cell.state).toBe('ok');
    expect(cell.value).toBeCloseTo(found, 6);
    expect(cell.low ?? found).toBeLessThanOrEqual(found + 1e-6);
    expect(cell.high ?? found).toBeGreaterThanOrEqual(found - 1e-6);
  }
  if (cell.state === 'ok' || cell.state === 'insufficient_data') expect(cell.n).toBe(points.length);
}

export const known = (values: readonly (number | boolean | null)[]) =>
  values.filter((value) => value !== null).map(Number);
/** Spent, as far as all of it is known. */
export const costOf = (row: TaskRecord) => (row.unpricedCalls > 0 ? null : row.costUsdMicros);
export const succeeded = ({ outcome }: TaskRecord) => (outcome === null ? null : outcome === 'success');
