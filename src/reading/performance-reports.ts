/** Answers what the views agents and models ask: cards, the comparison, tasks, KPIs. */

import type { Connection } from '../db/open.ts';
import { escalations } from '../db/queries/escalations.ts';
import { narrows, sessionCondition } from '../db/queries/filter.ts';
import { completeLogs, detectionLatencies } from '../db/queries/kpis.ts';
import { modelUsage, namesByModel } from '../db/queries/model-usage.ts';
import { GROUP_SQL, groupSpend, lastSessions } from '../db/queries/performers.ts';
import { sessionSpend } from '../db/queries/session-spend.ts';
import { selectSessions } from '../db/queries/sessions.ts';
import { costOf, type SumRow, tokenSums } from '../db/queries/sums.ts';
import { rangeOf, taskSelector, wordsById } from '../db/queries/task-filter.ts';
import { tasks } from '../db/queries/tasks.ts';
import { workLog } from '../db/queries/work-log.ts';
import { countTasks, scanTasks } from '../db/tasks/pages.ts';
import type {
  AgentDetail,
  AgentReport,
  ComparisonReport,
  GroupKey,
  KpiReport,
  PerformanceReports,
  PerformerRow,
  Spent,
  SpentSession,
} from '../domain/performance.ts';
import type { ReportFilter } from '../domain/report.ts';
import { collectEstimates } from '../metrics/estimates.ts';
import { compareModels } from '../metrics/model-comparison.ts';
import { agentCard } from '../metrics/performance.ts';
import { collectPerformers } from '../metrics/performers.ts';
import { medianCell, rateCell } from '../metrics/statistics/cell.ts';
import type { Strategies } from '../metrics/strategies.ts';
import { collectTasks } from '../metrics/task-list.ts';
import { type CardQuestion, cardInputs } from './card-inputs.ts';
import { loggedFacts } from './logged-facts.ts';
import { readContext, sessionReport } from './session-reports.ts';

/** Rows of each list in a detail. */
const DETAIL_ROWS = 300;

/** `timezone`: IANA zone that days are cut in. */
export function performanceReports(
  db: Connection,
  timezone: string,
  strategies: Strategies,
): PerformanceReports {
  const question = (filter: ReportFilter, now: number, by: GroupKey): CardQuestion => ({
    db,
    filter,
    now,
    by,
    timezone,
    strategies,
  });
  return {
    performers: (filter, by) => performers(db, filter, timezone, by),
    cards: (filter, now, by, names) =>
      Array.from(
        cardInputs(
          question(filter, now, by),
          names ?? performers(db, filter, timezone, by).map(({ name }) => name),
        ),
        (input) => agentCard(input, strategies),
      ),
    performer: (filter, now, by, name) => detail(question(filter, now, by), name),
    comparison: (filter) => comparison(db, filter, timezone),
    tasks: (filter) => tasks(db, filter),
    kpis: (filter, now) => kpis(db, filter, now),
  };
}

function performers(db: Connection, filter: ReportFilter, timezone: string, by: GroupKey): PerformerRow[] {
  const select = taskSelector(db, filter);
  const collector = collectPerformers(by);
  scanTasks(db, rangeOf(filter, true), (page) => collector.add(page, select(page)));
  const words = wordsById(db);
  return collector.rows(
    (id) => words.get(id) ?? null,
    lastSessions(db, filter, by),
    groupSpend(db, filter, timezone, by),
  );
}

function comparison(db: Connection, filter: ReportFilter, timezone: string): ComparisonReport {
  const select = taskSelector(db, filter);
  const collector = collectTasks(null, narrows(filter) ? 0 : countTasks(db, filter));
  const estimates = collectEstimates();
  scanTasks(db, rangeOf(filter, false), (page) => {
    const places = select(page);
    collector.add(page, places);
    estimates.add(page, places);
  });
  const words = wordsById(db);
  const word = (id: number): string | null => words.get(id) ?? null;
  const { list } = collector;
  const usage = modelUsage(db, filter, timezone).map((row) => ({
    ...{ modelCanonical: row.canonical, provider: row.provider, harness: row.harness },
    modelCalls: row.model_calls,
    tokens: tokenSums(row),
    costUsdMicros: costOf(row),
    unpricedCalls: row.unpriced_calls,
  }));
  const compared = compareModels({
    ...{ list, usage, word },
    loggedNames: namesByModel(db),
    logged: loggedFacts(word),
  });
  return { ...compared, estimates: estimates.reports(word) };
}

function detail(question: CardQuestion, name: string | null): AgentDetail | null {
  const { db, filter, by, strategies } = question;
  const [input] = cardInputs(question, [name]);
  if (input === undefined) return null;
  const card = agentCard(input, strategies);
  const isUnknown = input.list.count === 0 && card.sessions === 0 && card.tasksOpen === 0;
  if (isUnknown && (card.tokens?.total ?? 0) === 0 && card.costUsdMicros === null) return null;
  const own =
    name === null
      ? { sql: `t.${by} IS NULL`, values: [] }
      : { sql: `t.${by} = (SELECT word_id FROM words WHERE word = ?)`, values: [name] };
  const newest = [...tasks(db, filter, { limit: DETAIL_ROWS, own })];
  const ofGroup = (agent: string | null, bead: string | null): boolean =>
    by === 'agent' ? agent === name : newest.some(({ taskId }) => taskId === bead);
  const of = { agent: by === 'agent' ? name : null, beads: newest.map(({ taskId }) => taskId) };
  const sessions = sessionsOf(question, name);
  return {
    card,
    tasks: newest,
    workLog: workLog(db, filter, of)
      .filter(({ agentId, beadId }) => ofGroup(agentId, beadId))
      .slice(0, DETAIL_ROWS),
    escalations: escalations(db, filter, of)
      .filter(({ agentId, beadId }) => ofGroup(agentId, beadId))
      .slice(0, DETAIL_ROWS),
    sessions,
    unlisted: unlistedOf(card, sessions),
  };
}

function sessionsOf({ db, filter, now, by }: CardQuestion, name: string | null): SpentSession[] {
  const { sql, values } = sessionCondition(filter);
  const own = { sql: `${GROUP_SQL[by]} IS ? AND ${sql}`, values: [name, ...values] };
  const found = selectSessions(db, own, DETAIL_ROWS);
  const context = readContext(db, now);
  const keys = found.map(({ sessionKey }) => sessionKey);
  const spendOf = sessionSpend(db, keys, filter);
  return found.map((session): SpentSession => {
    const spend = spendOf(session.sessionKey);
    return {
      session: sessionReport(session, context),
      own: spentOf(spend.own),
      withSubagents: spentOf(spend.withSubagents),
    };
  });
}

const spentOf = (sums: SumRow): Spent => ({ tokens: tokenSums(sums).total, costUsdMicros: costOf(sums) });

function unlistedOf(card: AgentReport, sessions: readonly SpentSession[]): Spent {
  const listed = (of: (own: Spent) => number | null): number =>
    sessions.reduce((sum, { own }) => sum + (of(own) ?? 0), 0);
  return {
    tokens: (card.tokens?.total ?? 0) - listed(({ tokens }) => tokens),
    costUsdMicros:
      card.costUsdMicros === null ? null : card.costUsdMicros - listed((own) => own.costUsdMicros),
  };
}

function kpis(db: Connection, filter: ReportFilter, now: number): KpiReport {
  const { complete, ended } = completeLogs(db, filter, now);
  return {
    errorDetectionLatencyMs: medianCell(detectionLatencies(db, filter)),
    completeLogsRate: rateCell(complete, ended),
  };
}
