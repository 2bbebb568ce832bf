/** What the read side answers of money: costs by period, model and who; how fast it is spent, where that leads, and what was allowed. */

import type { Period } from './days.ts';
import type { PricedBy, PriceSource, UnpricedReason } from './prices.ts';
import type { CostBasis, TokenSums } from './report.ts';

/** Sums of one group of calls; money in micro-dollars. */
export interface CostFigures {
  readonly modelCalls: number;
  readonly tokens: TokenSums;
  /** null when nothing in the group has a price. */
  readonly costUsdMicros: number | null;
  /** `reported`: totals of a log; `computed`: from prices; `estimated`: computed, but output tokens are known to be under-reported; `mixed`: some of it reported, some computed. */
  readonly costBasis: CostBasis | 'mixed' | null;
  /** With the output that was logged, and with what its text needs at least: the truth may lie higher still. Equal unless estimated. */
  readonly costLowUsdMicros: number | null;
  readonly costHighUsdMicros: number | null;
  /** What the harnesses themselves say, where they do. */
  readonly reportedCostUsdMicros: number | null;
  readonly unpricedCalls: number;
  /** Share of all input that was read from a cache, 0 to 1; null without input. */
  readonly cacheReadShare: number | null;
  /** What the same calls would have cost more with no cache at all; negative when writing cost more than reading saved. */
  readonly cacheSavedUsdMicros: number | null;
}

/** `day`: YYYY-MM-DD in the zone of the report; null = calls without a time. */
export interface DayCost extends CostFigures {
  readonly day: string | null;
}

interface ModelCost extends CostFigures {
  /** null: totals that no model is known of. */
  readonly modelCanonical: string | null;
  readonly provider: string | null;
  /** Who says what it costs; null = nobody. */
  readonly pricedBy: PricedBy | null;
}

export interface NamedCost extends CostFigures {
  readonly name: string | null;
}

/**
 * What was spent on tasks of one type, by the time of the calls; the tasks themselves count when they are completed, with all that they
 * cost. All rows together are the total, exactly.
 */
export interface TaskTypeCost extends CostFigures {
  /** null: no type is known, or the row is of no task. */
  readonly taskType: string | null;
  /** False in the one row of what belongs to no task. */
  readonly attributed: boolean;
  /** Completed in the range; those that contradict themselves are left out. */
  readonly tasks: number;
  readonly tasksSucceeded: number;
  /** Whose cost and outcome are known, which both figures below are of; where no outcome is known at all, those whose cost is. */
  readonly tasksCosted: number;
  /** What they cost by their number; null without any. */
  readonly costPerTaskUsdMicros: number | null;
  /** What they cost by those of them that succeeded; null without a success. */
  readonly costPerSuccessUsdMicros: number | null;
}

export interface UnpricedCalls {
  /** As logged. */
  readonly model: string;
  readonly modelCanonical: string;
  readonly harness: string;
  readonly reason: UnpricedReason;
  readonly calls: number;
  readonly tokens: number;
}

type FigureState = 'ok' | 'insufficient_data' | 'unpriced';

/** A projection: the median and an interval of 80 %; `n` days stand behind it. Money in micro-dollars, null unless ok. */
export interface Projection {
  readonly value: number | null;
  readonly low: number | null;
  readonly high: number | null;
  readonly n: number;
  readonly state: FigureState;
}

export interface Burn {
  /** Micro-dollars an hour over the last hour; null when its calls have no price. */
  readonly usdMicrosPerHour: number | null;
  readonly tokensPerHour: number;
  readonly state: FigureState;
  /** Spent since the day, and the month, began. */
  readonly dayUsdMicros: number;
  readonly monthUsdMicros: number;
  /** Of the whole day and month. */
  readonly projectedDay: Projection;
  readonly projectedMonth: Projection;
}

/** One `[[budgets]]` of the configuration. */
export interface Budget {
  readonly period: Period;
  readonly limitUsdMicros: number;
  /** null = all of them. */
  readonly project: string | null;
  readonly agent: string | null;
}

export type BudgetState = 'ok' | 'warning' | 'over';

export interface BudgetReport extends Budget {
  readonly startsAt: number;
  readonly endsAt: number;
  readonly spentUsdMicros: number;
  /** Spent by limit: above 1 is over. */
  readonly share: number;
  readonly unpricedCalls: number;
  readonly state: BudgetState;
  /** Which of its names nobody recorded has, so that it watches nothing. */
  readonly unknown: 'agent' | 'project' | null;
}

export interface CostLimit {
  readonly harness: string;
  /** `vendor`: as the vendor last said; `estimate`: five hours from our own count, no vendor's word. */
  readonly origin: 'vendor' | 'estimate';
  readonly limitId: string;
  readonly windowMinutes: number | null;
  /** 0 to 100; null in an estimate: the limit itself is not known. */
  readonly usedPercent: number | null;
  readonly startsAt: number | null;
  readonly resetsAt: number | null;
  readonly plan: string | null;
  readonly tokens: number | null;
  readonly costUsdMicros: number | null;
  readonly at: number;
}

export interface CostsReport {
  readonly byDay: readonly DayCost[];
  readonly byModel: readonly ModelCost[];
  readonly byAgent: readonly NamedCost[];
  readonly byProject: readonly NamedCost[];
  readonly byDepartment: readonly NamedCost[];
  readonly byHarness: readonly NamedCost[];
  readonly byTaskType: readonly TaskTypeCost[];
  readonly unpriced: readonly UnpricedCalls[];
  readonly budgets: readonly BudgetReport[];
  readonly limits: readonly CostLimit[];
  /** As of now, whatever range the filter has. */
  readonly burn: Burn;
  readonly priceSource: PriceSource | null;
}

/** What takes longer than the rest, and is left out on request. */
export interface CostParts {
  readonly taskTypes: boolean;
}

const NO_PROJECTION: Projection = { value: null, low: null, high: null, n: 0, state: 'insufficient_data' };

/** Of no calls: nothing was spent, which is 0; where that leads is not known. */
export const NO_COSTS: CostsReport = {
  ...{ byDay: [], byModel: [], byAgent: [], byProject: [], byDepartment: [], byHarness: [], byTaskType: [] },
  ...{ unpriced: [], budgets: [], limits: [], priceSource: null },
  burn: {
    ...{ usdMicrosPerHour: 0, tokensPerHour: 0, state: 'ok', dayUsdMicros: 0, monthUsdMicros: 0 },
    ...{ projectedDay: NO_PROJECTION, projectedMonth: NO_PROJECTION },
  },
};
