/** Which rows of the comparison are shown: by task type, over all tasks, or the estimates. Pure. */

import type { ComparisonReport, EstimateReport, ModelComparison } from '../domain/performance.ts';
import { shortModel } from './format.ts';
import type { Glyphs } from './glyphs.ts';

/** Tables of the view, as `b` cycles through them. */
export const MODEL_TABLES = ['by task type', 'all tasks', 'estimates'] as const;
export type ModelTable = (typeof MODEL_TABLES)[number];

/** A row, and whether it is the first of its task type. */
export interface ModelItem {
  readonly id: string;
  readonly row: ModelComparison;
  readonly isFirst: boolean;
}

export function modelItems(
  { rows }: ComparisonReport,
  table: Exclude<ModelTable, 'estimates'>,
  filter: string,
): ModelItem[] {
  const needle = filter.trim().toLowerCase();
  const shown = rows.filter(
    (row) =>
      (table === 'by task type' || row.taskType === null) &&
      (needle === '' || searchText(row).includes(needle)),
  );
  return shown.map((row, index) => ({
    id: JSON.stringify([row.taskType, row.modelCanonical, row.harness, row.effort]),
    row,
    isFirst: index === 0 || shown[index - 1]?.taskType !== row.taskType,
  }));
}

export function estimateItems({ estimates }: ComparisonReport, filter: string): EstimateReport[] {
  const needle = filter.trim().toLowerCase();
  return estimates.filter(({ taskType, measure }) =>
    `${typeName(taskType)} ${measureName(measure)}`.toLowerCase().includes(needle),
  );
}

export function measureName(measure: string): string {
  return measure.replaceAll('_', ' ');
}

export function typeName(taskType: string | null): string {
  return taskType ?? 'all tasks';
}

/** `opus-4-6 · claude_code · high`. */
export function rowName({ modelCanonical, harness, effort }: ModelComparison, glyphs: Glyphs): string {
  return [shortModel(modelCanonical), harness, ...(effort === null ? [] : [effort])].join(
    ` ${glyphs.separator} `,
  );
}

function searchText(row: ModelComparison): string {
  return [
    typeName(row.taskType),
    row.modelCanonical,
    ...row.models,
    row.harness,
    row.effort ?? '',
    row.provider ?? '',
  ]
    .join('\n')
    .toLowerCase();
}
