/** One view as a table: `export --csv` and `export --ndjson`, a row a line. */

import type { ReportFilter } from '../domain/report.ts';
import { safeJson } from '../domain/safe-text.ts';
import { usageError } from './check-arguments.ts';
import { csvLines } from './csv.ts';
import { columnsOf } from './export-columns.ts';
import { costRows } from './export-costs.ts';
import { type ExportReports, isListView, type ViewName, viewRows } from './export-document.ts';
import { exported } from './snake-case.ts';

export type TableFormat = 'csv' | 'ndjson';

/** Throws UserError (exit 2): a table has one kind of rows. */
export function tableView(
  format: TableFormat,
  views: readonly string[],
  chosen: readonly ViewName[],
): ViewName {
  const [view] = chosen;
  if (views.length !== 1 || view === undefined)
    throw usageError(
      `--${format} takes one view`,
      'name it with --view NAME, or write --json for all of them',
    );
  if (!isListView(view) && view !== 'costs')
    throw usageError(`${view} is no list`, `--json has it; lists and costs can be written with --${format}`);
  return view;
}

/** Lines of about a row each. */
export function* tablePieces(
  reports: ExportReports,
  view: ViewName,
  format: TableFormat,
  filter: ReportFilter,
  now: number,
): IterableIterator<string> {
  const rows = written(
    isListView(view) ? viewRows(reports, view, filter, now) : costRows(reports.costs(filter, now)),
  );
  if (format === 'csv') yield* csvLines(columnsOf(view), rows);
  else for (const row of rows) yield `${safeJson(row)}\n`;
}

function* written(rows: Iterable<unknown>): IterableIterator<unknown> {
  for (const row of rows) yield exported(row);
}
