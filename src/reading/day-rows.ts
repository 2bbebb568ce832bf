/** Every day of a trend with what was used on it, counted from the sources that write down what the metric needs. */

import { type DaySums, daySums } from '../db/queries/day-sums.ts';
import { NO_SUMS, tokenSums } from '../db/queries/sums.ts';
import { hasSessionBefore, type SessionStarts } from '../db/queries/trend-sessions.ts';
import type { Days } from '../domain/days.ts';
import { getOrInsert } from '../domain/get-or-insert.ts';
import type { Fact } from '../domain/parity.ts';
import type { SourceId } from '../domain/source.ts';
import { adapterOf } from '../ingest/sources/registry.ts';
import type { DayRow, DayUsage } from '../metrics/day-usage.ts';
import type { TaskList } from '../metrics/task-list.ts';
import { TREND_METRICS } from '../metrics/trend-table.ts';
import type { Question } from './trends.ts';

/** Days as far as sources log all of these facts. */
export type DayReader = (facts: readonly Fact[]) => {
  readonly rows: readonly DayRow[];
  /** False: no source of the filter does. */
  readonly isLogged: boolean;
};

/** Sources that log the same of what metrics need, and what their sessions did. */
interface SourceGroup {
  readonly facts: ReadonlySet<Fact>;
  readonly sums: ReadonlyMap<number, DaySums>;
  readonly starts: readonly SessionStarts[];
}

type Usage = { -readonly [Name in keyof DayUsage]: DayUsage[Name] };

export function dayReader(question: Question, tasks: TaskList): DayReader {
  const { days, filter, now } = question;
  const end = Math.min(filter.until, now);
  const groups = sourceGroups(question);
  const span = spanOf(question, end, groups, tasks);
  const known = new Map<string, ReturnType<DayReader>>();
  return (facts) => {
    const counted = groups.filter((group) => facts.every((fact) => group.facts.has(fact)));
    const key = counted.map((group) => groups.indexOf(group)).join();
    return getOrInsert(known, key, () => ({
      isLogged: counted.length > 0 || groups.length === 0,
      rows: rowsOf(span, days, end, counted, tasks),
    }));
  };
}

const NEEDED = new Set(
  [...TREND_METRICS.values()].flatMap(({ source, facts }) => (source.kind === 'days' ? facts : [])),
);

function sourceGroups({ db, filter, timezone, sessions, sources: all, starts }: Question): SourceGroup[] {
  const bySignature = new Map<string, SourceId[]>();
  for (const source of all) {
    const signature = adapterOf(source)
      .yields.filter((fact) => NEEDED.has(fact))
      .sort()
      .join();
    getOrInsert(bySignature, signature, (): SourceId[] => []).push(source);
  }
  return [...bySignature.values()].map((sources) => {
    // Where all log the same, nothing has to be told apart.
    const own = bySignature.size === 1 ? null : sources;
    return {
      facts: new Set(adapterOf(sources[0] as SourceId).yields),
      sums: daySums(db, { ...filter, sources: own ?? filter.sources }, timezone, sessions(own)),
      starts: starts(own),
    };
  });
}

/** First and last day of which something is known: what lies before the first record was not recorded, which is not 0. */
function spanOf(
  { db, days, filter }: Question,
  end: number,
  groups: readonly SourceGroup[],
  tasks: TaskList,
): readonly [first: number, last: number] {
  const last = days.dayOf(end);
  const begin = days.dayOf(filter.since);
  if (hasSessionBefore(db, filter, filter.since)) return [begin, last];
  const firsts = groups.flatMap(({ sums, starts: [start] }) => [
    ...sums.keys(),
    ...(start === undefined ? [] : [days.dayOf(start.at)]),
  ]);
  if (tasks.count > 0) firsts.push(days.dayOf(tasks.completedAt[0] as number));
  return [Math.max(begin, Math.min(...firsts, last + 1)), last];
}

function rowsOf(
  [first, last]: readonly [number, number],
  days: Days,
  end: number,
  groups: readonly SourceGroup[],
  tasks: TaskList,
): DayRow[] {
  const usages = new Map<number, Usage>();
  const usageOf = (day: number): Usage => getOrInsert(usages, day, () => ({ ...NONE }));
  for (const { sums, starts } of groups) {
    for (const [day, sum] of sums) addSums(usageOf(day), sum);
    for (const { at, mains } of starts) if (mains > 0) usageOf(days.dayOf(at)).sessions += mains;
  }
  for (let row = 0; row < tasks.count; row++) usageOf(days.dayOf(tasks.completedAt[row] as number)).tasks++;
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, index): DayRow => {
    const day = first + index;
    // The end of a range is its last millisecond.
    return {
      at: days.startOf(day),
      isOver: days.startOf(day + 1) - 1 <= end,
      usage: usages.get(day) ?? NONE,
    };
  });
}

const NONE: DayUsage = {
  ...{ sessions: 0, tasks: 0, modelCalls: 0, toolCalls: 0, toolErrors: 0, errors: 0, compactions: 0 },
  ...{ tokens: 0, inputTokens: 0, cacheReadTokens: 0, costUsdMicros: 0, unpricedCalls: 0 },
};

function addSums(usage: Usage, sums: DaySums): void {
  const { input, cacheRead, cacheCreation, total } = tokenSums({ ...NO_SUMS, ...sums });
  usage.modelCalls += sums.model_calls;
  usage.toolCalls += sums.tool_calls;
  usage.toolErrors += sums.tool_errors;
  usage.errors += sums.errors;
  usage.compactions += sums.compactions;
  usage.inputTokens += input + cacheRead + cacheCreation;
  usage.cacheReadTokens += cacheRead;
  usage.tokens += total;
  usage.costUsdMicros += sums.cost;
  usage.unpricedCalls += sums.unpriced_calls;
}
