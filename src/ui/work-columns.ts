/** Columns of an agent's sections: trends, tasks, work log, escalations. Pure. */

import type { MetricTrend, SpentSession } from '../domain/performance.ts';
import type { TaskRecord } from '../domain/task.ts';
import type { EscalationReport, WorkLogReport } from '../domain/work-report.ts';
import { left, right } from './column-makers.ts';
import type { Column } from './columns.ts';
import { ageOf, formatDuration, formatMoney, formatTokens, shortModel } from './format.ts';
import type { Glyphs } from './glyphs.ts';
import type { Segment } from './layout.ts';
import { metricLook, trendLine, trendWord } from './metric-text.ts';
import type { Role } from './theme.ts';

export function trendColumns(glyphs: Glyphs): Column<MetricTrend>[] {
  return [
    left('metric', 'METRIC', 13, 16, 0, ({ metric }) => [{ text: metricLook(metric).label }]),
    right('window', 'WINDOW', 7, 7, 0, ({ trend }) => [{ text: `${trend.windowDays} d`, role: 'dim' }]),
    left('line', 'COURSE', 8, 24, 3, ({ trend }, width) => [
      { text: trendLine(trend, Math.min(width, 24), glyphs), role: 'accent', decorative: true },
    ]),
    left('verdict', 'TREND', 9, 17, 0, ({ trend }) => [trendWord(trend)]),
    right('slope', 'A DAY', 8, 8, 1, ({ metric, trend }) => [{ text: signed(trend.slopePerDay, metric) }]),
    right('interval', '95 %', 12, 20, 2, ({ metric, trend }) => [
      {
        text:
          trend.slopePerDay === null ? '' : `${signed(trend.low, metric)} to ${signed(trend.high, metric)}`,
        role: 'dim',
      },
    ]),
    right('p', 'P', 6, 6, 4, ({ trend }) => [{ text: probability(trend.p), role: 'dim' }]),
    right('n', 'N', 4, 5, 3, ({ trend }) => [{ text: String(trend.n), role: 'dim' }]),
  ];
}

export function probability(p: number | null): string {
  return p === null ? '' : p < 0.001 ? '<0.001' : p.toFixed(3);
}

/** `+2.1 %`, `-$0.04`. */
export function signed(value: number | null, metric: string): string {
  if (value === null) {
    return '?';
  }
  const { format, fine = format } = metricLook(metric);
  return value === 0 ? '0' : `${value < 0 ? '-' : '+'}${fine(Math.abs(value))}`;
}

const OUTCOME_ROLES: ReadonlyMap<string | null, Role> = new Map<string | null, Role>([
  ['success', 'ok'],
  ['failure', 'bad'],
  ['timeout', 'bad'],
  ['partial', 'warn'],
  [null, 'dim'],
]);

export function taskColumns(now: number): Column<TaskRecord>[] {
  return [
    left('outcome', 'OUTCOME', 7, 9, 0, (task) => [
      { text: outcomeText(task), role: OUTCOME_ROLES.get(task.outcome) },
    ]),
    { ...left<TaskRecord>('task', 'TASK', 14, 200, 0, taskSegments), grows: true },
    left('type', 'TYPE', 8, 15, 2, (task) => [
      { text: task.taskType ?? '?' },
      { text: task.inferred ? ' ~' : '', role: 'dim' },
    ]),
    left('model', 'MODEL', 8, 18, 6, ({ model }) => [
      { text: model === null ? '' : shortModel(model), role: 'dim' },
    ]),
    right('time', 'TOOK', 6, 6, 3, (task) => [{ text: formatDuration(task.taskDurationMs) }]),
    right('cost', 'COST', 7, 7, 1, (task) => [{ text: formatMoney(task.costUsdMicros) }]),
    right('attempts', 'TRY', 3, 3, 5, ({ attempts }) => [
      { text: attempts > 1 ? String(attempts) : '', role: 'warn' },
    ]),
    right('ended', 'ENDED', 5, 5, 4, (task) => [
      { text: task.completedAt === null ? 'open' : ageOf(task.completedAt, now), role: 'dim' },
    ]),
  ];
}

function outcomeText({ outcome, completedAt }: TaskRecord): string {
  return outcome ?? (completedAt === null ? 'open' : 'unknown');
}

/** What is wrong with it stands first: a title may be as long as it likes. */
function taskSegments({ taskId, title, outcomeReason, flags }: TaskRecord): Segment[] {
  const warnings = [
    ...(flags.length === 0 ? [] : [`left out: ${flags.join(', ').replaceAll('_', ' ')}`]),
    ...(outcomeReason === null ? [] : [outcomeReason.replaceAll('_', ' ')]),
  ];
  return [
    ...(warnings.length === 0 ? [] : [{ text: `(${warnings.join('; ')}) `, role: 'warn' } as const]),
    { text: title ?? taskId },
    ...(title === null ? [] : [{ text: ` ${taskId}`, role: 'dim' } as const]),
  ];
}

