/** The screen's export key: one view to a new file in the working folder. */

import path from 'node:path';
import type { Settings } from '../config.ts';
import type { Reports } from '../domain/live.ts';
import type { ReportFilter } from '../domain/report.ts';
import type { ExportedView, ExportFormat } from '../ui/command-context.ts';
import { VERSION } from '../version.ts';
import { documentPieces } from './export-document.ts';
import { tablePieces } from './export-table.ts';
import { writeOutFile } from './out-file.ts';

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
  const pieces =
    format === 'json'
      ? documentPieces(reports, head, [view])
      : tablePieces(reports, view, format, filter, now);
  writeOutFile(file, pieces);
  return file;
}
