/** The costs of a filter: by day, model and who, from sums; how fast, how far, and what was allowed, as of now. */

import type { Connection } from '../db/open.ts';
import type { SeatKind } from '../db/places.ts';
import type { CostGroup } from '../db/queries/cost-parts.ts';
import { type CostRow, type CostSums, costSums } from '../db/queries/cost-sums.ts';
import { vendorLimits } from '../db/queries/limits.ts';
import { isRecorded } from '../db/queries/names.ts';
import { pricedByModel, unpricedCalls } from '../db/queries/spend.ts';
import { NO_SUMS, tokenSums } from '../db/queries/sums.ts';
import type {
  Budget,
  BudgetReport,
  CostFigures,
  CostParts,
  CostsReport,
  NamedCost,
} from '../domain/costs.ts';
import { daysOf, dayText, nextPeriod, periodStart } from '../domain/days.ts';
import { NO_FILTER, type ReportFilter } from '../domain/report.ts';
import { costFigures } from '../metrics/spending/figures.ts';
import { burnOf } from './burn.ts';
import { ownBlocks } from './own-blocks.ts';
import { priceSource } from './price-source.ts';
import { taskTypeCosts } from './task-type-costs.ts';

export interface CostOptions {
  /** IANA zone that days are cut in. */
  readonly timezone: string;
  readonly budgets: readonly Budget[];
}

export function costsReport(
  db: Connection,
  filter: ReportFilter,
  now: number,
  { timezone, budgets }: CostOptions,
  { taskTypes }: CostParts = { taskTypes: true },
): CostsReport {
  const by = (group: CostGroup): CostRow[] => costSums(db, filter, timezone, [group]);
  const named = (group: SeatKind): NamedCost[] =>
    byCost(by(group), group).map(({ key, sums }) => ({ name: key[group], ...figuresOf(sums) }));
  const pricedBy = pricedByModel(db);
  return {
    byDay: by('day')
      .sort((a, b) => (a.key.day ?? -Infinity) - (b.key.day ?? -Infinity))
      .map(({ key, sums }) => ({ day: key.day === null ? null : dayText(key.day), ...figuresOf(sums) })),
    byModel: byCost(by('model'), 'model').map(({ key, sums }) => ({
      modelCanonical: key.model,
      provider: key.provider,
      pricedBy: pricedBy.get(key.model ?? '') ?? null,
      ...figuresOf(sums),
    })),
    byAgent: named('agent'),
    byProject: named('project'),
    byDepartment: named('department'),
    byHarness: named('harness'),
    byTaskType: taskTypes ? taskTypeCosts(db, filter, timezone) : [],
    unpriced: unpricedCalls(db, filter),
    budgets: budgets.map((budget) => budgetReport(db, budget, now, timezone)),
    limits: [...vendorLimits(db), ...ownBlocks(db, now)],
    burn: burnOf(db, filter, now, timezone),
    priceSource: priceSource(db),
  };
}

function figuresOf(sums: CostSums): CostFigures {
  return costFigures(sums, tokenSums({ ...NO_SUMS, ...sums }));
}

/** Dearest first; what costs as much, by name. */
function byCost(rows: CostRow[], group: SeatKind | 'model'): CostRow[] {
  const name = ({ key }: CostRow): string => key[group] ?? '';
  return rows.sort((a, b) => b.sums.cost - a.sums.cost || (name(a) < name(b) ? -1 : 1));
}

/** From this share of its limit on, a budget warns. */
const WARNING_SHARE = 0.8;

function budgetReport(db: Connection, budget: Budget, now: number, timezone: string): BudgetReport {
  const days = daysOf(timezone);
  const start = periodStart(days.dayOf(now), budget.period);
  const startsAt = days.startOf(start);
  const endsAt = days.startOf(nextPeriod(start, budget.period));
  const filter: ReportFilter = {
    ...NO_FILTER,
    since: startsAt,
    until: endsAt - 1,
    agents: budget.agent === null ? [] : [budget.agent],
    projects: budget.project === null ? [] : [budget.project],
  };
  const sums = costSums(db, filter, timezone, [])[0]?.sums;
  const spent = sums?.cost ?? 0;
  const share = spent / budget.limitUsdMicros;
  return {
    ...budget,
    startsAt,
    endsAt,
    spentUsdMicros: spent,
    share,
    unpricedCalls: sums?.unpriced_calls ?? 0,
    state: share >= 1 ? 'over' : share >= WARNING_SHARE ? 'warning' : 'ok',
    unknown: unknownOf(db, budget),
  };
}

function unknownOf(db: Connection, { agent, project }: Budget): BudgetReport['unknown'] {
  if (agent !== null && !isRecorded(db, 'agents', agent)) return 'agent';
  return project !== null && !isRecorded(db, 'projects', project) ? 'project' : null;
}
