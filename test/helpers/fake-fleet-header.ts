/** What the header of the made-up fleet says, and the totals of its windows. */

import type { HeaderReport } from '../../src/domain/live.ts';
import type { TotalsReport } from '../../src/domain/report.ts';
import { tokenSums } from './fake-fleet-parts.ts';

export const FLEET_HEADER: HeaderReport = {
  working: 4,
  waiting: 1,
  looping: 1,
  stalled: 1,
  idle: 2,
  unknown: 1,
  alertsOpen: 2,
  sessions: 12,
  todayCostUsdMicros: 12_400_000,
  todayUnpricedCalls: 0,
  todayByHour: [0, 0, 20, 10, 0, 0, 0, 300, 900, 1400, 1100, 2300, 2600, 1900, 1200],
  tokensPerMinute: 412_000,
};

export const FLEET_TOTALS: TotalsReport = {
  sessions: 88,
  subagentSessions: 31,
  events: 40_000,
  modelCalls: 9000,
  toolCalls: 12_000,
  toolErrors: 400,
  errors: 410,
  compactions: 12,
  tokens: tokenSums(124_000_000),
  costUsdMicros: 84_200_000,
  reportedCostUsdMicros: null,
  unpricedCalls: 0,
  skipped: 0,
  skippedByReason: new Map(),
  clampedFields: 0,
};
