/** Agents as the document has them (DATA.md 6): a score is its cell with its parts, a trend its figures with its metric. */

import type { AgentReport, PerformanceReports, Score } from '../domain/performance.ts';
import type { ReportFilter } from '../domain/report.ts';

/** Cards asked for at once: so many are in memory, however many agents there are. */
const AT_ONCE = 20;

export function* agentRows(
  reports: Pick<PerformanceReports, 'performers' | 'cards'>,
  filter: ReportFilter,
  now: number,
): IterableIterator<unknown> {
  const names = reports.performers(filter, now, 'agent').map(({ name }) => name);
  for (let at = 0; at < names.length; at += AT_ONCE)
    for (const card of reports.cards(filter, now, 'agent', names.slice(at, at + AT_ONCE)))
      yield agentRow(card);
}

function agentRow({ by: _by, name, avgQualityScore, collaborationScore, trends, ...card }: AgentReport) {
  return {
    agent: name,
    ...card,
    avgQualityScore: scoreRow(avgQualityScore),
    collaborationScore: scoreRow(collaborationScore),
    trends: trends.map(({ metric, trend, rolling }) => ({ metric, ...trend, rolling })),
  };
}

function scoreRow({ cell, parts }: Score) {
  return { ...cell, parts };
}
