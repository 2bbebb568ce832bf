/** Performance cards (REQUIREMENTS.md R0.5, R1): figures of a group's tasks, its sessions and its work, by four exchangeable strategies. Pure. */

import type { CollaborationTelemetry } from '../domain/collaboration.ts';
import { getOrInsert } from '../domain/get-or-insert.ts';
import type { MetricCell } from '../domain/metric.ts';
import type { Fact } from '../domain/parity.ts';
import type { AgentReport, AgentWindow, GroupKey, MetricTrend, Score } from '../domain/performance.ts';
import type { TokenSums } from '../domain/report.ts';
import { collaborationBetween, collaborationSeries } from './collaboration-series.ts';
import { METRIC_IDS, METRICS } from './metric-table.ts';
import { createQualityShares } from './quality-scoring.ts';
import { type MetricSeries, trendOfWindow } from './statistics/window.ts';
import type { Strategies } from './strategies.ts';
import { taskCells } from './task-cells.ts';
import { figuresOf } from './task-figures.ts';
import { wordsIn } from './task-groups.ts';
import { ENDINGS, qualityPartsOf, rowsBetween, type TaskList, type TaskRows } from './task-list.ts';
import { taskSeries } from './task-series.ts';

/** What a group did in the range: its sessions, and what only records tell of. */
export interface Activity {
  readonly sessions: number;
  readonly sessionDurationMs: number | null;
  /** null: neither a session nor a record tells of any. */
  readonly tokens: TokenSums | null;
  /** null: their harnesses do not log tools. */
  readonly toolCalls: number | null;
  readonly costUsdMicros: number | null;
  readonly departments: readonly string[];
  readonly projects: readonly string[];
  readonly harnesses: readonly string[];
  readonly models: readonly string[];
}

export interface CardInput {
  readonly by: GroupKey;
  readonly name: string | null;
  readonly list: TaskList;
  /** The group's tasks, as far back as the range or the longest window reaches. */
  readonly rows: TaskRows;
  /** What the card itself is about, epoch ms, inclusive; windows end at `until`, else at `now`, whatever `since` says. */
  readonly since: number | null;
  readonly until: number | null;
  readonly now: number;
  /** Tasks that are not completed. */
  readonly open: number;
  readonly activity: Activity;
  readonly moleculeSteps: number;
  /** Convoys that the ledger names, beside those of the tasks. */
  readonly convoys: readonly string[];
  readonly escalations: number;
  readonly collaboration: CollaborationTelemetry;
  /** Name of a word. */
  readonly word: (id: number) => string | null;
  /** What the sources of these tasks write down. */
  readonly logged: (list: TaskList, rows: TaskRows) => ReadonlySet<Fact>;
  readonly timezone: string;
}

export function agentCard(input: CardInput, strategies: Strategies): AgentReport {
  const { list, since, until, activity } = input;
  const rows = rowsBetween(list, input.rows, since, until);
  const { cell } = taskCells(list, figuresOf(list, rows), () => input.logged(list, rows));
  const names = (column: Int32Array) => distinct(rows, column, input.word);
  const union = (column: Int32Array, more: readonly string[]) =>
    [...new Set([...names(column), ...more])].sort();
  const endings = countEndings(list, rows);
  return {
    by: input.by,
    name: input.name,
    department: names(list.department)[0] ?? activity.departments[0] ?? null,
    projects: union(list.project, activity.projects),
    harnesses: union(list.harness, activity.harnesses),
    models: union(list.model, activity.models),
    tasksCompleted: endings[ENDINGS.done],
    tasksFailed: endings[ENDINGS.failed],
    tasksUnknown: endings[ENDINGS.unknown],
    tasksOpen: input.open,
    tasksLeftOut: countOnes(list.flagged, rows),
    successRate: cell('success_rate'),
    firstShotRate: cell('first_shot_rate'),
    qualityRate: cell('quality_rate'),
    avgQualityScore: { cell: cell('avg_quality_score'), parts: qualityParts(list, rows, strategies) },
    avgCostPerTask: cell('avg_cost_per_task'),
    medianCostPerTask: cell('median_cost_per_task'),
    costPerSuccess: cell('cost_per_success'),
    avgCompletionTimeMs: cell('avg_completion_time_ms'),
    medianCompletionTimeMs: cell('median_completion_time_ms'),
    p90CompletionTimeMs: cell('p90_completion_time_ms'),
    avgTokensPerTask: cell('avg_tokens_per_task'),
    avgToolCallsPerTask: cell('avg_tool_calls_per_task'),
    collaborationScore: collaborationBetween(input.collaboration, strategies, since, until),
    tokens: activity.tokens,
    toolCalls: activity.toolCalls,
    costUsdMicros: activity.costUsdMicros,
    sessions: activity.sessions,
    sessionDurationMs: activity.sessionDurationMs,
    beadsClosed: countOnes(list.bead, rows),
    moleculeSteps: input.moleculeSteps,
    convoys: union(list.convoy, input.convoys).length,
    escalations: input.escalations,
    ...windowsOf(input, strategies),
  };
}

/** Every window side by side, and the trend of each metric in each. */
function windowsOf(
  input: CardInput,
  strategies: Strategies,
): { windows: AgentWindow[]; trends: MetricTrend[] } {
  const clock = { now: input.until ?? input.now, timezone: input.timezone };
  const series = taskSeries(input.list, rowsBetween(input.list, input.rows, null, input.until), input.logged);
  const windows = new Map<number, Record<string, MetricCell>>();
  const trends: MetricTrend[] = [];
  const put = (id: string, one: MetricSeries, hasTrend: boolean): void => {
    for (const window of strategies.windows(one, clock)) {
      getOrInsert(windows, window.days, (): Record<string, MetricCell> => ({}))[id] = window.cell;
      if (!hasTrend) continue;
      const trend = trendOfWindow(window, one, strategies.trend);
      trends.push({ metric: id, trend, rolling: window.rolling });
    }
  };
  for (const id of METRIC_IDS) put(id, series(id), METRICS[id].hasTrend);
  put('collaboration_score', collaborationSeries(input.collaboration, strategies), true);
  return { windows: [...windows].map(([days, metrics]) => ({ days, metrics })), trends };
}

function qualityParts(list: TaskList, rows: TaskRows, { quality }: Strategies): Score['parts'] {
  const shares = createQualityShares(quality);
  for (const row of rows) if (!Number.isNaN(list.quality[row])) shares.add(qualityPartsOf(list, row));
  return shares.parts();
}

function countEndings({ ending }: TaskList, rows: TaskRows): [number, number, number] {
  const counts: [number, number, number] = [0, 0, 0];
  for (const row of rows) counts[ending[row] as 0 | 1 | 2]++;
  return counts;
}

function countOnes(column: Uint8Array, rows: TaskRows): number {
  let count = 0;
  for (const row of rows) if (column[row] === 1) count++;
  return count;
}

/** Names that the rows have in a column of words, in alphabetical order. */
function distinct(rows: TaskRows, column: Int32Array, word: (id: number) => string | null): string[] {
  return wordsIn(column, rows)
    .map(word)
    .filter((name) => name !== null)
    .sort();
}
