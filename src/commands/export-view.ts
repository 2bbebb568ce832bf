/** The screen's export key: one view to a new file in the working folder. */

import path from 'node:path';
import type { Settings } from '../config.ts';
import type { Reports } from '../domain/live.ts';
import type { ReportFilter } from '../domain/report.ts';
import type { ExportedView, ExportFormat } from '../ui/command-context.ts';
import { VERSION } from '../version.ts';
import { csvOf } from './csv.ts';
import { costRows } from './export-costs.ts';
import { documentPieces, viewRows } from './export-document.ts';
import { openOutFile } from './out-file.ts';
import { exported } from './snake-case.ts';

/** Writes `agentperf-VIEW-TIME.FORMAT` and answers with its path; rejects with UserError. */
export async function exportView(
  settings: Settings,
  reports: Reports,
  view: ExportedView,
  format: ExportFormat,
  filter: ReportFilter,
): Promise<string> {
  const now = settings.now();
  const stamp = new Date(now).toISOString().slice(0, 19).replaceAll(':', '-');
  const file = path.join(settings.discovery.cwd, `agentperf-${view}-${stamp}.${format}`);
  const { timezone } = settings;
  const head = {
    generatedAt: now,
    agentperfVersion: VERSION,
    filter,
    timezone,
    staleSources: [],
    stalePrices: reports.arePricesStale(),
  };
  const out = openOutFile(file);
  try {
    if (format === 'json') for (const piece of documentPieces(reports, head, [view])) out.write(piece);
    else {
      const rows =
        view === 'costs' ? costRows(reports.costs(filter, now)) : viewRows(reports, view, filter, now);
      out.write(csvOf([...rows].map(exported)));
    }
  } catch (error) {
    out.discard();
    throw error;
  }
  out.commit();
  return file;
}
