/** What the screen shows when its first question already failed. */

import { NO_COSTS } from '../domain/costs.ts';
import type { HeaderReport } from '../domain/live.ts';
import { NO_COMPARISON } from '../domain/performance.ts';
import { NO_CARDS } from './card-cache.ts';

const NO_HEADER: HeaderReport = {
  working: 0,
  waiting: 0,
  looping: 0,
  stalled: 0,
  idle: 0,
  unknown: 0,
  alertsOpen: 0,
  sessions: 0,
  todayCostUsdMicros: null,
  todayUnpricedCalls: 0,
  todayByHour: [],
  tokensPerMinute: 0,
};

export const NOTHING_READ = {
  header: NO_HEADER,
  windowTotals: null,
  rows: [],
  recorded: 0,
  alerts: [],
  precision: [],
  errors: [],
  detail: null,
  performers: [],
  cards: NO_CARDS,
  performer: null,
  comparison: NO_COMPARISON,
  costs: NO_COSTS,
  trends: [],
} as const;
