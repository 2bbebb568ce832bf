/** What vendors say of their limits. */

import type { CostLimit } from '../../domain/costs.ts';
import type { LimitReport } from '../../domain/source-report.ts';
import type { Connection } from '../open.ts';
import { prepared } from './prepared.ts';

type HarnessLimit = LimitReport & Pick<CostLimit, 'harness'>;

/** The limits of a harness (null = of all) as its vendor last reported them, the shortest window first. */
export function limitsOf(db: Connection, harness: string | null): HarnessLimit[] {
  return prepared(
    db,
    `SELECT harness, limit_id AS limitId, nullif(window_minutes, 0) AS windowMinutes, used_percent AS usedPercent, resets_at AS resetsAt, plan, at
       FROM rate_limits WHERE harness = coalesce(?, harness) ORDER BY harness, window_minutes, limit_id`,
  ).all(harness) as HarnessLimit[];
}

/** The same beside our own estimates. */
export function vendorLimits(db: Connection): CostLimit[] {
  return limitsOf(db, null).map((row) => ({
    ...row,
    ...{ origin: 'vendor', startsAt: null, tokens: null, costUsdMicros: null },
  }));
}
