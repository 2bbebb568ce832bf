/** How the agents of a card or a trend work together: what the ledger tells, as far back as it is looked at. */

import { collaborationHistory } from '../db/queries/collaboration.ts';
import type { CollaborationTelemetry } from '../domain/collaboration.ts';
import { collaborationPoints, PATIENCE_MS } from '../metrics/collaboration-points.ts';
import type { MetricSeries } from '../metrics/statistics/window.ts';
import { rowsBetween, type TaskList, type TaskRows } from '../metrics/task-list.ts';
import type { CardQuestion } from './card-inputs.ts';

/** Agents that speak for a group: reading the history of a thousand takes seconds (docs/strategies.md). */
const SPEAKERS = 20;

/** Of an agent: all that the range and the windows look at. */
export function agentTelemetry(question: CardQuestion): (name: string | null) => CollaborationTelemetry {
  const { since } = question.filter;
  const from = since === null ? null : Math.min(since, windowsBegin(question));
  return (name) => telemetryOf(question, name === null ? [] : [name], from);
}

/** Of a group: no further back than the windows look, unless the range does; of those agents that did most in the time. */
export function groupTelemetry(
  question: CardQuestion,
  word: (id: number) => string | null,
): (list: TaskList, rows: TaskRows) => CollaborationTelemetry {
  const from = Math.min(question.filter.since ?? Number.POSITIVE_INFINITY, windowsBegin(question));
  return (list, rows) =>
    telemetryOfTasks(question, list, rowsBetween(list, rows, from, question.filter.until), from, word);
}

/** Of those agents that did most of these tasks, from `from` on, epoch ms. */
export function telemetryOfTasks(
  moment: Moment,
  list: TaskList,
  rows: TaskRows,
  from: number,
  word: (id: number) => string | null,
): CollaborationTelemetry {
  return telemetryOf(moment, busiest(list, rows, word), from);
}

/** Asks a window strategy where its windows lie. */
export const NO_SERIES: MetricSeries = {
  higherIsBetter: null,
  cell: () => ({ value: null, n: 0, low: null, high: null, state: 'insufficient_data' }),
  value: () => ({ value: null, n: 0 }),
};

/** The first instant that a window looks at, whatever strategy cuts them. */
export function windowsBegin({ strategies, filter, now, timezone }: CardQuestion): number {
  const end = filter.until ?? now;
  return Math.min(end, ...strategies.windows(NO_SERIES, { now: end, timezone }).map(({ from }) => from));
}

/** An archive and when it is asked, epoch ms. */
type Moment = Pick<CardQuestion, 'db' | 'now'>;

/** `from` epoch ms; null = since ever. What began before it is read a day further back, so that no point lacks its half. */
function telemetryOf(
  { db, now }: Moment,
  agents: readonly string[],
  from: number | null,
): CollaborationTelemetry {
  const history = collaborationHistory(db, agents, from === null ? undefined : from - PATIENCE_MS);
  const points = [...collaborationPoints(history, now).values()].flat();
  return {
    points: from === null ? points : points.filter(({ at }) => at >= from),
    escalationsLogged: history.escalationsLogged,
  };
}

/** By their tasks; of equals those whose names come first. */
function busiest(list: TaskList, rows: TaskRows, word: (id: number) => string | null): string[] {
  const tasks = new Map<number, number>();
  for (const row of rows) {
    const id = list.agent[row] as number;
    tasks.set(id, (tasks.get(id) ?? 0) + 1);
  }
  return [...tasks]
    .flatMap(([id, count]) => {
      const name = word(id);
      return name === null ? [] : [{ name, count }];
    })
    .sort((a, b) => b.count - a.count || (a.name < b.name ? -1 : 1))
    .slice(0, SPEAKERS)
    .map(({ name }) => name);
}
