/** Columns of the comparison of models, and of estimates against what it took. Pure. */

import type { MetricCell, VerdictWord } from '../domain/metric.ts';
import type { EstimateReport, ModelComparison, ModelVerdict } from '../domain/performance.ts';
import { left, right } from './column-makers.ts';
import type { Column } from './columns.ts';
import { formatCount, formatTokens, shortModel } from './format.ts';
import type { Glyphs } from './glyphs.ts';
import { cellWidth, type Segment } from './layout.ts';
import { cellValue, intervalText, metricLook } from './metric-text.ts';
import { type ModelItem, measureName, typeName } from './model-list.ts';
import type { Role } from './theme.ts';

export function comparisonColumns(selected: string | null, glyphs: Glyphs): Column<ModelItem>[] {
  const metric = metricColumns(glyphs);
  return [
    left('type', 'TASKS', 11, 18, 1, ({ id, row, isFirst }) => [
      { text: id === selected ? `${glyphs.cursor} ` : '  ', role: 'accent', bold: true },
      { text: isFirst ? typeName(row.taskType) : '' },
    ]),
    left('model', 'MODEL', 12, 26, 0, ({ row, id }) => [
      { text: shortModel(row.modelCanonical), bold: id === selected },
      { text: row.effort === null ? '' : ` ${row.effort}`, role: 'dim' },
    ]),
    left('harness', 'HARNESS', 7, 11, 4, ({ row }) => [{ text: row.harness, role: 'dim' }]),
    right('tasks', 'N', 3, 5, 1, ({ row }) => [{ text: formatCount(row.tasks) }]),
    metric('success_rate', 'SUCCESS', 7, 16, 0, ({ row }) => row.successRate),
    metric('first_shot_rate', 'FIRST', 5, 6, 5, ({ row }) => row.firstShotRate),
    metric('median_completion_time_ms', 'TIME', 5, 6, 2, ({ row }) => row.medianCompletionTimeMs),
    metric('cost_per_success', '$/SUCC', 6, 7, 1, ({ row }) => row.costPerSuccess),
    right('tokens', 'TOK', 4, 5, 7, ({ row }) => [{ text: formatTokens(row.tasksTokens) }]),
    metric('tool_error_rate', 'ERR', 4, 5, 6, ({ row }) => row.toolErrorRate),
    metric('compactions_per_task', 'COMP', 4, 4, 8, ({ row }) => row.compactionsPerTask),
    { ...left<ModelItem>('verdict', 'VERDICT', 44, 60, 9, ({ row }) => summary(row)), grows: true },
  ];
}

/** Metrics in the order in which a verdict of them is told in one word. */
const TOLD = ['success_rate', 'cost_per_success', 'median_completion_time_ms', 'first_shot_rate'];

const WORD_ROLES: Readonly<Record<VerdictWord, Role>> = {
  better: 'ok',
  worse: 'bad',
  no_difference_shown: 'dim',
  insufficient_data: 'dim',
};

export function verdictWord(word: VerdictWord): Segment {
  return { text: word.replaceAll('_', ' '), role: WORD_ROLES[word] };
}

/** What was shown, by metric (`success better, cost worse`); else why nothing was. */
function summary({ verdicts }: ModelComparison): Segment[] {
  if (verdicts.length === 0) {
    return [{ text: 'what others are held against', role: 'dim' }];
  }
  const shown = verdicts
    .filter(({ verdict }) => verdict === 'better' || verdict === 'worse')
    .sort((a, b) => TOLD.indexOf(a.metric) - TOLD.indexOf(b.metric));
  if (shown.length === 0) {
    const known = verdicts.find(({ verdict }) => verdict === 'no_difference_shown');
    return [verdictWord(known === undefined ? 'insufficient_data' : 'no_difference_shown')];
  }
  return shown.flatMap((verdict, index): Segment[] => [
    { text: `${index === 0 ? '' : ', '}${shortLabel(verdict)} ` },
    verdictWord(verdict.verdict),
  ]);
}

function shortLabel({ metric: id }: ModelVerdict): string {
  return metricLook(id).label.replace(/ to close$|\/success$/u, '');
}

export function estimateColumns(): Column<EstimateReport>[] {
  const times = (value: number | null): string => (value === null ? '?' : `×${value.toFixed(2)}`);
  return [
    left('type', 'TASKS', 12, 24, 0, ({ taskType }) => [{ text: typeName(taskType) }]),
    left('measure', 'MEASURE', 13, 13, 0, ({ measure }) => [{ text: measureName(measure) }]),
    right('n', 'N', 5, 5, 1, ({ median }) => [{ text: formatCount(median.n) }]),
    right('median', 'ACTUAL/ESTIMATE', 15, 18, 0, ({ median }) => [
      { text: median.value === null ? cellValue(median, String) : times(median.value), bold: true },
    ]),
    right('p10', 'P10', 7, 7, 2, ({ p10 }) => [{ text: times(p10), role: 'dim' }]),
    right('p90', 'P90', 7, 7, 2, ({ p90 }) => [{ text: times(p90), role: 'dim' }]),
  ];
}

type MetricColumn = (
  id: string,
  title: string,
  min: number,
  max: number,
  rank: number,
  of: (item: ModelItem) => MetricCell,
) => Column<ModelItem>;

/** A metric with its interval where there is room, and a sign behind it where it was shown to be better or worse. */
const metricColumns =
  (glyphs: Glyphs): MetricColumn =>
  (id, title, min, max, rank, of) => {
    const { format } = metricLook(id);
    const cell = (item: ModelItem, width: number): Segment[] => {
      const value = of(item);
      const text = cellValue(value, format);
      const word = item.row.verdicts.find((verdict) => verdict.metric === id)?.verdict;
      const sign = word === 'better' ? glyphs.completed : word === 'worse' ? glyphs.failed : '';
      const interval = value.state === 'ok' ? ` ${intervalText(value, format)}` : '';
      const isWhole = max - min > 4 && cellWidth(text + interval + sign) <= width;
      const role: Role | undefined = value.state === 'ok' ? signRole(word) : 'dim';
      return [
        { text, role },
        { text: isWhole ? interval : '', role: 'dim' },
        { text: sign, role, bold: true },
      ];
    };
    return { id, title, align: 'right', min, max, rank, cell };
  };

const signRole = (word: VerdictWord | undefined): Role | undefined =>
  word === 'better' || word === 'worse' ? WORD_ROLES[word] : undefined;
