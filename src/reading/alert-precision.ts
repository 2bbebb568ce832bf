/** How often each rule was right, by what users said of its alerts (ALERTS.md). */

import type { Connection } from '../db/open.ts';
import { alertVerdicts } from '../db/queries/alerts.ts';
import type { AlertPrecision, ReportFilter } from '../domain/report.ts';
import { wilson } from '../metrics/statistics/rates.ts';

/** A share of fewer judged alerts than these is noise: none is shown, and no interval is given. */
const FEWEST_JUDGED = 5;

export function alertPrecision(db: Connection, filter: ReportFilter): AlertPrecision[] {
  return alertVerdicts(db, filter).map((row) => {
    const judged = row.real + row.notReal;
    const interval = judged < FEWEST_JUDGED ? null : wilson(row.real, judged);
    return { ...row, low: interval?.low ?? null, high: interval?.high ?? null };
  });
}