const SIGNAL_ROLES: ReadonlyMap<string | null, Role> = new Map<string | null, Role>([
  ['passed', 'ok'],
  ['failed', 'bad'],
  ['rework_requested', 'warn'],
]);

export function workLogColumns(now: number): Column<WorkLogReport>[] {
  return [
    left('signal', 'GATE', 6, 16, 0, ({ qualitySignal }) => [
      { text: qualitySignal?.replaceAll('_', ' ') ?? '?', role: SIGNAL_ROLES.get(qualitySignal) ?? 'dim' },
    ]),
    {
      ...left<WorkLogReport>('bead', 'BEAD', 12, 60, 0, ({ beadId, id }) => [{ text: beadId ?? id }]),
      grows: true,
    },
    left('type', 'TYPE', 7, 14, 2, ({ beadType }) => [{ text: beadType ?? '?' }]),
    left('rig', 'RIG', 6, 14, 5, ({ rigId }) => [{ text: rigId ?? '', role: 'dim' }]),
    left('convoy', 'CONVOY', 6, 14, 6, ({ convoyId }) => [{ text: convoyId ?? '', role: 'dim' }]),
    left('model', 'MODEL', 8, 18, 4, ({ model }) => [
      { text: model === null ? '' : shortModel(model), role: 'dim' },
    ]),
    right('tokens', 'TOK', 5, 5, 3, ({ tokenUsage }) => [{ text: formatTokens(tokenUsage) }]),
    right('cost', 'COST', 7, 7, 1, ({ costUsdMicros }) => [{ text: formatMoney(costUsdMicros) }]),
    right('took', 'TOOK', 6, 6, 3, ({ startedAt, completedAt }) => [
      { text: startedAt === null || completedAt === null ? '?' : formatDuration(completedAt - startedAt) },
    ]),
    right('ended', 'ENDED', 5, 5, 4, ({ completedAt }) => [
      { text: completedAt === null ? 'open' : ageOf(completedAt, now), role: 'dim' },
    ]),
  ];
}

/** Tokens and cost are a session's own in this window, so that they add up; what its sub-agents took with it stands beside them. */
export function sessionColumns(now: number): Column<SpentSession>[] {
  return [
    left('status', 'STATUS', 8, 9, 0, ({ session }) => [{ text: session.endedReason ?? session.status }]),
    {
      ...left<SpentSession>('title', 'SESSION', 14, 200, 0, ({ session: { title, sessionId } }) => [
        { text: title ?? sessionId },
      ]),
      grows: true,
    },
    left('project', 'PROJECT', 8, 16, 5, ({ session }) => [{ text: session.project ?? '', role: 'dim' }]),
    left('model', 'MODEL', 8, 18, 3, ({ session: { model } }) => [
      { text: model === null ? '?' : shortModel(model), role: 'dim' },
    ]),
    right('tokens', 'TOK', 5, 5, 2, ({ own }) => [{ text: formatTokens(own.tokens) }]),
    right('cost', 'COST', 7, 7, 1, ({ own }) => [{ text: formatMoney(own.costUsdMicros) }]),
    right('tree', 'WITH SUB', 8, 8, 4, ({ session, withSubagents }) => [
      { text: session.rollup.sessions > 1 ? formatMoney(withSubagents.costUsdMicros) : '', role: 'dim' },
    ]),
    right('took', 'TOOK', 6, 6, 3, ({ session }) => [{ text: formatDuration(session.durationMs) }]),
    right('last', 'LAST', 5, 5, 1, ({ session }) => [{ text: ageOf(session.lastEventAt, now), role: 'dim' }]),
  ];
}

const SEVERITY_ROLES: ReadonlyMap<string | null, Role> = new Map<string | null, Role>([
  ['critical', 'bad'],
  ['high', 'bad'],
  ['medium', 'warn'],
]);

export function escalationColumns(now: number): Column<EscalationReport>[] {
  return [
    left('severity', 'SEVERITY', 8, 9, 0, ({ severity }) => [
      { text: severity ?? '?', role: SEVERITY_ROLES.get(severity) ?? 'dim' },
    ]),
    left('bead', 'BEAD', 12, 24, 0, ({ beadId }) => [{ text: beadId ?? '?' }]),
    {
      ...left<EscalationReport>('category', 'CATEGORY', 10, 40, 1, ({ category }) => [
        { text: category ?? '' },
      ]),
      grows: true,
    },
    right('age', 'AGE', 5, 5, 0, ({ createdAt }) => [{ text: ageOf(createdAt, now), role: 'dim' }]),
  ];
}
