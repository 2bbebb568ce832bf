/** Agents as the document has them (DATA.md 6), and departments and projects alike: a score is its cell with its parts, a trend its figures with its metric. */

import type { AgentReport, GroupKey, PerformanceReports, Score } from '../domain/performance.ts';
import type { ReportFilter } from '../domain/report.ts';

/** Cards asked for at once: so many are in memory, however many agents there are. */
const AT_ONCE = 20;

/** Rows of all cards of one kind; the name stands under the kind's. */
export const cardRows = (by: GroupKey) =>
  function* (
    reports: Pick<PerformanceReports, 'performers' | 'cards'>,
    filter: ReportFilter,
    now: number,
  ): IterableIterator<unknown> {
    const names = reports.performers(filter, by).map(({ name }) => name);
    for (let at = 0; at < names.length; at += AT_ONCE)
      for (const card of reports.cards(filter, now, by, names.slice(at, at + AT_ONCE))) yield cardRow(card);
  };

function cardRow({
  by,
  name,
  department,
  avgQualityScore,
  collaborationScore,
  trends,
  ...card
}: AgentReport) {
  return {
    [by]: name,
    ...(by === 'department' ? {} : { department }),
    ...card,
    avgQualityScore: scoreRow(avgQualityScore),
    collaborationScore: scoreRow(collaborationScore),
    trends: trends.map(({ metric, trend, rolling }) => ({ metric, ...trend, rolling })),
  };
}

function scoreRow({ cell, parts }: Score) {
  return { ...cell, parts };
}
