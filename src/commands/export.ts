/** `agentperf export`: everything the views show, as one JSON document, or one of them as CSV or NDJSON, on stdout or in a file. */

import { once } from 'node:events';
import fs from 'node:fs';
import process from 'node:process';
import { loadSettings, type Settings } from '../config.ts';
import { EXIT } from '../domain/exit-codes.ts';
import { type IngestSummary, ingestOnce } from '../monitor.ts';
import { VERSION } from '../version.ts';
import { usageError } from './check-arguments.ts';
import { warnOfUnknownNames } from './check-names.ts';
import { EMPTY_REPORTS } from './empty-reports.ts';
import { chosenViews, documentPieces, type ExportHead, type ExportReports } from './export-document.ts';
import { tablePieces, tableView } from './export-table.ts';
import type { Arguments, Flags } from './flags.ts';
import { thisMachine } from './machine.ts';
import { monitorOptions, reportsOf } from './monitor-options.ts';
import { writeOutFile } from './out-file.ts';
import { absolutePath } from './sources.ts';
import { faultyLines, refuseSkipped } from './strict.ts';

export async function run(call: Arguments): Promise<number> {
  const settings = loadSettings(call.flags, thisMachine());
  const views = chosenViews(call.flags.view);
  const format = formatOf(call.flags);
  const table = format === 'json' ? null : tableView(format, call.flags.view, views);
  const { staleSources, problems } = call.flags.ingest
    ? await ingestOnce(monitorOptions(settings))
    : NOTHING_NEW;
  const { reports, close } = readSide(settings, problems);
  const head: ExportHead = {
    generatedAt: settings.now(),
    agentperfVersion: VERSION,
    filter: settings.filter,
    timezone: settings.timezone,
    staleSources,
    stalePrices: reports.arePricesStale(),
  };
  try {
    warnOfUnknownNames(settings.filter, reports);
    const out = call.flags.out === undefined ? null : absolutePath(call.flags.out, settings.discovery);
    const pieces =
      format === 'json' || table === null
        ? documentPieces(reports, head, views)
        : tablePieces(reports, table, format, head.filter, head.generatedAt);
    if (out === null) await writeToStdout(pieces);
    else writeOutFile(out, pieces);
    if (settings.strict) refuseSkipped(true, faultyLines(reports.totals(head.filter).skippedByReason));
  } finally {
    close();
  }
  return EXIT.ok;
}

const FORMATS = ['json', 'csv', 'ndjson'] as const;

function formatOf(flags: Flags): (typeof FORMATS)[number] {
  const [format = 'json', other] = FORMATS.filter((name) => flags[name]);
  if (other !== undefined) throw usageError(`--${format} and --${other} exclude each other`, 'choose one');
  return format;
}

/** Without a look at the logs nothing is known to be wrong with them. */
const NOTHING_NEW: Pick<IngestSummary, 'staleSources' | 'problems'> = { staleSources: [], problems: [] };

/** Nothing was ever read: an empty document, not an error. */
function readSide(
  settings: Settings,
  problems: IngestSummary['problems'],
): { reports: ExportReports; close: () => void } {
  if (!fs.existsSync(settings.databasePath)) return { reports: EMPTY_REPORTS, close: () => undefined };
  const reports = reportsOf(settings);
  return { reports: { ...reports, sources: () => reports.sources(problems) }, close: () => reports.close() };
}

async function writeToStdout(pieces: Iterable<string>): Promise<void> {
  for (const piece of pieces) if (!process.stdout.write(piece)) await once(process.stdout, 'drain');
}
